//! An SQL exercise and its text: front matter in TOML, a story in Markdown, and blocks of SQL between lines of tildes.

use crate::exercise::{Ability, ParseError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the learner's statements are to do, and therefore how they are graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SqlExerciseKind {
    /// Query: graded by the rows they give.
    Select,
    /// Change rows: graded by the state in which they leave the tables.
    Change,
    /// Make tables: graded by the schema they make, and by tests of that schema.
    Create,
}

/// What an exercise teaches. It is the first word of its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Create,
    Change,
    Select,
    Join,
}

/// What an exercise asks of the statements besides their result.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// They use this construct: a word of `grade::syntax::CONSTRUCTS`.
    Must(String),
    /// They do not use this construct.
    MustNot(String),
    /// There are at most this many statements.
    StatementsMax(usize),
    /// The plan searches this index.
    UsesIndex(String),
    /// The plan does not read the whole of this table.
    NoScan(String),
}

/// A test of the tables that an answer makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaTest {
    pub expected: Expectation,
    /// What it tries, in words.
    pub says: String,
    pub sql: String,
}

/// What a right schema does with the statement of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// It accepts the rows.
    Accept,
    /// A constraint refuses the rows.
    Refuse,
    /// The query gives the rows that it gives on the model's tables.
    Show,
}

/// A typical wrong answer, and why it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub because: String,
    pub sql: String,
}

/// An exercise that is answered in SQL.
#[derive(Clone, Debug)]
pub struct SqlExercise {
    /// The last part of its address: the name of the file without group and step.
    pub name: String,
    pub group: Group,
    /// Its place in the group, from 1.
    pub step: u32,
    pub title: String,
    /// The last part of the address of its chapter.
    pub chapter: String,
    /// What it teaches: a sentence.
    pub teaches: String,
    pub kind: SqlExerciseKind,
    /// The tables it is about. Those that they refer to are filled as well.
    pub tables: Vec<String>,
    /// Whether the columns of the result must be called what the model calls them.
    pub column_names_matter: bool,
    /// Whether the columns of the result must come in the order of the model's.
    pub column_order_matters: bool,
    /// Whether a learner with an account sees what they did on the site themselves.
    pub shows_own_rows: bool,
    pub rules: Vec<Rule>,
    /// A nudge, an idea, and the shape of the answer.
    pub hints: [String; 3],
    /// Values for generated databases, by `table.column`. They replace those of the exercises' database.
    pub pools: BTreeMap<String, Vec<String>>,
    /// Numbers of further generated databases, on which a nearly right answer differs from the model.
    pub seeds: Vec<u64>,
    /// What is asked, in Markdown.
    pub story: String,
    /// The model answer.
    pub model: String,
    /// Right answers written in other ways.
    pub alternatives: Vec<String>,
    /// What the editor holds at first.
    pub starter: String,
    pub mistakes: Vec<Mistake>,
    /// SQL that runs on every database before the answer does.
    pub setup_sql: String,
    pub schema_tests: Vec<SchemaTest>,
}

/// The front matter. Its keys are those of the files under `content/sql`.
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
    /// In the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Select, Self::Join];

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }

    /// The first word of the names of its files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Select => "select",
            Self::Join => "join",
        }
    }

    /// The ability on the chapter map that its exercises count for.
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
    /// Reads the exercise in a file of this name, which is given without its ending.
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
        // The front matter stands between two lines of `+++`, like that of a chapter.
        let front = text.strip_prefix("+++\n").and_then(|text| text.split_once("\n+++\n"));
        let Some((front, body)) = front else {
            return Err("It begins with its front matter between two lines of `+++`.".to_owned());
        };
        let read: FrontMatter = toml::from_str(front).map_err(|e| ParseError::at(front, &e).to_string())?;
        let Ok(hints) = read.hints.try_into() else {
            return Err("There are exactly three hints: a nudge, an idea, the shape.".to_owned());
        };
        // The blocks of the body are still empty here.
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
        // An empty part is a mistake in the text, and would make an exercise that nobody can solve.
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

    /// Reads the story, and the blocks of SQL in it. A block begins with a line `~~~word` and ends with a line `~~~`.
    ///
    /// # Errors
    /// A sentence on the first block that is wrong.
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

    /// Puts a block where it belongs, by the word after its tildes.
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

/// Reads tests of a schema: statements, each with a comment above it that says what it tries.
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
