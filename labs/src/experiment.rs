//! The experiments that a chapter's text may name, and the outcomes that each may have.

use serde::{Deserialize, Serialize};

/// Something that a learner can try in a figure of a chapter.
///
/// The name is in the texts, in addresses and in stored states, so it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Experiment {
    /// Real requests to a small page of the site, with and without a cookie.
    Counter,
    /// Two simulated browsers and the server's table of sessions; both send requests.
    TwoBrowsers,
    /// The same two browsers; a cookie is copied from one to the other, or deleted.
    Copied,
    /// The same two browsers with every action, also one by which the server deletes a session's row.
    Forgotten,
    /// The life of one cookie, step by step.
    Life,
    /// One switch for each attribute of a cookie, and what each changes.
    Switches,
    /// A jar that takes any `Set-Cookie` lines and any address.
    Jar,
    /// A real cookie in the learner's own browser, compared with what the jar predicts.
    OwnBrowser,
    /// The same sign-in in four frameworks.
    Frameworks,
    /// What a Flask cookie says, to whoever finds it.
    Decode,
    /// A sign-in recorded on the wire, plain and over TLS.
    Wire,
    /// Four kinds of cookie, to be tampered with.
    Tamper,
    /// A table of what was tried in `Tamper` so far.
    FourWays,
    /// Four levels, each with an attack and a defence.
    Levels,
    /// The learner's own session, taken apart.
    OwnCookie,
    /// Likes in a variable and in a table, and both programs stopped and started again.
    LikesRestart,
    /// A program that is killed between two statements.
    KillNine,
    /// Passwords kept in four ways, and attacked.
    Passwords,
    /// Two small tables joined, step by step.
    JoinSteps,
    /// From one table to three, a JOIN at a time.
    ThreeTables,
    /// One page, fetched in several ways, against the clock.
    Race,
    /// The time of one run of the race, by what it was spent on.
    TimeApart,
    /// The slow feed, and what would replace its loop.
    Mend,
}

impl Experiment {
    /// All of them, in the order of the chapters.
    pub const ALL: [Self; 23] = [
        Self::Counter,
        Self::TwoBrowsers,
        Self::Copied,
        Self::Forgotten,
        Self::Life,
        Self::Switches,
        Self::Jar,
        Self::OwnBrowser,
        Self::Frameworks,
        Self::Decode,
        Self::Wire,
        Self::Tamper,
        Self::FourWays,
        Self::Levels,
        Self::OwnCookie,
        Self::LikesRestart,
        Self::KillNine,
        Self::Passwords,
        Self::JoinSteps,
        Self::ThreeTables,
        Self::Race,
        Self::TimeApart,
        Self::Mend,
    ];

    /// The name in texts, addresses and stored states.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::TwoBrowsers => "two-browsers",
            Self::Copied => "copied",
            Self::Forgotten => "forgotten",
            Self::Life => "life",
            Self::Switches => "switches",
            Self::Jar => "jar",
            Self::OwnBrowser => "own-browser",
            Self::Frameworks => "frameworks",
            Self::Decode => "decode",
            Self::Wire => "wire",
            Self::Tamper => "tamper",
            Self::FourWays => "four-ways",
            Self::Levels => "levels",
            Self::OwnCookie => "own-cookie",
            Self::LikesRestart => "likes-restart",
            Self::KillNine => "kill-nine",
            Self::Passwords => "passwords",
            Self::JoinSteps => "join-steps",
            Self::ThreeTables => "three-tables",
            Self::Race => "race",
            Self::TimeApart => "time-apart",
            Self::Mend => "mend",
        }
    }

    /// The experiment of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|experiment| experiment.name() == name)
    }

    /// The keys of what may happen in it. A figure's guess must offer each of them; where there are none, nothing is
    /// guessed.
    pub fn outcomes(self) -> &'static [&'static str] {
        match self {
            Self::Counter => &["counts", "begins"],
            Self::TwoBrowsers => &["apart", "together"],
            Self::Copied => &["same", "another", "refused"],
            Self::Forgotten => &["known", "stranger"],
            Self::Life => &["one", "two", "none"],
            Self::Switches => &["fewer", "same", "more"],
            Self::Jar => &["all", "some", "none"],
            Self::OwnBrowser => &["came", "stayed"],
            Self::Frameworks | Self::FourWays | Self::TimeApart | Self::Mend => &[],
            Self::Decode => &["readable", "unreadable"],
            Self::Wire => &["plain", "both", "neither"],
            Self::Tamper => &["believed", "ignored", "refused"],
            Self::Levels => &["first", "later", "never"],
            Self::OwnCookie => &["yes", "no"],
            Self::LikesRestart => &["both", "table", "neither"],
            Self::KillNine => &["agree", "differ", "unreadable"],
            Self::Passwords => &["same", "fewer", "none"],
            Self::JoinSteps => &["fewer", "same", "more"],
            Self::ThreeTables => &["right", "more", "fewer"],
            Self::Race => &["same", "few", "many", "hundreds"],
        }
    }
}
