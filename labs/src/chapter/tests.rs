//! Chapters as a whole: a small one, every mistake a text can have, and the texts of the site.

use super::*;
use crate::Experiment;

const CHAPTER: &str = r##"+++
number = 1
title = "Who are you?"
standfirst = "HTTP forgets. [Read on](/learn/small#ask-twice)."
about = "A small chapter."
+++
Before the first heading.

## Ask *twice*
Prose with `code` and a [link](/xray#top).

```http
GET / HTTP/1.1
```

````side Why it forgets
See [the standard](https://www.rfc-editor.org/rfc/rfc9110).

```rust
let code = "stays";
```
````

```experiment counter
title = "Ask twice"
made = "a counter of yours on this server"
guess = "What will it say?"
options = { begins = "1: it begins again.", counts = "2: it counts on." }
explain = """It *forgot*."""
```

### A smaller heading
More prose.

## Try it
```exercise who-is-it
kind = "sort"
ability = "sessions"
title = "Who is it?"
question = "What does the server know of {person}?"
hints = ["See [above](#ask-twice).", "idea", "shape"]
show = 2
bins = { knows = "It knows", forgets = "It does not" }
cases = [
  { text = "with the cookie", bin = "knows", because = "The id leads to the row." },
  { text = "after a reload", bin = "knows", because = "The jar sends it again." },
  { text = "without a cookie", bin = "forgets", because = "Nothing links the two." },
  { text = "from another browser", bin = "forgets", because = "Another jar." },
  { text = "after the row is gone", bin = "forgets", because = "The id leads nowhere." },
]
[vary]
person = ["Ana", "Ben"]
```
"##;

fn small() -> Chapter {
    Chapter::read("small", CHAPTER).unwrap()
}

fn site(path: &str) -> bool {
    ["/xray", "/learn", "/settings"].contains(&path)
}

/// The mistake in the small chapter, changed once.
#[track_caller]
fn check_read(old: &str, new: &str, mistake: &str) {
    assert!(CHAPTER.contains(old), "{old}");
    let seen = Chapter::read("small", &CHAPTER.replacen(old, new, 1)).unwrap_err();
    assert_eq!(seen.to_string(), format!("content/learn/small.md, {mistake}"));
}

/// The first mistake that trying finds in the small chapter, changed once.
#[track_caller]
fn check_tried(old: &str, new: &str, mistake: &str) {
    assert!(CHAPTER.contains(old), "{old}");
    let chapter = Chapter::read("small", &CHAPTER.replacen(old, new, 1)).unwrap();
    let seen: Vec<String> = check(&[chapter], &site).iter().map(Mistake::to_string).collect();
    assert_eq!(seen, [format!("content/learn/small.md: {mistake}")]);
}

/// The small chapter with listings in its last section: the name and the TOML of each.
fn with_listings(listings: &[(&str, &str)]) -> Result<Chapter, Mistake> {
    let fences = listings.iter().map(|(name, toml)| format!("````listing {name}\n{toml}\n````\n"));
    let text = CHAPTER.replacen("## Try it\n", &format!("## Try it\n{}", fences.collect::<String>()), 1);
    Chapter::read("small", &text)
}

#[test]
fn a_listing_has_a_twin_in_python_and_a_name_of_its_own() {
    const SQL: &str = "sql = 'SELECT 1;'\npython = 'print(1)'\nprints = '1'";
    let chapter = with_listings(&[("one", SQL)]).unwrap();
    let listing = chapter.listings().next().unwrap();
    assert_eq!(
        (listing.name.as_str(), listing.kind, listing.first.as_str()),
        ("one", ListingKind::Sql, "SELECT 1;")
    );
    for (name, toml, says) in [
        ("One", SQL, "A listing needs a name of small letters"),
        ("one", "python = 'print(1)'\nprints = '1'", "A listing has either `sql` or `http`"),
        (
            "one",
            "sql = 'SELECT 1;'\nhttp = ''\npython = ''\nprints = '1'",
            "A listing has either `sql` or `http`",
        ),
        (
            "one",
            "sql = 'SELECT 1;'\npython = 'print(1)'",
            "A listing with `sql` says in `prints` what comes out.",
        ),
        ("one", "sql = 'SELECT 1;'\nprints = '1'", "The TOML has a mistake"),
    ] {
        let mistake = with_listings(&[(name, toml)]).unwrap_err().to_string();
        assert!(mistake.contains(says), "{toml}: {mistake}");
    }
    let twice = check(&[with_listings(&[("one", SQL), ("one", SQL)]).unwrap()], &site);
    let twice: Vec<_> = twice.iter().map(|mistake| mistake.says.as_str()).collect();
    assert_eq!(twice, ["The listing `one` is there twice; `small` has it too."]);
    assert!(chapter.words() == small().words() && small().words() > 20, "programs are not read as words are");
}

#[test]
fn a_chapter_is_read_part_by_part() {
    let chapter = small();
    assert_eq!((chapter.number, chapter.title.as_str()), (1, "Who are you?"));
    assert!(matches!(&chapter.opening[..], [Block::Prose(text)] if text == "Before the first heading."));
    let sections: Vec<_> = chapter.sections.iter().map(|s| (s.slug.as_str(), s.title.as_str())).collect();
    assert_eq!(sections, [("ask-twice", "Ask twice"), ("try-it", "Try it")]);
    let [Block::Prose(prose), Block::Side { title, text }, Block::Figure(figure), Block::Prose(last)] =
        &chapter.sections[0].blocks[..]
    else {
        panic!("{:?}", chapter.sections[0])
    };
    assert!(
        prose.starts_with("Prose with `code`") && prose.ends_with("```http\nGET / HTTP/1.1\n```"),
        "{prose}"
    );
    assert_eq!(title, "Why it forgets");
    assert!(text.contains("```rust\nlet code = \"stays\";\n```"), "{text}");
    assert_eq!(figure.experiment, Experiment::Counter);
    let guess = figure.guess.as_ref().unwrap();
    assert_eq!(guess.options[0], ("counts".to_owned(), "2: it counts on.".to_owned()));
    assert_eq!(last, "### A smaller heading\nMore prose.");
    assert_eq!(chapter.exercises().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["who-is-it"]);
    assert_eq!(chapter.figures().count(), 1);
    assert_eq!(check(&[chapter], &site), []);
}

#[test]
fn lines_may_end_as_on_windows() {
    let chapter = Chapter::read("small", &CHAPTER.replace('\n', "\r\n")).unwrap();
    assert_eq!((chapter.sections.len(), chapter.exercises().count()), (2, 1));
    assert_eq!(check(&[chapter], &site), []);
}

#[test]
fn a_mistake_in_the_front_matter_names_its_line() {
    let says = "line 1: A chapter begins with a line `+++` and its front matter.";
    check_read("+++\nnumber", "number", says);
    let seen = Chapter::read("small", "+++\nnumber = 1\n").unwrap_err();
    assert_eq!(seen.says, "The front matter has no line `+++` at its end.");
    check_read(
        "about = \"A small chapter.\"\n",
        "",
        "line 2: The TOML has a mistake: missing field `about`.",
    );
    check_read("\"A small chapter.\"", "\" \"", "line 1: `about` is empty.");
    check_read(
        "about =",
        "picture = 1\nabout =",
        "line 5: The TOML has a mistake: unknown field `picture`, expected one of `number`, `title`, `standfirst`, \
         `about`.",
    );
    check_read(
        "number = 1",
        "number = \"1\"",
        "line 2: The TOML has a mistake: invalid type: string \"1\", expected u32.",
    );
}

#[test]
fn a_mistake_in_the_markdown_names_its_line() {
    check_read(
        "Before the",
        "# Before the",
        "line 7: The title stands in the front matter; sections begin with `## `.",
    );
    check_read("## Try it", "## Ask: twice", "line 35: Two sections would have the address `#ask-twice`.");
    check_read("## Try it", "## ", "line 35: A section needs a title.");
    check_read("\"Ben\"]\n```\n", "\"Ben\"]\n", "line 36: The block that begins here has no end.");
    check_read(
        "````side Why it forgets",
        "````side",
        "line 16: A side note needs a title: ```side Title. (`side`)",
    );
    check_read(
        "````side Why",
        "````sidenote Why",
        "line 16: `sidenote` is no part of a chapter: side, experiment, listing, exercise. (`sidenote Why it forgets`)",
    );
    check_read(
        "```http\nGET / HTTP/1.1\n```",
        "- ```side In a list\n  text\n  ```",
        "line 12: `side In a list` stands inside a list or a quotation; move it out.",
    );
}

#[test]
fn a_mistake_in_an_experiment_names_its_line() {
    let part = "(`experiment counter`)";
    check_read(
        "experiment counter",
        "experiment count",
        "line 24: There is no experiment `count`. (`experiment count`)",
    );
    check_read(
        "made =",
        "maid =",
        &format!(
            "line 26: The TOML has a mistake: unknown field `maid`, expected one of `title`, `made`, `guess`, `options`, `explain`. {part}"
        ),
    );
    check_read(
        "guess = \"What will it say?\"\n",
        "",
        &format!("line 24: `counter` needs a `guess` and `options` for counts, begins. {part}"),
    );
    check_read(
        ", counts = \"2: it counts on.\"",
        "",
        &format!("line 24: The guess has no option `counts`. {part}"),
    );
    check_read(
        "options = { ",
        "options = { else = \"x\", ",
        &format!("line 24: `else` is no outcome of `counter`: counts, begins. {part}"),
    );
    check_read(
        "experiment counter",
        "experiment frameworks",
        "line 24: Nothing is guessed at `frameworks`; leave out `guess` and `options`. (`experiment frameworks`)",
    );
    check_read("\"\"\"It *forgot*.\"\"\"", "\"\"", &format!("line 24: `explain` is empty. {part}"));
}

#[test]
fn a_mistake_in_an_exercise_names_its_line() {
    let part = "(`exercise who-is-it`)";
    let check = |old: &str, new: &str, says: &str| check_read(old, new, &format!("{says} {part}"));
    check_read(
        "exercise who-is-it",
        "exercise Who",
        "line 36: The name of an exercise has small letters and digits with hyphens between; `Who` has not. \
         (`exercise Who`)",
    );
    check("\"sort\"", "\"sorts\"", "line 37: `sorts` is no kind: order, sort, choose, predict, repair.");
    check(
        "ability = \"sessions\"",
        "ability = \"cooking\"",
        "line 38: The TOML has a mistake: unknown variant `cooking`, expected one of `sessions`, `cookies`, `securing`, `storing`, `create`, `change`, `select`, `join`.",
    );
    check(
        "show = 2",
        "shows = 2",
        "line 42: The TOML has a mistake: unknown field `shows`, expected one of `bins`, `show`, `cases`.",
    );
    check("\"shape\"]", "]", "line 36: There are exactly three hints: a nudge, an idea, the shape.");
    check(
        "of {person}",
        "of {people}",
        "line 36: Nothing under [vary] says what `{people}` is. It is in “What does the server know of {people}?”.",
    );
    check(
        "title = \"Who is it?\"",
        "title = \"Who is {person}?\"",
        "line 36: A title is the same for every variant and has no `{word}`.",
    );
    check("\"Ana\", \"Ben\"", "", "line 36: The list `person` under [vary] is empty.");
    check("\"idea\"", "\"\"", "line 36: A text is empty.");
    check("show = 2", "show = 3", "line 36: With `show` at 3 there are 6 cases at least; here are 5.");
    check(
        "the cookie\", bin = \"knows\"",
        "the cookie\", bin = \"nose\"",
        "line 36: “with the cookie” goes into `nose`, which is no bin.",
    );
    check(
        "forgets = \"It does not\"",
        "forgets = \"It does not\", other = \"x\"",
        "line 36: No case goes into the bin `other`.",
    );
}

#[test]
fn a_link_leads_somewhere() {
    let check = |link: &str, says: &str| check_tried("(/xray#top)", &format!("({link})"), says);
    check("/nowhere", "The link `/nowhere` leads to no page.");
    check("/learn/small/no-exercise", "The link `/learn/small/no-exercise` leads to no page.");
    check("/learn/small#nothing", "The link `/learn/small#nothing` leads to no section of `small`.");
    check("#nothing", "The link `#nothing` leads to no section of `small`.");
    check(
        "http://site.example",
        "The link `http://site.example` begins with none of `/`, `#` and `https://`.",
    );
    check("<>", "A link leads nowhere.");
    check_tried(
        "[link](/xray",
        "![link](/xray",
        "The picture `/xray#top` stands in the text; a chapter has none.",
    );
    // In every kind of text.
    for (old, new) in [
        ("HTTP forgets.", "HTTP [forgets](/gone)."),
        ("(https://www.rfc-editor.org/rfc/rfc9110)", "(/gone)"),
        ("It *forgot*.", "It [forgot](/gone)."),
        ("What will it say?", "[What](/gone) will it say?"),
        ("1: it begins again.", "[1](/gone): it begins again."),
        ("(#ask-twice)", "(/gone)"),
        ("know of {person}?", "know of [{person}](/gone)?"),
        ("Another jar.", "Another [jar](/gone)."),
    ] {
        check_tried(old, new, "The link `/gone` leads to no page.");
    }
    for link in ["/learn/small/who-is-it", "/learn/small", "#try-it", "/settings", "https://site.example/#x"]
    {
        let text = CHAPTER.replacen("/xray#top", link, 1);
        assert_eq!(check_all(&[("small", &text)]), [""; 0], "{link}");
    }
}

#[test]
fn names_and_numbers_are_there_once() {
    let other = CHAPTER.replace("/learn/small", "/learn/other");
    let seen = check_all(&[("small", CHAPTER), ("other", &other)]);
    assert_eq!(
        seen,
        [
            "content/learn/other.md: The number 1 is there twice; `small` has it too.",
            "content/learn/other.md: The exercise `who-is-it` is there twice; `small` has it too.",
        ],
    );
}

fn check_all(texts: &[(&str, &str)]) -> Vec<String> {
    let chapters: Vec<Chapter> =
        texts.iter().map(|(slug, text)| Chapter::read(slug, text).unwrap()).collect();
    check(&chapters, &site).iter().map(Mistake::to_string).collect()
}

/// Texts without a front matter are pages, not chapters. Which addresses the site has is not known here.
#[test]
fn every_chapter_of_the_site_is_sound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/learn");
    let mut mistakes = Vec::new();
    let mut chapters = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        // Samples in other languages lie in a folder beside the chapters.
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        if text.starts_with("+++") {
            match Chapter::read(path.file_stem().unwrap().to_str().unwrap(), &text) {
                Ok(chapter) => chapters.push(chapter),
                Err(mistake) => mistakes.push(mistake),
            }
        }
    }
    let tasks = task_names();
    let exists = |path: &str| {
        path == "/learn/join/slow-feed"
            || !path.starts_with("/learn/")
            || path.rsplit_once('/').is_some_and(|(_, name)| tasks.iter().any(|task| task.ends_with(name)))
    };
    mistakes.extend(check(&chapters, &exists));
    let mistakes: Vec<String> = mistakes.iter().map(Mistake::to_string).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// The exercises in SQL, by the names of their files without the ending: `join-01-who-wrote-what`.
fn task_names() -> Vec<String> {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../content/sql")).unwrap();
    files.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}
