//! An SQL exercise and its text: front matter in TOML, a story in Markdown, and blocks of SQL between lines of tildes.

use crate::exercise::Ability;
use std::collections::BTreeMap;

/// What the learner's statements are to do, and therefore how they are graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The last part of the address of its chapter; none where it stands in no chapter.
    pub chapter: Option<String>,
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
    /// Where its parts begin in its file.
    pub lines: PartLines,
}

/// Where the parts of an exercise begin in its file: lines, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartLines {
    /// The keys of the front matter that are there.
    pub keys: BTreeMap<String, usize>,
    /// The first line of SQL of the block, 0 where there is none; likewise below.
    pub model: usize,
    pub starter: usize,
    pub setup: usize,
    /// In the order of `SqlExercise::alternatives`.
    pub alternatives: Vec<usize>,
    /// In the order of `SqlExercise::mistakes`.
    pub mistakes: Vec<usize>,
    /// In the order of `SqlExercise::schema_tests`.
    pub schema_tests: Vec<usize>,
}

impl SqlExerciseKind {
    /// The kind that front matters call by this word.
    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "select" => Some(Self::Select),
            "change" => Some(Self::Change),
            "create" => Some(Self::Create),
            _ => None,
        }
    }
}

impl Group {
    /// In the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Select, Self::Join];

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }

    /// Its place among the groups of a chapter. SELECT comes first: whoever can look at a table can see what a change did to
    /// it.
    pub fn position(self) -> u8 {
        match self {
            Self::Select => 0,
            Self::Create => 1,
            Self::Change => 2,
            Self::Join => 3,
        }
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
