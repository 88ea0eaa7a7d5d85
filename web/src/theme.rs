//! Day, night, or as the device has it.

use serde::{Deserialize, Serialize};

/// The light a person chose; kept in a cookie of its own, which says nothing about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    Light,
    Dark,
    #[default]
    Device,
}

impl Theme {
    pub const ALL: [(Self, &str); 3] =
        [(Self::Light, "day"), (Self::Dark, "night"), (Self::Device, "as the device")];

    /// From a form or a cookie; anything else is the device's.
    pub fn parse(raw: &str) -> Self {
        match raw {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Device,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Device => "device",
        }
    }

    /// The `data-theme` of the page, where the device is not to decide.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::Device).then(|| self.as_str())
    }
}
