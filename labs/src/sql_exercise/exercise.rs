//! A SQL exercise as its text says it: front matter, a story, and blocks of SQL between lines of tildes.

use crate::exercise::{Ability, ParseError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the learner's statements do, and so how they are graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SqlExerciseKind {
    /// Ask: graded by the rows they give.
    Select,
    /// Change rows: graded by the state they leave.
    Change,
    /// Make tables: graded by the schema they leave, and by rows that attack it.
    Create,
}

/// What the exercise teaches, by the first word of its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Create,
    Change,
    Select,
    Join,
}

/// What an exercise asks of the statement beyond its result.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    Must(String),
    MustNot(String),
    StatementsMax(usize),
    /// The plan searches this index.
    UsesIndex(String),
    /// The plan does not read the whole of this table.
    NoScan(String),
}

/// A row that a new table must take or refuse, or a question it must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaTest {
    pub expected: Expectation,
    /// What it is, in words.
    pub says: String,
    pub sql: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    Accept,
    Refuse,
    Show,
}

/// A typical mistake, and why it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub because: String,
    pub sql: String,
}

#[derive(Clone, Debug)]
pub struct SqlExercise {
    /// The last part of its address: the file's name without group and step.
    pub name: String,
    pub group: Group,
    /// Its place in the group, from 1.
    pub step: u32,
    pub title: String,
    pub chapter: String,
    pub teaches: String,
    pub kind: SqlExerciseKind,
    /// The tables it is about; those they refer to are filled as well.
    pub tables: Vec<String>,
    /// Whether the names of the result's columns count.
    pub column_names_matter: bool,
    /// Whether their places count.
    pub column_order_matters: bool,
    /// Whether the learner sees what they did on the site themselves.
    pub shows_own_rows: bool,
    pub rules: Vec<Rule>,
    pub hints: [String; 3],
    /// Values for generated data, by `table.column`.
    pub pools: BTreeMap<String, Vec<String>>,
    /// Numbers of further generated databases that tell the model from what is nearly right.
    pub seeds: Vec<u64>,
    /// Markdown.
    pub story: String,
    pub model: String,
    /// Right answers written in other ways.
    pub alternatives: Vec<String>,
    pub starter: String,
    pub mistakes: Vec<Mistake>,
    /// Run on every database before the learner's statements.
    pub setup_sql: String,
    pub schema_tests: Vec<SchemaTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    chapter: String,
    teaches: String,
    kind: SqlExerciseKind,
    tables: Vec<String>,
    #[serde(default)]
    names: bool,
    #[serde(default)]
    places: bool,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    rules: Vec<Rule>,
    hints: Vec<String>,
    #[serde(default)]
    pools: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    seeds: Vec<u64>,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Select, Self::Join];

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Select => "select",
            Self::Join => "join",
        }
    }

    /// The line on the chapter map that it fills.
    pub fn ability(self) -> Ability {
        match self {
            Self::Create => Ability::Create,
            Self::Change => Ability::Change,
            Self::Select => Ability::Select,
            Self::Join => Ability::Join,
        }
    }
}

impl SqlExercise {
    /// The exercise in a file of this name (without its ending).
    ///
    /// # Errors
    /// A sentence on what the text lacks.
    pub fn read(file: &str, text: &str) -> Result<Self, String> {
        let mut parts = file.splitn(3, '-');
        let group = parts.next().and_then(Group::of);
        let step = parts.next().and_then(|step| step.parse().ok());
        let (Some(group), Some(step), Some(name)) = (group, step, parts.next()) else {
            return Err("The file’s name is `group-step-name`, as `select-05-some-name`.".to_owned());
        };
        let front = text.strip_prefix("+++\n").and_then(|text| text.split_once("\n+++\n"));
        let Some((front, body)) = front else {
            return Err("It begins with its front matter between two lines of `+++`.".to_owned());
        };
        let read: FrontMatter = toml::from_str(front).map_err(|e| ParseError::at(front, &e).to_string())?;
        let Ok(hints) = read.hints.try_into() else {
            return Err("There are exactly three hints: a nudge, an idea, the shape.".to_owned());
        };
        let mut exercise = Self {
            name: name.to_owned(),
            group,
            step,
            title: read.title,
            chapter: read.chapter,
            teaches: read.teaches,
            kind: read.kind,
            tables: read.tables,
            column_names_matter: read.names,
            column_order_matters: read.places,
            shows_own_rows: read.own,
            rules: read.rules,
            hints,
            pools: read.pools,
            seeds: read.seeds,
            story: String::new(),
            model: String::new(),
            alternatives: Vec::new(),
            starter: String::new(),
            mistakes: Vec::new(),
            setup_sql: String::new(),
            schema_tests: Vec::new(),
        };
        exercise.read_body(body)?;
        if exercise.model.is_empty() {
            return Err("There is no block `model`.".to_owned());
        }
        if exercise.story.is_empty()
            || exercise.title.is_empty()
            || exercise.hints.iter().any(String::is_empty)
        {
            return Err("The story, the title or a hint is empty.".to_owned());
        }
        Ok(exercise)
    }

    fn read_body(&mut self, body: &str) -> Result<(), String> {
        let mut block: Option<(&str, String)> = None;
        for line in body.lines() {
            match (line.strip_prefix("~~~").map(str::trim), &mut block) {
                (Some(""), Some(_)) => {
                    if let Some((word, sql)) = block.take() {
                        self.take_block(word, sql.trim())?;
                    }
                }
                (Some(word), None) => block = Some((word, String::new())),
                (Some(word), Some(_)) => return Err(format!("A block has no end before `{word}`.")),
                (None, Some((_, sql))) => {
                    sql.push_str(line);
                    sql.push('\n');
                }
                (None, None) => {
                    self.story.push_str(line);
                    self.story.push('\n');
                }
            }
        }
        self.story = self.story.trim().to_owned();
        block.map_or(Ok(()), |(word, _)| Err(format!("The block `{word}` has no end.")))
    }

    fn take_block(&mut self, word: &str, sql: &str) -> Result<(), String> {
        match word {
            "model" => self.model = sql.to_owned(),
            "other" => self.alternatives.push(sql.to_owned()),
            "starter" => self.starter = sql.to_owned(),
            "before" => self.setup_sql = sql.to_owned(),
            "wrong" => {
                let said = sql.strip_prefix("-- because:").and_then(|rest| rest.split_once('\n'));
                let Some((because, sql)) = said else {
                    return Err("A block `wrong` begins with `-- because: …`.".to_owned());
                };
                self.mistakes.push(Mistake { because: because.trim().to_owned(), sql: sql.to_owned() });
            }
            "accept" => self.schema_tests.extend(schema_tests(Expectation::Accept, sql)?),
            "refuse" => self.schema_tests.extend(schema_tests(Expectation::Refuse, sql)?),
            "shows" => self.schema_tests.extend(schema_tests(Expectation::Show, sql)?),
            other => return Err(format!("`{other}` is no block.")),
        }
        Ok(())
    }
}

/// Statements with a comment above each.
fn schema_tests(expected: Expectation, text: &str) -> Result<Vec<SchemaTest>, String> {
    let mut all = Vec::new();
    let mut from = 0;
    for span in crate::sql::split(text) {
        let above = text[from..span.start].trim();
        let says = above.lines().filter_map(|line| line.trim().strip_prefix("--")).map(str::trim);
        let says = says.collect::<Vec<_>>().join(" ");
        if says.is_empty() {
            return Err(format!("No comment says what this is: {}", &text[span]));
        }
        from = span.end;
        all.push(SchemaTest { expected, says, sql: text[span].to_owned() });
    }
    Ok(all)
}
