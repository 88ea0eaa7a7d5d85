//! Sessions: what one remembers, and how its owner sees it in a list.

use crate::{SessionKey, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What a session remembers, as `sessions.data` has it in JSON. A visitor may read it in the X-ray, so it holds nothing that
/// gives power.
///
/// What is false or absent is not written: an empty session is `{}`. Keys that are not named here are passed over when a
/// text is read, because an older or a newer version of the site may have written them; whoever writes goes through
/// `SessionData::KEYS` and leaves all other keys of the session's map as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredSessionData")]
pub struct SessionData {
    /// Who is signed in; nobody in a guest's session. It takes effect when the session gets its row, never by a later save.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Whether the cookie outlives the browser's window ("keep me signed in").
    #[serde(skip_serializing_if = "is_false")]
    pub keep: bool,
    /// Whether this session's requests are recorded for the X-ray.
    #[serde(skip_serializing_if = "is_false")]
    pub xray: bool,
    /// Whether a guest works on the lessons, so that the session has a use even without the X-ray.
    #[serde(skip_serializing_if = "is_false")]
    pub lab: bool,
    /// Whether what a guest did in this session became an account's when they signed in.
    #[serde(skip_serializing_if = "is_false")]
    pub claimed: bool,
}

impl SessionData {
    /// The keys that belong to this struct. The last one is read only: it is the earlier name of `xray`, and is to be
    /// removed from a session's map whenever the others are written.
    pub const KEYS: [&str; 6] = ["user_id", "keep", "xray", "lab", "claimed", "glass"];
}

/// A session's JSON as it may have been written by this version or an earlier one. It is a struct of its own, because
/// serde's `alias` takes a text with both names for an error, and such a session could never be loaded again.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StoredSessionData {
    user_id: Option<UserId>,
    keep: bool,
    xray: bool,
    glass: bool,
    lab: bool,
    claimed: bool,
}

impl From<StoredSessionData> for SessionData {
    fn from(stored: StoredSessionData) -> Self {
        let StoredSessionData { user_id, keep, xray, glass, lab, claimed } = stored;
        Self { user_id, keep, xray: xray || glass, lab, claimed }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// One session of the viewer, on the settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// What names it in the form that ends it.
    pub key: SessionKey,
    /// The browser and system it was last used with.
    pub device: Device,
    /// The network it was last used from, not the machine: `192.0.2.0/24`.
    pub address: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// Whether it is the session of the request that asks for the list.
    pub this_one: bool,
}

/// A browser and a system, guessed from the `User-Agent` header. That is good enough for people to tell their own devices
/// apart, and nothing else depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// For example `Firefox`.
    pub browser: String,
    /// For example `Android`.
    pub system: String,
}

impl Device {
    /// Guesses from the value of a `User-Agent` header, which may be anything.
    pub fn from_user_agent(header: &str) -> Self {
        // The order matters, because most browsers claim to be others as well: Edge and Opera also say Chrome, Chrome also
        // says Safari, and Android also says Linux.
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
    fn session_data_is_written_without_what_is_absent() {
        let check = |data: SessionData, text: &str| {
            assert_eq!(serde_json::to_string(&data).unwrap(), text);
            assert_eq!(serde_json::from_str::<SessionData>(text).unwrap(), data);
        };
        check(SessionData::default(), "{}");
        check(SessionData { user_id: Some(UserId(17)), ..SessionData::default() }, r#"{"user_id":17}"#);
        check(
            SessionData { user_id: Some(UserId(17)), keep: true, xray: true, lab: true, claimed: true },
            r#"{"user_id":17,"keep":true,"xray":true,"lab":true,"claimed":true}"#,
        );
    }

    #[test]
    fn session_data_of_an_earlier_version_is_read() {
        let check = |text: &str, xray: bool| {
            let data: SessionData = serde_json::from_str(text).unwrap();
            assert_eq!(data, SessionData { xray, ..SessionData::default() }, "{text}");
        };
        check(r#"{"glass":true}"#, true);
        check(r#"{"glass":true,"xray":true}"#, true);
        check(r#"{"glass":false}"#, false);
        check(r#"{"user_id":null,"keep":false}"#, false);
        check(r#"{"n":7,"unknown":{"deep":[1]}}"#, false);
        assert!(serde_json::from_str::<SessionData>(r#"{"keep":"yes"}"#).is_err());
    }

    #[test]
    fn the_keys_of_session_data_are_those_that_are_written_and_the_earlier_one() {
        let all = SessionData { user_id: Some(UserId(1)), keep: true, xray: true, lab: true, claimed: true };
        let written = serde_json::to_value(&all).unwrap();
        let mut written: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
        written.sort_unstable();
        let mut keys: Vec<&str> = SessionData::KEYS.into_iter().filter(|key| *key != "glass").collect();
        keys.sort_unstable();
        assert_eq!(written, keys);
    }

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
