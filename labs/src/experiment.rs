//! The experiments that a chapter's text may name, and the outcomes that each may have.
//!
//! They are registered here and nowhere else in this crate: the table at the end of the file has one line for each of
//! them. What an experiment does, and what its figure shows, is in the crate `lessons` (`experiment/`).

use serde::{Deserialize, Serialize};

/// Makes the enum, its names and its outcomes from one table, so that none of them can lack an experiment.
macro_rules! experiments {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, outcomes: [$($outcome:literal),*];)*) => {
        /// Something that a learner can try in a figure of a chapter.
        ///
        /// The name is in the texts, in addresses and in stored states, so it never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Experiment {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Experiment {
            /// All of them, in the order of the chapters.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// The name in texts, addresses and stored states.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The keys of what may happen in it. A figure's guess must offer each of them; where there are none,
            /// nothing is guessed.
            pub const fn outcomes(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$($outcome),*],)*
                }
            }
        }
    };
}

impl Experiment {
    /// The experiment of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|experiment| experiment.name() == name)
    }
}

experiments! {
    /// Real requests to a small page of the site, with and without a cookie.
    Counter = "counter", outcomes: ["counts", "begins"];
    /// Two simulated browsers and the server's table of sessions; both send requests.
    TwoBrowsers = "two-browsers", outcomes: ["apart", "together"];
    /// The same two browsers; a cookie is copied from one to the other, or deleted.
    Copied = "copied", outcomes: ["same", "another", "refused"];
    /// The same two browsers with every action, also one by which the server deletes a session's row.
    Forgotten = "forgotten", outcomes: ["known", "stranger"];
    /// The life of one cookie, step by step.
    Life = "life", outcomes: ["one", "two", "none"];
    /// One switch for each attribute of a cookie, and what each changes.
    Switches = "switches", outcomes: ["fewer", "same", "more"];
    /// A jar that takes any `Set-Cookie` lines and any address.
    Jar = "jar", outcomes: ["all", "some", "none"];
    /// A real cookie in the learner's own browser, compared with what the jar predicts.
    OwnBrowser = "own-browser", outcomes: ["came", "stayed"];
    /// The same sign-in in four frameworks.
    Frameworks = "frameworks", outcomes: [];
    /// What a Flask cookie says, to whoever finds it.
    Decode = "decode", outcomes: ["readable", "unreadable"];
    /// A sign-in recorded on the wire, plain and over TLS.
    Wire = "wire", outcomes: ["plain", "both", "neither"];
    /// Four kinds of cookie, to be tampered with.
    Tamper = "tamper", outcomes: ["believed", "ignored", "refused"];
    /// A table of what was tried in `Tamper` so far.
    FourWays = "four-ways", outcomes: [];
    /// Four levels, each with an attack and a defence.
    Levels = "levels", outcomes: ["first", "later", "never"];
    /// The learner's own session, taken apart.
    OwnCookie = "own-cookie", outcomes: ["yes", "no"];
    /// Likes in a variable and in a table, and both programs stopped and started again.
    LikesRestart = "likes-restart", outcomes: ["both", "table", "neither"];
    /// A program that is killed between two statements.
    KillNine = "kill-nine", outcomes: ["agree", "differ", "unreadable"];
    /// Passwords kept in four ways, and attacked.
    Passwords = "passwords", outcomes: ["same", "fewer", "none"];
    /// Rows inserted into a growing table, and what its rules refuse.
    InsertRows = "insert-rows", outcomes: ["next", "null", "refused"];
    /// A CREATE TABLE as a form, and rows that try the table.
    TableRules = "table-rules", outcomes: ["none", "some", "all"];
    /// A query of the learner's own, clause by clause.
    SelectSteps = "select-steps", outcomes: ["first", "between", "last"];
    /// Conditions that are true, false or NULL, on a table with gaps.
    ThreeValues = "three-values", outcomes: ["rest", "fewer"];
    /// Rows that gather into groups.
    Grouping = "grouping", outcomes: ["one", "each", "none"];
    /// Two small tables joined, step by step.
    JoinSteps = "join-steps", outcomes: ["fewer", "same", "more"];
    /// From one table to three, a JOIN at a time.
    ThreeTables = "three-tables", outcomes: ["right", "more", "fewer"];
    /// One page, fetched in several ways, against the clock.
    Race = "race", outcomes: ["same", "few", "many", "hundreds"];
    /// The time of one run of the race, by what it was spent on.
    TimeApart = "time-apart", outcomes: [];
    /// The slow feed, and what would replace its loop.
    Mend = "mend", outcomes: [];
}
