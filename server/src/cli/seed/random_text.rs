//! Texts for rows made in bulk: names, titles, bodies, comments and tags, put together from templates.

use super::random_numbers::Random;
use std::fmt::Write;

#[rustfmt::skip]
const FIRST_NAMES: [&str; 40] = [
    "Ada", "Amir", "Anneke", "Bea", "Bram", "Carlos", "Chidi", "Dora", "Elif", "Emil", "Esther", "Fatima", "Femi",
    "Greta", "Hanna", "Hugo", "Ines", "Ivan", "Jonas", "Kaia", "Kofi", "Lena", "Linh", "Maeve", "Marek", "Mila",
    "Nadia", "Nils", "Olga", "Omar", "Paula", "Rafael", "Rosa", "Samir", "Sofie", "Tariq", "Tess", "Uma", "Viktor",
    "Zoë",
];

#[rustfmt::skip]
const LAST_NAMES: [&str; 40] = [
    "Abebe", "Almeida", "Bakker", "Berg", "Brandt", "Byrne", "Costa", "Dahl", "Demir", "Eze", "Fischer", "Fontaine",
    "García", "Greene", "Hansen", "Horváth", "Ibrahim", "Jansen", "Kamara", "Kaur", "Keller", "Kowalska", "Lund",
    "Marsh", "Meyer", "Moreau", "Nkosi", "Novak", "O’Brien", "Osei", "Petrov", "Quinn", "Rossi", "Sato", "Silva",
    "Tran", "Vermeer", "Weber", "Yılmaz", "Zhou",
];

/// A display name.
pub fn name(random: &mut Random) -> String {
    format!("{} {}", random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES))
}

/// A sentence about oneself; one in four is empty.
pub fn bio(random: &mut Random) -> String {
    if random.one_in(4) {
        String::new()
    } else {
        sentence("Plot {n}, near the {place}. Mostly {plant}.", random)
    }
}

/// The tags that posts have, the most frequent first.
#[rustfmt::skip]
pub const TAGS: [&str; 40] = [
    "oven", "bread", "compost", "tomatoes", "waiting list", "swap", "harvest", "seeds", "help", "tools", "beans",
    "water", "bees", "weather", "slugs", "saturday", "apples", "rye", "plots", "paths", "pump", "fence", "garlic",
    "soup", "numbers", "school", "frost", "leeks", "squash", "herbs", "flowers", "mulch", "jam", "birds", "tea",
    "meeting", "lost and found", "greenhouse", "pears", "worms",
];

/// Up to three tags, with commas between them. A word may come twice, and counts once.
pub fn tags(random: &mut Random) -> String {
    let count = random.below(4);
    (0..count).map(|_| TAGS[random.low(TAGS.len() as u64, 2) as usize]).collect::<Vec<_>>().join(", ")
}

const TITLES: [&str; 14] = [
    "What the {plant} did in {month}",
    "The {thing} by the {place}",
    "A word about the {thing}",
    "Who has seen the {thing}",
    "{n} kilos of {plant}",
    "Notes from plot {n}",
    "Swap: {plant} for a {thing}",
    "Is it too late for {plant}",
    "{plant} and {plant}, side by side",
    "The {place} after the rain",
    "A {adjective} {thing}, a {adjective} year",
    "Help with {plant} on {day}",
    "{month} by the {place}",
    "On keeping a {adjective} {thing}",
];

const SENTENCES: [&str; 30] = [
    "The {plant} by the {place} came through {month} better than I feared.",
    "I moved the {thing} to the {place}, where it gets the sun until {hour}.",
    "It took {n} minutes and a {adjective} {thing}, and I would do it again.",
    "If you have a spare {thing}, leave it at the {place} before {day}.",
    "Last year I had {n} kilos of {plant}; this year it will be half of that.",
    "Nobody told me that {plant} want so little water.",
    "{name} says it is the soil, and {name} says it is the {thing}.",
    "We met at the {place} at {hour} and were done by noon.",
    "The {thing} is {adjective} and still does its work.",
    "There are {n} names on the list, and two plots free in {month}.",
    "I sowed the {plant} on a {day} and saw the first leaf {n} days later.",
    "What worked: patience, a {adjective} {thing}, and leaving the {plant} alone.",
    "The {place} was under water on {day}, and dry again by {hour}.",
    "I will bring {plant} to the oven on {day}, enough for everybody.",
    "Somebody mended the {thing}; thank you, whoever you are.",
    "A neighbour of plot {n} swears by {plant} between the rows.",
    "My notes say {month}, my memory says earlier.",
    "It smelled of {plant} and warm stone all the way to the {place}.",
    "The trick is to stop before the {plant} look finished.",
    "Half of it goes to the school, the other half to whoever carries it.",
    "I have read three books about {plant}, and they disagree.",
    "Come and look at it before {hour}, while the light is on the {place}.",
    "In {month} the {place} is the only dry spot we have.",
    "The {adjective} one is mine, the other one belongs to plot {n}.",
    "I weighed everything, which took longer than picking it.",
    "This is not advice, it is only what happened on plot {n}.",
    "The {thing} squeaks, so you will hear me coming.",
    "Next time I start in {month} and ask {name} first.",
    "It froze on {day}, and the {plant} did not mind.",
    "Bread goes in at {hour}, {plant} after that.",
];

