//! The front matter of an exercise: TOML between two lines of `+++`. Every key is looked at, whatever is wrong with the
//! others, so that an author reads all faults at once.

use super::{ExerciseFault, Rule, SqlExerciseKind};
use crate::exercise::ParseError;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The line of the file on which the TOML begins: the one after the first `+++`.
const FIRST_LINE: usize = 2;
/// The keys of `FrontMatter`, as they are written.
const KEYS: [&str; 12] = [
    "title", "chapter", "teaches", "kind", "tables", "names", "places", "own", "rules", "hints", "pools",
    "seeds",
];

/// What the front matter says. What is missing or wrong has its usual or an empty value, and a fault.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub title: String,
    pub chapter: Option<String>,
    pub teaches: String,
    pub kind: Option<SqlExerciseKind>,
    pub tables: Vec<String>,
    pub names: bool,
    pub places: bool,
    pub own: bool,
    pub rules: Vec<Rule>,
    pub hints: [String; 3],
    pub pools: BTreeMap<String, Vec<String>>,
    pub seeds: Vec<u64>,
    /// The line of each key that is there.
    pub lines: BTreeMap<String, usize>,
}

/// A value of a key, and its line in the file.
struct Entry<'a> {
    value: DeValue<'a>,
    line: usize,
}

/// The keys that were not read yet, and the faults so far.
struct Keys<'a, 'f> {
    toml: &'a str,
    left: BTreeMap<String, Entry<'a>>,
    faults: &'f mut Vec<ExerciseFault>,
}

/// Reads the front matter and notes what is wrong with it.
pub(super) fn read(toml: &str, faults: &mut Vec<ExerciseFault>) -> FrontMatter {
    let table = match DeTable::parse(toml) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            // Behind a mistake of TOML's own nothing is certain, so nothing else is said of the keys.
            let ParseError { line, says } = ParseError::at(toml, &error);
            faults.push(ExerciseFault { line: line.map(|line| line + FIRST_LINE - 1), says });
            return FrontMatter::default();
        }
    };
    let mut left = BTreeMap::new();
    for (key, value) in table {
        let line = line_at(toml, key.span().start);
        left.insert(key.into_inner().into_owned(), Entry { value: value.into_inner(), line });
    }
    let lines = left.iter().map(|(key, entry)| (key.clone(), entry.line)).collect();
    let mut keys = Keys { toml, left, faults };
    let read = FrontMatter {
        title: keys.required_text("title"),
        chapter: keys.text("chapter"),
        teaches: keys.required_text("teaches"),
        kind: keys.kind(),
        tables: keys.tables(),
        names: keys.flag("names"),
        places: keys.flag("places"),
        own: keys.flag("own"),
        rules: keys.rules(),
        hints: keys.hints(),
        pools: keys.pools(),
        seeds: keys.seeds(),
        lines,
    };
    let Keys { left, .. } = keys;
    for (key, entry) in left {
        let says = format!("`{key}` is no key of an exercise; the keys are {}.", KEYS.join(", "));
        faults.push(ExerciseFault::at(entry.line, says));
    }
    read
}

/// The line of the file that this byte of the front matter is on.
fn line_at(toml: &str, offset: usize) -> usize {
    FIRST_LINE + toml.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}

