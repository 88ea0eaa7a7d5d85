//! An exercise as its text defines it. What depends on the kind of exercise is passed on to it.

use super::{
    Answer, Question, Verdict,
    choose::Choose,
    kind::Kind,
    order::Order,
    placeholders,
    placeholders::{Placeholders, WordLists},
    predict::Predict,
    repair::Repair,
    sort::Sort,
    variant::Variant,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;
use toml::{
    Spanned,
    de::{DeTable, Deserializer},
};

/// An ability that an exercise shows: a line on the chapter map. Exercises in SQL have one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ability {
    Sessions,
    Cookies,
    Securing,
    Storing,
    Create,
    Change,
    Select,
    Join,
}

/// An exercise: one question with as many variants as there are numbers, and the rule by which answers are graded.
#[derive(Debug)]
pub struct Exercise {
    /// A slug, the last part of its address. The variants depend on it, so a renamed exercise asks other questions.
    pub name: String,
    /// Plain text, the same for every variant.
    pub title: String,
    /// What answering it shows.
    pub ability: Ability,
    /// Three hints, each telling more than the one before, as written and with their placeholders. Learners see those of
    /// `Exercise::hints_for`.
    pub hints: [String; 3],
    question: String,
    vary: WordLists,
    kind: Box<dyn Kind>,
}

/// Why a text is no exercise, for its author.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParseError {
    /// Counted from 1 within the text; `None` when it is about all of it.
    pub line: Option<usize>,
    /// One sentence or more.
    pub says: String,
}

/// The keys that all kinds have. All other keys belong to the kind, which refuses those it does not know.
const COMMON: [&str; 6] = ["kind", "ability", "title", "question", "hints", "vary"];

/// The values of these keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    kind: Spanned<String>,
    ability: Ability,
    title: String,
    question: String,
    hints: Vec<String>,
    #[serde(default)]
    vary: WordLists,
}

impl Ability {
    /// All of them, in the order of the map.
    pub const ALL: [Self; 8] = [
        Self::Sessions,
        Self::Cookies,
        Self::Securing,
        Self::Storing,
        Self::Select,
        Self::Create,
        Self::Change,
        Self::Join,
    ];

    /// The ability in words that continue “You can”.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Sessions => "describe the problem that sessions solve",
            Self::Cookies => "describe how cookies implement them",
            Self::Securing => "secure a cookie, and say against whom",
            Self::Storing => "say why a program keeps its data in a database",
            Self::Create => "describe data with CREATE TABLE",
            Self::Change => "put data in, change it and take it out with INSERT, UPDATE and DELETE",
            Self::Select => "ask for data with SELECT",
            Self::Join => "put tables together with JOIN",
        }
    }
}

impl Exercise {
    /// Parses the exercise of this name from the TOML between its fences.
    ///
    /// # Errors
    /// A sentence, with the line of `toml` before it when the mistake has one.
    pub fn read(name: &str, toml: &str) -> Result<Self, String> {
        Self::parse(name, toml).map_err(|wrong| wrong.to_string())
    }

    /// The same as `read`, for callers that report the line by themselves.
    pub(crate) fn parse(name: &str, toml: &str) -> Result<Self, ParseError> {
        if name.is_empty() || model::slug(name) != name {
            return Err(ParseError::of(format!(
                "The name of an exercise has small letters and digits with hyphens between; `{name}` has not."
            )));
        }
        let all = DeTable::parse(toml).map_err(|e| ParseError::at(toml, &e))?;
        let span = all.span();
        // The table is split in two, so that each half can be parsed strictly: an unknown key is an error in both.
        let (common, own): (DeTable, DeTable) =
            all.into_inner().into_iter().partition(|(key, _)| COMMON.contains(&key.get_ref().as_ref()));
        let common: Common = read_table(toml, Spanned::new(span.clone(), common))?;
        let own = Spanned::new(span, own);
        // Adding a kind of exercise means a file that implements `Kind`, and a line here.
        let kind: Box<dyn Kind> = match common.kind.get_ref().as_str() {
            "order" => Box::new(read_table::<Order>(toml, own)?),
            "sort" => Box::new(read_table::<Sort>(toml, own)?),
            "choose" => Box::new(read_table::<Choose>(toml, own)?),
            "predict" => Box::new(read_table::<Predict>(toml, own)?),
            "repair" => Box::new(read_table::<Repair>(toml, own)?),
            other => {
                return Err(ParseError {
                    line: Some(line_of(toml, common.kind.span().start)),
                    says: format!("`{other}` is no kind: order, sort, choose, predict, repair."),
                });
            }
        };
        let Ok(hints) = common.hints.try_into() else {
            return Err(ParseError::of(
                "There are exactly three hints: a nudge, an idea, the shape.".to_owned(),
            ));
        };
        let Common { ability, title, question, vary, .. } = common;
        let exercise = Self { name: name.to_owned(), title, ability, hints, question, vary, kind };
        exercise.check().map_err(ParseError::of)?;
        Ok(exercise)
    }

