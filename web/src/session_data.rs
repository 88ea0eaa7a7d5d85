//! The typed content of a session, read from and written to the `Session` that tower-sessions lends each request.
//!
//! tower-sessions knows a session as a map of values by name. Here alone the names are spelled (`SessionData::KEYS`), so a
//! misspelt one is a compile error and not an empty value. Other keys of the map are left as they are.

use model::SessionData;
use serde_json::{Map, Value};
use tower_sessions::{Session, session::Error};

/// What the session of this request holds now; the first reading loads its row.
///
/// # Errors
/// Where the row could not be read, or holds something else under these names.
pub async fn read(session: &Session) -> Result<SessionData, Error> {
    let mut map = Map::new();
    for key in SessionData::KEYS {
        if let Some(value) = session.get_value(key).await? {
            map.insert(key.to_owned(), value);
        }
    }
    Ok(serde_json::from_value(Value::Object(map))?)
}

/// Replaces what the session holds. It is saved when the request is answered, or by `Session::save`.
///
/// # Errors
/// As `read`.
pub async fn write(session: &Session, data: &SessionData) -> Result<(), Error> {
    let Value::Object(mut map) = serde_json::to_value(data)? else { return Ok(()) };
    for key in SessionData::KEYS {
        match map.remove(key) {
            Some(value) => drop(session.insert_value(key, value).await?),
            None => drop(session.remove_value(key).await?),
        }
    }
    Ok(())
}