impl<'a> Keys<'a, '_> {
    fn fault(&mut self, line: Option<usize>, says: impl Into<String>) {
        self.faults.push(ExerciseFault { line, says: says.into() });
    }

    /// The key's entry, which is then no longer left over.
    fn take(&mut self, key: &str) -> Option<Entry<'a>> {
        self.left.remove(key)
    }

    /// The same, for a key that must be there.
    fn take_required(&mut self, key: &str) -> Option<Entry<'a>> {
        let entry = self.take(key);
        if entry.is_none() {
            self.fault(Some(1), format!("The key `{key}` is missing."));
        }
        entry
    }

    /// The text in an entry; a fault and none where it is no text, or an empty one.
    fn text_in(&mut self, key: &str, entry: &Entry) -> Option<String> {
        match entry.value.as_str().map(str::trim) {
            None => self.fault(Some(entry.line), format!("`{key}` is a text in quotes.")),
            Some("") => self.fault(Some(entry.line), format!("`{key}` is empty.")),
            Some(text) => return Some(text.to_owned()),
        }
        None
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let entry = self.take(key)?;
        self.text_in(key, &entry)
    }

    fn required_text(&mut self, key: &str) -> String {
        let entry = self.take_required(key);
        entry.and_then(|entry| self.text_in(key, &entry)).unwrap_or_default()
    }

    fn flag(&mut self, key: &str) -> bool {
        let Some(entry) = self.take(key) else { return false };
        entry.value.as_bool().unwrap_or_else(|| {
            self.fault(Some(entry.line), format!("`{key}` is `true` or `false`."));
            false
        })
    }

    fn kind(&mut self) -> Option<SqlExerciseKind> {
        let entry = self.take_required("kind")?;
        let word = self.text_in("kind", &entry)?;
        let kind = SqlExerciseKind::of(&word);
        if kind.is_none() {
            self.fault(
                Some(entry.line),
                format!("`{word}` is no kind; it is `select`, `change` or `create`."),
            );
        }
        kind
    }

    /// The texts of a list, each with its line. `what` says what the key is, where it is something else.
    fn texts_in(&mut self, value: &DeValue<'a>, line: usize, what: &str) -> Vec<(String, usize)> {
        let Some(list) = value.as_array() else {
            self.fault(Some(line), format!("{what} is a list of texts, as [\"one\", \"two\"]."));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list {
            let line = line_at(self.toml, item.span().start);
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), line)),
                None => self.fault(Some(line), format!("{what} has texts in quotes, and this is none.")),
            }
        }
        texts
    }

    fn tables(&mut self) -> Vec<String> {
        let Some(entry) = self.take_required("tables") else { return Vec::new() };
        let texts = self.texts_in(&entry.value, entry.line, "`tables`");
        texts.into_iter().map(|(text, _)| text).collect()
    }

    fn hints(&mut self) -> [String; 3] {
        let Some(entry) = self.take_required("hints") else { return Default::default() };
        let hints = self.texts_in(&entry.value, entry.line, "`hints`");
        for (_, line) in hints.iter().filter(|(hint, _)| hint.trim().is_empty()) {
            self.fault(Some(*line), "This hint is empty.");
        }
        let count = hints.len();
        let mut hints = hints.into_iter().map(|(hint, _)| hint);
        if count != 3 {
            let says =
                format!("There are exactly three hints: a nudge, an idea, the shape. Here are {count}.");
            self.fault(Some(entry.line), says);
        }
        std::array::from_fn(|_| hints.next().unwrap_or_default())
    }

    fn rules(&mut self) -> Vec<Rule> {
        let Some(entry) = self.take("rules") else { return Vec::new() };
        let Some(list) = entry.value.as_array() else {
            self.fault(Some(entry.line), "`rules` is a list, as [{ must = \"JOIN\" }].");
            return Vec::new();
        };
        let mut rules = Vec::new();
        for item in list {
            let line = line_at(self.toml, item.span().start);
            let rule = item.get_ref().as_table().filter(|table| table.len() == 1).and_then(|table| {
                let (key, value) = table.iter().next()?;
                rule(key.get_ref(), value.get_ref())
            });
            match rule {
                Some(rule) => rules.push(rule),
                None => self.fault(
                    Some(line),
                    "A rule is one of { must = \"JOIN\" }, { must_not = \"LIMIT\" }, { statements_max = 1 }, \
                     { uses_index = \"an_index\" } and { no_scan = \"a_table\" }.",
                ),
            }
        }
        rules
    }

    fn pools(&mut self) -> BTreeMap<String, Vec<String>> {
        let Some(entry) = self.take("pools") else { return BTreeMap::new() };
        let Some(table) = entry.value.as_table() else {
            self.fault(Some(entry.line), "`[pools]` has a list of texts for each column.");
            return BTreeMap::new();
        };
        let mut pools = BTreeMap::new();
        for (key, value) in table {
            let line = line_at(self.toml, key.span().start);
            let what = format!("The pool `{}`", key.get_ref());
            let texts = self.texts_in(value.get_ref(), line, &what);
            if !key.get_ref().contains('.') {
                self.fault(Some(line), format!("{what} is called by table and column, as \"boats.name\"."));
            }
            pools.insert(
                key.get_ref().clone().into_owned(),
                texts.into_iter().map(|(text, _)| text).collect(),
            );
        }
        pools
    }

    fn seeds(&mut self) -> Vec<u64> {
        let Some(entry) = self.take("seeds") else { return Vec::new() };
        let numbers =
            entry.value.as_array().and_then(|list| list.iter().map(|item| number(item.get_ref())).collect());
        numbers.unwrap_or_else(|| {
            self.fault(Some(entry.line), "`seeds` is a list of whole numbers, as [1003, 1068].");
            Vec::new()
        })
    }
}

/// A whole number of at least 0.
fn number<T: std::str::FromStr>(value: &DeValue) -> Option<T> {
    let integer = value.as_integer().filter(|integer| integer.radix() == 10)?;
    integer.as_str().parse().ok()
}

fn rule(key: &str, value: &DeValue) -> Option<Rule> {
    let text = || value.as_str().map(str::to_owned);
    match key {
        "must" => text().map(Rule::Must),
        "must_not" => text().map(Rule::MustNot),
        "statements_max" => number(value).map(Rule::StatementsMax),
        "uses_index" => text().map(Rule::UsesIndex),
        "no_scan" => text().map(Rule::NoScan),
        _ => None,
    }
}
