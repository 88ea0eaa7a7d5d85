//! The kind `order`: put steps in order, and leave out those that do not belong to the sequence.
//!
//! The learner's numbers may have gaps. Only which step comes before which is graded.

use super::{Answer, Choice, Form, Mark, Verdict, kind::Kind, question::key, variant::Variant};
use serde::Deserialize;

/// The keys of this kind in an exercise's TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    /// In the right order.
    steps: Vec<Step>,
    /// Steps that do not belong to the sequence.
    #[serde(default)]
    extra: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    text: String,
    /// Why it cannot come before the step above it; for an extra, why it does not belong. Only the first step has none.
    because: Option<String>,
}

/// A step on the page, by its index in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Step(usize),
    Extra(usize),
}

/// Where the learner put a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nowhere yet.
    Unanswered,
    /// Out of the sequence.
    Excluded,
    /// At this place, from 1.
    At(usize),
}

/// The most extra steps that a variant shows.
const EXTRAS_SHOWN: usize = 2;

impl Order {
    /// The steps of a variant in their order on the page, which is never the right order.
    fn items(&self, variant: &Variant) -> Vec<Item> {
        let mut random = variant.random("order");
        let extras: Vec<Item> = (0..self.extra.len()).map(Item::Extra).collect();
        let shown = random.below(EXTRAS_SHOWN + 1);
        let mut items: Vec<Item> = (0..self.steps.len()).map(Item::Step).collect();
        items.extend(random.draw(&extras, shown));
        random.shuffle(&mut items);
        let in_order = |items: &[Item]| {
            let steps: Vec<usize> = items.iter().filter_map(Item::step).collect();
            steps.is_sorted()
        };
        // Reversing an order of three steps or more always breaks it, and needs no second draw.
        if in_order(&items) {
            items.reverse();
        }
        items
    }

    /// The text's step behind an item.
    fn step(&self, item: Item) -> &Step {
        match item {
            Item::Step(step) => &self.steps[step],
            Item::Extra(extra) => &self.extra[extra],
        }
    }

    /// The first thing that is wrong in the learner's order, and the reason that the text gives for it.
    ///
    /// The steps are walked in the learner's order, so that the mistake that is met first is named. Each step must come
    /// after the one directly above it in the text; by induction the whole order is then right.
    fn difference(
        &self,
        variant: &Variant,
        items: &[Item],
        places: &[Place],
    ) -> Option<(String, Option<String>)> {
        let place_of = |step: usize| {
            items
                .iter()
                .position(|&item| item == Item::Step(step))
                .map_or(Place::Excluded, |shown| places[shown])
        };
        // The steps that have a number, sorted by it.
        let mut ordered: Vec<(usize, Item)> = Vec::new();
        for (&item, place) in items.iter().zip(places) {
            if let Place::At(at) = place {
                ordered.push((*at, item));
            }
        }
        ordered.sort_by_key(|(at, _)| *at);
        let text = |item: Item| format!("“{}”", variant.fill(&self.step(item).text));
        let because = |item: Item| self.step(item).because.as_ref().map(|because| variant.fill(because));
        // A step that was left out is explained by its own reason, or by that of the step which needs it.
        let left_out = |step: usize| {
            let case = because(Item::Step(step)).or_else(|| because(Item::Step(step + 1)));
            (format!("{} is part of it, and you left it out.", text(Item::Step(step))), case)
        };
        for (at, item) in ordered {
            match item {
                Item::Extra(_) => {
                    return Some((format!("{} doesn’t belong to it.", text(item)), because(item)));
                }
                Item::Step(0) => {}
                Item::Step(step) => match place_of(step - 1) {
                    Place::At(before) if before < at => {}
                    Place::At(_) => {
                        let above = text(Item::Step(step - 1));
                        return Some((format!("{} cannot come before {above}.", text(item)), because(item)));
                    }
                    Place::Excluded | Place::Unanswered => return Some(left_out(step - 1)),
                },
            }
        }
        // All that was placed is in order. What may still be wrong is that the last steps were left out.
        (0..self.steps.len()).find(|&step| place_of(step) == Place::Excluded).map(left_out)
    }

    /// The mark beside one step. A wrong step is not told its right place.
    fn mark(&self, variant: &Variant, items: &[Item], places: &[Place], shown: usize) -> Mark {
        let before =
            |step: usize| items.iter().position(|&item| item == Item::Step(step)).map(|at| places[at]);
        let (right, says) = match (items[shown], places[shown]) {
            (_, Place::Unanswered) => (false, "It has no number yet.".to_owned()),
            (Item::Extra(_), Place::Excluded) => (true, "It doesn’t belong to it.".to_owned()),
            (item @ Item::Extra(_), Place::At(_)) => (
                false,
                self.step(item).because.as_ref().map(|because| variant.fill(because)).unwrap_or_default(),
            ),
            (Item::Step(_), Place::Excluded) => (false, "It is part of it.".to_owned()),
            (Item::Step(0), Place::At(_)) => (true, "It needs nothing before it.".to_owned()),
            (Item::Step(step), Place::At(at)) => match before(step - 1) {
                Some(Place::At(before)) if before < at => (true, "It comes after what it needs.".to_owned()),
                Some(Place::At(_)) => (false, "It is too early.".to_owned()),
                _ => (false, "What it needs is not there.".to_owned()),
            },
        };
        Mark::new(&key(shown), right, says)
    }
}

