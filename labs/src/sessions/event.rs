//! The events of the simulation: what a learner can do in it.

use serde::{Deserialize, Serialize};

/// One of the two browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Browser {
    /// The first.
    A,
    /// The second.
    B,
}

impl Browser {
    /// The letter on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    /// Its index in arrays of two.
    pub(super) fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }

    /// The other browser.
    pub(super) fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// One event. Its stored form is its name, such as `send-a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Event {
    /// This browser sends a request, with its cookie if it has one.
    Send(Browser),
    /// This browser's cookie is deleted.
    DeleteCookie(Browser),
    /// This browser's cookie is copied into the other one.
    CopyCookie(Browser),
    /// The server deletes the row of this browser's session.
    DeleteSession(Browser),
    /// A session id that the server never made is put into this browser's jar.
    PlantMadeUp(Browser),
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Send(Browser::A),
        Self::Send(Browser::B),
        Self::DeleteCookie(Browser::A),
        Self::DeleteCookie(Browser::B),
        Self::CopyCookie(Browser::A),
        Self::CopyCookie(Browser::B),
        Self::DeleteSession(Browser::A),
        Self::DeleteSession(Browser::B),
        Self::PlantMadeUp(Browser::A),
        Self::PlantMadeUp(Browser::B),
    ];

    /// The name in forms and in stored states.
    pub fn name(self) -> &'static str {
        use Browser::{A, B};
        match self {
            Self::Send(A) => "send-a",
            Self::Send(B) => "send-b",
            Self::DeleteCookie(A) => "delete-a",
            Self::DeleteCookie(B) => "delete-b",
            Self::CopyCookie(A) => "copy-a-b",
            Self::CopyCookie(B) => "copy-b-a",
            Self::DeleteSession(A) => "forget-a",
            Self::DeleteSession(B) => "forget-b",
            Self::PlantMadeUp(A) => "plant-a",
            Self::PlantMadeUp(B) => "plant-b",
        }
    }

    /// The event of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

impl From<Event> for &'static str {
    fn from(event: Event) -> Self {
        event.name()
    }
}

impl TryFrom<String> for Event {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::of_name(&name).ok_or_else(|| format!("there is no event {name}"))
    }
}
