//! Sessions as their owner sees them.

use crate::{SessionKey, Timestamp};
use serde::{Deserialize, Serialize};

/// One session of the viewer, on the settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub key: SessionKey,
    pub device: Device,
    /// The network it came from, not the machine: `192.0.2.0/24`.
    pub address: String,
    pub created_at: Timestamp,
    pub last_seen: Timestamp,
    pub this_one: bool,
}

/// Browser and system, guessed from the `User-Agent` header; good enough to tell one's own devices apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub browser: String,
    pub system: String,
}

impl Device {
    pub fn from_user_agent(header: &str) -> Self {
        // Order matters: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux.
        let find = |names: &[(&str, &str)], other: &str| {
            let hit = names.iter().find(|(mark, _)| header.contains(mark));
            hit.map_or(other, |(_, name)| name).to_owned()
        };
        let browsers = [
            ("Edg/", "Edge"),
            ("OPR/", "Opera"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
            ("curl/", "curl"),
        ];
        let systems = [
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ];
        Self { browser: find(&browsers, "Unknown browser"), system: find(&systems, "unknown system") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_its_header() {
        let check = |header: &str, browser: &str, system: &str| {
            assert_eq!(
                Device::from_user_agent(header),
                Device { browser: browser.into(), system: system.into() }
            );
        };
        check("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux");
        check(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome",
            "Android",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
            "Safari",
            "iPhone",
        );
        check("", "Unknown browser", "unknown system");
    }
}
