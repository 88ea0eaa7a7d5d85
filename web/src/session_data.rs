//! Reads and writes the content of a session as a typed value, `SessionData`, through the `Session` of tower-sessions.
//!
//! For tower-sessions a session is a map from names to JSON values. All access goes through this module and the names
//! in `SessionData::KEYS`, so a misspelt name is a compile error and not a missing value. Other keys of the map are
//! left as they are, because a newer or older version of the site may have written them.

use model::SessionData;
use serde_json::{Map, Value};
use tower_sessions::{Session, session::Error};

/// What this request's session contains now. The first call in a request loads the row.
///
/// # Errors
/// If the row cannot be read, or has values of other types under these names.
pub async fn read(session: &Session) -> Result<SessionData, Error> {
    let mut map = Map::new();
    for key in SessionData::KEYS {
        if let Some(value) = session.get_value(key).await? {
            map.insert(key.to_owned(), value);
        }
    }
    Ok(serde_json::from_value(Value::Object(map))?)
}

/// Replaces the content of the session. tower-sessions saves it when the request is answered; `Session::save` saves it
/// at once.
///
/// # Errors
/// If the row cannot be read.
pub async fn write(session: &Session, data: &SessionData) -> Result<(), Error> {
    // A struct always becomes an object, so nothing is skipped here.
    let Value::Object(mut map) = serde_json::to_value(data)? else { return Ok(()) };
    for key in SessionData::KEYS {
        match map.remove(key) {
            Some(value) => drop(session.insert_value(key, value).await?),
            None => drop(session.remove_value(key).await?),
        }
    }
    Ok(())
}