impl Item {
    /// The index of a step of the sequence; `None` for an extra.
    fn step(&self) -> Option<usize> {
        if let Self::Step(step) = self { Some(*step) } else { None }
    }
}

impl Place {
    /// Reads a field's value. Anything but `none` and a number from 1 to `last` counts as unanswered.
    fn read(field: Option<&String>, last: usize) -> Self {
        match field.map(|value| value.trim()) {
            Some("none") => Self::Excluded,
            Some(value) => match value.parse() {
                Ok(at) if (1..=last).contains(&at) => Self::At(at),
                _ => Self::Unanswered,
            },
            None => Self::Unanswered,
        }
    }
}

impl Kind for Order {
    fn check(&self) -> Result<(), String> {
        if self.steps.len() < 3 {
            return Err("There are three steps at least.".to_owned());
        }
        let reasoned = self.steps.iter().skip(1).chain(&self.extra);
        match reasoned.into_iter().find(|step| step.because.is_none()) {
            Some(step) => Err(format!("“{}” says no `because`.", step.text)),
            None => Ok(()),
        }
    }

    fn texts(&self) -> Vec<&str> {
        let steps = self.steps.iter().chain(&self.extra);
        steps.flat_map(|step| [Some(step.text.as_str()), step.because.as_deref()]).flatten().collect()
    }

    fn form(&self, variant: &Variant) -> Form {
        let items = self.items(variant).into_iter().enumerate();
        Form::Order {
            steps: items.map(|(at, item)| Choice::at(at, variant.fill(&self.step(item).text))).collect(),
        }
    }

    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict {
        let items = self.items(variant);
        let places: Vec<Place> =
            (0..items.len()).map(|shown| Place::read(answer.get(&key(shown)), items.len())).collect();
        if places.iter().all(|place| *place == Place::Unanswered) {
            let marks = (0..items.len()).map(|shown| Mark::new(&key(shown), false, "It has no number yet."));
            return Verdict::incomplete("Give every step a number.".to_owned(), marks.collect());
        }
        // An answer is graded only when every step has a number of its own or is left out on purpose. Until then it is
        // incomplete, but the marks already say what is known.
        let marks: Vec<Mark> =
            (0..items.len()).map(|shown| self.mark(variant, &items, &places, shown)).collect();
        if let Some(missing) = places.iter().position(|place| *place == Place::Unanswered) {
            let text = variant.fill(&self.step(items[missing]).text);
            return Verdict::incomplete(
                format!(
                    "Give every step a number, or say that it doesn’t belong to it; “{text}” has neither."
                ),
                marks,
            );
        }
        let twice = |at: &usize| places.iter().filter(|place| **place == Place::At(*at)).count() > 1;
        if let Some(at) = (1..=items.len()).find(twice) {
            return Verdict::incomplete(
                format!("The number {at} is at more than one step; give each a number of its own."),
                marks,
            );
        }
        match self.difference(variant, &items, &places) {
            Some((difference, case)) => Verdict::wrong(difference, case, marks),
            None => Verdict::right(marks),
        }
    }

    fn worked_solution(&self, variant: &Variant) -> String {
        let mut worked = String::new();
        let line = |step: &Step| match &step.because {
            Some(because) => format!("{} – {}", variant.fill(&step.text), variant.fill(because)),
            None => variant.fill(&step.text),
        };
        for (number, step) in (1..).zip(&self.steps) {
            worked += &format!("{number}. {}\n", line(step));
        }
        let items = self.items(variant);
        let extras: Vec<&Step> =
            items.into_iter().filter(|item| item.step().is_none()).map(|item| self.step(item)).collect();
        if !extras.is_empty() {
            worked += "\nNo part of it:\n\n";
        }
        for extra in extras {
            worked += &format!("- {}\n", line(extra));
        }
        worked
    }