    /// Checks all texts, then what the kind demands. The error is a sentence.
    fn check(&self) -> Result<(), String> {
        placeholders::check_lists(&self.vary)?;
        if self.title.contains(['{', '}']) {
            return Err("A title is the same for every variant and has no `{word}`.".to_owned());
        }
        for text in self.texts() {
            if text.trim().is_empty() {
                return Err("A text is empty.".to_owned());
            }
            placeholders::check(text, &self.vary).map_err(|says| format!("{says} It is in “{text}”."))?;
        }
        self.kind.check()
    }

    /// The question of a variant. The same exercise and variant give the same question on every machine.
    pub fn question(&self, variant: u64) -> Question {
        let variant = self.variant(variant);
        Question { text: variant.fill(&self.question), form: self.kind.form(&variant) }
    }

    /// Grades an answer to a variant. The answer comes from a form and may hold anything.
    pub fn grade(&self, variant: u64, answer: &Answer) -> Verdict {
        self.kind.grade(&self.variant(variant), answer)
    }

    /// The worked solution of a variant with its reasons, as Markdown.
    pub fn worked_solution(&self, variant: u64) -> String {
        self.kind.worked_solution(&self.variant(variant))
    }

    /// An answer to a variant that is graded as right.
    pub fn right_answer(&self, variant: u64) -> Answer {
        self.kind.right_answer(&self.variant(variant))
    }

    /// The three hints of a variant, as Markdown.
    pub fn hints_for(&self, variant: u64) -> [String; 3] {
        let variant = self.variant(variant);
        self.hints.each_ref().map(|hint| variant.fill(hint))
    }

    /// Every text of a variant, for the check of links.
    pub(crate) fn texts_of(&self, variant: u64) -> Vec<String> {
        let variant = self.variant(variant);
        self.texts().into_iter().map(|text| variant.fill(text)).collect()
    }

    /// The kind behind it.
    pub(super) fn kind(&self) -> &dyn Kind {
        self.kind.as_ref()
    }

    /// The variant of this number, with its words drawn.
    pub(super) fn variant(&self, number: u64) -> Variant<'_> {
        Variant::new(&self.name, number, Placeholders::draw(&self.vary, &self.name, number))
    }

    /// Every text as written, with its placeholders.
    fn texts(&self) -> Vec<&str> {
        let common = [self.question.as_str()].into_iter().chain(self.hints.iter().map(String::as_str));
        common.chain(self.kind.texts()).collect()
    }
}

impl ParseError {
    /// An error about the whole text.
    fn of(says: String) -> Self {
        Self { line: None, says }
    }

    /// An error that the TOML parser found in `toml`.
    pub(crate) fn at(toml: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| line_of(toml, span.start));
        Self { line, says: format!("The TOML has a mistake: {}.", error.message().trim_end_matches('.')) }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.says),
            None => f.write_str(&self.says),
        }
    }
}

/// Parses one of the two halves of the table, with errors that know their line in the whole text.
fn read_table<T: DeserializeOwned>(toml: &str, table: Spanned<DeTable>) -> Result<T, ParseError> {
    T::deserialize(Deserializer::from(table)).map_err(|e| ParseError::at(toml, &e))
}

/// The line of this byte, counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&b| b == b'\n').count()
}
