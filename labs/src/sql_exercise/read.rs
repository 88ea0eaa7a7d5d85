//! Reading an exercise's file. A fault ends nothing: an author reads all of them at once, so what can be read is read.

use super::{
    ExerciseFault, ExerciseFaults, Expectation, Group, Mistake, PartLines, SchemaTest, SqlExercise,
    SqlExerciseKind, front_matter,
};

/// An exercise as far as it can be read, and what is wrong with its text.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What could be read. Where a part is missing, it is empty.
    pub exercise: SqlExercise,
    /// In the order of their lines.
    pub faults: Vec<ExerciseFault>,
}

impl SqlExercise {
    /// Reads the exercise in a file of this name, which is given without its ending.
    ///
    /// # Errors
    /// Everything that the text lacks, where it lacks anything.
    pub fn read(file: &str, text: &str) -> Result<Self, ExerciseFaults> {
        let Draft { exercise, faults } = Draft::read(file, text);
        if faults.is_empty() { Ok(exercise) } else { Err(ExerciseFaults(faults)) }
    }
}

impl Draft {
    /// Reads as much as there is in a file of this name, which is given without its ending.
    pub fn read(file: &str, text: &str) -> Self {
        let mut faults = Vec::new();
        let text = text.replace("\r\n", "\n");
        let name = file_name(file);
        if name.is_none() {
            let says = format!(
                "The file is called `{file}`; its name is group-step-name, as `select-05-long-trips`, in small letters. \
                 The groups are create, change, select and join."
            );
            faults.push(says.into());
        }
        let (group, step, name) = name.unwrap_or((Group::Select, 0, file));
        // The front matter stands between two lines of `+++`, like that of a chapter.
        let found = text.strip_prefix("+++\n").and_then(|text| text.split_once("\n+++\n"));
        let (front, body) = found.unwrap_or_else(|| {
            faults.push(ExerciseFault::at(1, "It begins with its front matter between two lines of `+++`."));
            ("", text.as_str())
        });
        let has_front = found.is_some();
        let mut ignored = Vec::new();
        let read = front_matter::read(front, if has_front { &mut faults } else { &mut ignored });
        let kind = read.kind.unwrap_or(match group {
            Group::Create => SqlExerciseKind::Create,
            Group::Change => SqlExerciseKind::Change,
            Group::Select | Group::Join => SqlExerciseKind::Select,
        });
        let exercise = SqlExercise {
            name: name.to_owned(),
            group,
            step,
            title: read.title,
            chapter: read.chapter,
            teaches: read.teaches,
            kind,
            tables: read.tables,
            column_names_matter: read.names,
            column_order_matters: read.places,
            shows_own_rows: read.own,
            rules: read.rules,
            hints: read.hints,
            pools: read.pools,
            seeds: read.seeds,
            story: String::new(),
            model: String::new(),
            alternatives: Vec::new(),
            starter: String::new(),
            mistakes: Vec::new(),
            setup_sql: String::new(),
            schema_tests: Vec::new(),
            lines: PartLines { keys: read.lines, ..PartLines::default() },
        };
        let mut draft = Self { exercise, faults };
        // The lines of the front matter, and its two borders.
        let lines_before = if has_front { front.matches('\n').count() + 3 } else { 0 };
        draft.read_body(body, lines_before);
        draft.check_parts();
        draft.faults.sort_by_key(|fault| fault.line);
        draft
    }

    /// Reads the story, and the blocks of SQL in it. A block begins with a line `~~~word` and ends with a line `~~~`.
    fn read_body(&mut self, body: &str, lines_before: usize) {
        let mut block: Option<Block> = None;
        for (number, line) in body.lines().enumerate() {
            let number = lines_before + number + 1;
            match (line.strip_prefix("~~~").map(str::trim), block.take()) {
                (Some(""), Some(open)) => self.take_block(open),
                (Some(""), None) => self.fault(number, "Here a block ends, and none was begun."),
                (Some(word), open) => {
                    if let Some(open) = open {
                        self.fault(
                            open.line,
                            format!("The block `{}` has no end before `{word}`.", open.word),
                        );
                    }
                    block = Some(Block { word: word.to_owned(), line: number, sql: String::new() });
                }
                (None, Some(mut open)) => {
                    open.sql.push_str(line);
                    open.sql.push('\n');
                    block = Some(open);
                }
                (None, None) => {
                    self.exercise.story.push_str(line);
                    self.exercise.story.push('\n');
                }
            }
        }
        self.exercise.story = self.exercise.story.trim().to_owned();
        if let Some(open) = block {
            self.fault(open.line, format!("The block `{}` has no end.", open.word));
        }
    }