    fn right_answer(&self, variant: &Variant) -> Answer {
        let value = |item: Item| item.step().map_or("none".to_owned(), |step| (step + 1).to_string());
        let items = self.items(variant).into_iter().enumerate();
        items.map(|(shown, item)| (key(shown), value(item))).collect()
    }

    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer> {
        let right = self.right_answer(variant);
        let with = |old: &str, new: &str| {
            let changed = |(key, value): (&String, &String)| {
                (key.clone(), if value == old { new.to_owned() } else { value.clone() })
            };
            right.iter().map(changed).collect::<Answer>()
        };
        let mut turned = with("1", "2");
        for (key, value) in &right {
            if value == "2" {
                turned.insert(key.clone(), "1".to_owned());
            }
        }
        let beyond = right.len().to_string();
        let mut wrong = vec![turned, with("1", "none")];
        if right.values().any(|value| value == "none") {
            wrong.push(with("none", &beyond));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use crate::exercise::{Answer, Exercise, Form, Verdict};

    const TEXT: &str = r#"
        kind = "order"
        ability = "sessions"
        title = "A sign-in"
        question = "{person} signs in. What happens, in which order?"
        hints = ["a", "b", "c"]
        [vary]
        person = ["Ana", "Ben"]
        [[steps]]
        text = "The form is sent"
        [[steps]]
        text = "The password is checked"
        because = "Before the form is sent there is none."
        [[steps]]
        text = "A session begins"
        because = "Anybody could have one otherwise."
        [[steps]]
        text = "The cookie is set"
        because = "It carries the session’s id."
        [[extra]]
        text = "The cookie is signed by the browser"
        because = "A browser signs nothing."
    "#;

    /// A variant and the answer in which the items stand as told: by the letters of F, P, S, C and X (the extra).
    fn grade(order: &str) -> Verdict {
        let exercise = Exercise::read("sign-in", TEXT).unwrap();
        let shown = |variant: &u64| match exercise.question(*variant).form {
            Form::Order { steps } => steps,
            other => panic!("{other:?}"),
        };
        let variant = (0..).find(|variant| shown(variant).len() == 5).unwrap();
        let letter = |text: &str| match text {
            "The form is sent" => 'F',
            "The password is checked" => 'P',
            "A session begins" => 'S',
            "The cookie is set" => 'C',
            _ => 'X',
        };
        let value =
            |text: &str| order.find(letter(text)).map_or("none".to_owned(), |at| (at + 1).to_string());
        let answer: Answer =
            shown(&variant).iter().map(|step| (step.key.clone(), value(&step.text))).collect();
        exercise.grade(variant, &answer)
    }

    #[test]
    fn only_the_right_order_without_extras_is_right() {
        let verdict = grade("FPSC");
        assert!(verdict.right && verdict.complete && verdict.difference.is_none(), "{verdict:?}");
        assert!(verdict.marks.len() == 5 && verdict.marks.iter().all(|mark| mark.right), "{verdict:?}");
        // A gap is no fault.
        assert!(grade("FP-SC").right);
    }

    #[test]
    fn the_first_step_that_breaks_the_order_is_named() {
        for (order, difference, case) in [
            (
                "PFSC",
                "“The password is checked” cannot come before “The form is sent”.",
                "Before the form is sent there is none.",
            ),
            (
                "FSPC",
                "“A session begins” cannot come before “The password is checked”.",
                "Anybody could have one otherwise.",
            ),
            (
                "CFPS",
                "“The cookie is set” cannot come before “A session begins”.",
                "It carries the session’s id.",
            ),
            (
                "FXPSC",
                "“The cookie is signed by the browser” doesn’t belong to it.",
                "A browser signs nothing.",
            ),
            (
                "FSXPC",
                "“A session begins” cannot come before “The password is checked”.",
                "Anybody could have one otherwise.",
            ),
            (
                "FSC",
                "“The password is checked” is part of it, and you left it out.",
                "Before the form is sent there is none.",
            ),
            (
                "FPS",
                "“The cookie is set” is part of it, and you left it out.",
                "It carries the session’s id.",
            ),
            (
                "",
                "“The form is sent” is part of it, and you left it out.",
                "Before the form is sent there is none.",
            ),
        ] {
            let verdict = grade(order);
            assert!(verdict.complete && !verdict.right, "{order}");
            assert_eq!(verdict.difference.as_deref(), Some(difference), "{order}");
            assert_eq!(verdict.case.as_deref(), Some(case), "{order}");
            assert!(verdict.marks.iter().any(|mark| !mark.right), "{order}");
        }
    }

    #[test]
    fn what_is_missing_or_said_twice_is_no_wrong_answer_yet() {
        let exercise = Exercise::read("sign-in", TEXT).unwrap();
        let check = |answer: &Answer, says: &str| {
            let verdict = exercise.grade(0, answer);
            assert!(!verdict.right && !verdict.complete && verdict.case.is_none(), "{verdict:?}");
            let difference = verdict.difference.unwrap();
            assert!(difference.contains(says), "{difference}");
        };
        check(&Answer::new(), "Give every step a number.");
        let right = exercise.right_answer(0);
        let change = |key: &str, value: &str| {
            let mut answer = right.clone();
            answer.insert(key.to_owned(), value.to_owned());
            answer
        };
        let (first, _) = right.iter().find(|(_, value)| *value == "1").unwrap();
        check(&change(first, "2"), "The number 2 is at more than one step");
        for nonsense in ["0", "99", "-1", "two", ""] {
            check(&change(first, nonsense), "“The form is sent” has neither");
        }
    }

    #[test]
    fn the_worked_solution_says_why() {
        let exercise = Exercise::read("sign-in", TEXT).unwrap();
        let worked = exercise.worked_solution(0);
        assert!(worked.contains("1. The form is sent\n2. The password is checked – Before"), "{worked}");
    }
}