const COMMENTS: [&str; 20] = [
    "Mine did the same, and it was the {thing}.",
    "I have a {thing} to spare, it is at the {place}.",
    "Thank you for writing this down. I always forget about {month}.",
    "On plot {n} it was the other way round, for what it is worth.",
    "Could you show me on {day}? I am there from {hour}.",
    "We tried {plant} there once, and once was enough.",
    "The {place} floods in {month}, so I would wait.",
    "I would rather have {plant}, but I see the point.",
    "Count me in, and {name} too.",
    "How many {plant} were that in the end?",
    "Ask {name}, who has done it for {n} years.",
    "That explains the {adjective} {thing} I found.",
    "I am not so sure. Mine stood dry all {month} and were fine.",
    "Save me a handful of {plant}, please.",
    "It is {adjective}, but it works.",
    "See you at the {place} at {hour}.",
    "I wrote the same in {month}, and nobody believed me.",
    "Two spoons of ash, and leave the {plant} alone.",
    "Good to know. I had blamed the {thing}.",
    "Yes.",
];

#[rustfmt::skip]
const PLANTS: [&str; 32] = [
    "beans", "leeks", "carrots", "courgettes", "onions", "potatoes", "tomatoes", "peas", "beetroots", "currants",
    "raspberries", "plums", "quinces", "apples", "pumpkins", "parsnips", "radishes", "lettuces", "sunflowers",
    "marigolds", "broad beans", "artichokes", "turnips", "swedes", "gooseberries", "blackberries", "pears", "cabbages",
    "sprouts", "peppers", "cucumbers", "strawberries",
];

#[rustfmt::skip]
const THINGS: [&str; 28] = [
    "wheelbarrow", "pump", "spade", "fork", "hose", "watering can", "ladder", "water butt", "compost bin", "trellis",
    "cold frame", "fence", "gate", "kettle", "scale", "basket", "sieve", "hoe", "rake", "net", "bench", "thermometer",
    "peel", "starter", "tarpaulin", "lamp", "noticeboard", "padlock",
];

#[rustfmt::skip]
const PLACES: [&str; 18] = [
    "gate", "oven", "pump", "shed", "hedge", "old pear tree", "north path", "drain", "bench", "third hive", "ditch",
    "school corner", "greenhouse", "water tank", "woodpile", "bridge", "notice board", "long bed",
];

#[rustfmt::skip]
const ADJECTIVES: [&str; 20] = [
    "patient", "crooked", "borrowed", "quiet", "stubborn", "late", "generous", "rusty", "small", "steady", "muddy",
    "plain", "heavy", "blue", "tall", "careful", "wet", "tidy", "good", "grey",
];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

const HOURS: [&str; 8] = ["six", "seven", "eight", "nine", "ten", "eleven", "two", "five"];

/// One line for a title.
pub fn title(random: &mut Random) -> String {
    let title = random.pick(&TITLES);
    sentence(title, random)
}

/// One to five paragraphs; now and then a list or a quotation among them.
pub fn body(random: &mut Random) -> String {
    let paragraphs = 1 + random.low(5, 2);
    let mut body = paragraph(random);
    for _ in 1..paragraphs {
        body.push_str("\n\n");
        match random.below(8) {
            0 => {
                (0..3).for_each(|_| writeln!(body, "- {}", line(random)).expect("a string takes every text"))
            }
            1 => write!(body, "> {}", line(random)).expect("a string takes every text"),
            _ => body.push_str(&paragraph(random)),
        }
    }
    body
}

/// One or two sentences.
pub fn comment(random: &mut Random) -> String {
    let template = random.pick(&COMMENTS);
    let text = sentence(template, random);
    if random.one_in(3) { format!("{text} {}", line(random)) } else { text }
}

fn paragraph(random: &mut Random) -> String {
    let sentences = 1 + random.below(4);
    (0..sentences).map(|_| line(random)).collect::<Vec<_>>().join(" ")
}

fn line(random: &mut Random) -> String {
    let template = random.pick(&SENTENCES);
    sentence(template, random)
}

/// A template with its gaps filled, beginning with a capital letter.
fn sentence(template: &str, random: &mut Random) -> String {
    let mut text = String::with_capacity(2 * template.len());
    for (n, part) in template.split('{').enumerate() {
        let (gap, rest) = if n == 0 { ("", part) } else { part.split_once('}').unwrap_or(("", part)) };
        match gap {
            "plant" => text.push_str(random.pick(&PLANTS)),
            "thing" => text.push_str(random.pick(&THINGS)),
            "place" => text.push_str(random.pick(&PLACES)),
            "adjective" => text.push_str(random.pick(&ADJECTIVES)),
            "name" => text.push_str(random.pick(&FIRST_NAMES)),
            "day" => text.push_str(random.pick(&DAYS)),
            "month" => text.push_str(random.pick(&MONTHS)),
            "hour" => text.push_str(random.pick(&HOURS)),
            "n" => text.push_str(&(3 + random.below(240)).to_string()),
            _ => {}
        }
        text.push_str(rest);
    }
    // Every word above begins with a letter or digit of one byte.
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Bio, CommentBody, DisplayName, PostDraft};

    #[test]
    fn every_gap_has_words_for_it() {
        let known = ["plant", "thing", "place", "adjective", "name", "day", "month", "hour", "n"];
        for template in TITLES.iter().chain(&SENTENCES).chain(&COMMENTS) {
            let gaps = template.split('{').skip(1).map(|part| part.split_once('}').unwrap().0);
            gaps.for_each(|gap| assert!(known.contains(&gap), "{template}"));
        }
    }

    #[test]
    fn made_up_texts_are_within_the_rules() {
        let mut random = Random::new(1);
        for _ in 0..2_000 {
            PostDraft::parse(&title(&mut random), &body(&mut random), &tags(&mut random)).unwrap();
            CommentBody::parse(&comment(&mut random)).unwrap();
            DisplayName::parse(&name(&mut random)).unwrap();
            Bio::parse(&bio(&mut random)).unwrap();
        }
    }
}