    fn fault(&mut self, line: usize, says: impl Into<String>) {
        self.faults.push(ExerciseFault::at(line, says));
    }

    /// Puts a block where it belongs, by the word after its tildes.
    fn take_block(&mut self, block: Block) {
        let line = block.first_line();
        let sql = block.sql.trim();
        if sql.is_empty() {
            return self.fault(block.line, format!("The block `{}` is empty.", block.word));
        }
        let SqlExercise { model, starter, setup_sql, alternatives, lines, .. } = &mut self.exercise;
        let once = |part: &mut String, at: &mut usize| {
            let is_second = !part.is_empty();
            (*part, *at) = (sql.to_owned(), line);
            is_second
        };
        let is_second = match block.word.as_str() {
            "model" => once(model, &mut lines.model),
            "starter" => once(starter, &mut lines.starter),
            "before" => once(setup_sql, &mut lines.setup),
            "other" => {
                alternatives.push(sql.to_owned());
                lines.alternatives.push(line);
                false
            }
            "wrong" => return self.take_mistake(sql, line),
            "accept" => return self.take_schema_tests(Expectation::Accept, sql, line),
            "refuse" => return self.take_schema_tests(Expectation::Refuse, sql, line),
            "shows" => return self.take_schema_tests(Expectation::Show, sql, line),
            other => {
                let says = format!(
                    "`{other}` is no block; the blocks are model, other, starter, before, wrong, accept, refuse and shows."
                );
                return self.fault(block.line, says);
            }
        };
        if is_second {
            self.fault(
                block.line,
                format!("There is a block `{}` already, and there is one at most.", block.word),
            );
        }
    }

    fn take_mistake(&mut self, sql: &str, line: usize) {
        let said = sql.strip_prefix("-- because:").and_then(|rest| rest.split_once('\n'));
        let Some((because, sql)) = said else {
            return self
                .fault(line, "A block `wrong` begins with `-- because: …`, and its SQL comes below that.");
        };
        self.exercise.mistakes.push(Mistake { because: because.trim().to_owned(), sql: sql.to_owned() });
        self.exercise.lines.mistakes.push(line + 1);
    }

    /// Reads tests of a schema: statements, each with a comment above it that says what it tries.
    fn take_schema_tests(&mut self, expected: Expectation, text: &str, line: usize) {
        let mut from = 0;
        for span in crate::sql::split(text) {
            let above = text[from..span.start].trim();
            let says = above.lines().filter_map(|line| line.trim().strip_prefix("--")).map(str::trim);
            let says = says.collect::<Vec<_>>().join(" ");
            let line = line + text[..span.start].matches('\n').count();
            from = span.end;
            if says.is_empty() {
                self.fault(line, "No comment above this statement says what it tries.");
            }
            self.exercise.schema_tests.push(SchemaTest { expected, says, sql: text[span].to_owned() });
            self.exercise.lines.schema_tests.push(line);
        }
    }

    /// An empty part is a mistake in the text, and would make an exercise that nobody can solve.
    fn check_parts(&mut self) {
        if self.exercise.model.is_empty() {
            self.faults.push("There is no block `model` with the model answer.".to_owned().into());
        }
        if self.exercise.story.is_empty() {
            self.faults.push("There is no story: nothing says what is asked.".to_owned().into());
        }
    }
}

/// A block that was begun.
struct Block {
    word: String,
    /// The line of its tildes.
    line: usize,
    sql: String,
}

impl Block {
    /// The line of the first character that is no space.
    fn first_line(&self) -> usize {
        let blank = self.sql.len() - self.sql.trim_start().len();
        self.line + 1 + self.sql[..blank].matches('\n').count()
    }
}

/// Group, step and name of a file.
fn file_name(file: &str) -> Option<(Group, u32, &str)> {
    let mut parts = file.splitn(3, '-');
    let group = Group::of(parts.next()?)?;
    let step = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    // The name becomes part of an address.
    (model::slug(name) == name && !name.is_empty()).then_some((group, step, name))
}
