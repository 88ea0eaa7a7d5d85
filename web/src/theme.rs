//! Light, dark, or what the device prefers.

use serde::{Deserialize, Serialize};

/// The theme that a browser asks for. It is kept in a cookie of its own, which holds nothing but these words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    Light,
    Dark,
    #[default]
    Device,
}

impl Theme {
    /// Every theme with its name on the page.
    pub const ALL: [(Self, &str); 3] =
        [(Self::Light, "day"), (Self::Dark, "night"), (Self::Device, "as the device")];

    /// Reads the value of a form or a cookie. Anything unknown counts as `Device`.
    pub fn parse(raw: &str) -> Self {
        match raw {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Device,
        }
    }

    /// The value in forms and in the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Device => "device",
        }
    }

    /// The value of the page's attribute `data-theme`; `None` where the device decides (`prefers-color-scheme`).
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::Device).then(|| self.as_str())
    }
}
