//! Values that are bound to a statement, and how the query log may show them.
//!
//! A type is shown in the X-ray as its `Value::sql_literal` says. What must not be shown has a type of its own whose literal
//! gives nothing away, so that no statement can show it by oversight.

use model::{CommentId, PostId, SessionKey, Tag, Timestamp, UserId, UserName};
use sqlx::{Encode, Sqlite, Type};

/// A value that a statement can bind.
pub trait Value: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + Send + 'static {
    /// The value as SQL would write it, for the query log.
    fn sql_literal(&self) -> String;
}

impl Value for i64 {
    fn sql_literal(&self) -> String {
        self.to_string()
    }
}

impl Value for bool {
    fn sql_literal(&self) -> String {
        if *self { "TRUE" } else { "FALSE" }.to_owned()
    }
}

impl Value for String {
    fn sql_literal(&self) -> String {
        // Long texts are cut in the log, which would otherwise keep whole posts in memory.
        const CHARS_MAX: usize = 200;
        let cut: String = self.chars().take(CHARS_MAX).collect();
        let more = if cut.len() < self.len() { "…" } else { "" };
        format!("'{}{more}'", cut.replace('\'', "''"))
    }
}

impl<T: Value> Value for Option<T> {
    fn sql_literal(&self) -> String {
        self.as_ref().map_or_else(|| "NULL".to_owned(), Value::sql_literal)
    }
}

macro_rules! literal_of_inner {
    ($($name:ty: $value:ident => $inner:expr;)*) => {$(
        impl Value for $name {
            fn sql_literal(&self) -> String {
                let $value = self;
                $inner.sql_literal()
            }
        }
    )*};
}

literal_of_inner! {
    UserId: id => id.0;
    PostId: id => id.0;
    CommentId: id => id.0;
    Timestamp: at => at.0;
    UserName: name => name.as_str().to_owned();
    Tag: tag => tag.as_str().to_owned();
}

/// A value that no log may show: a password hash, the digest of a cookie.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub struct Secret(
    /// The value itself.
    pub String,
);

impl From<SessionKey> for Secret {
    fn from(key: SessionKey) -> Self {
        Self(key.0)
    }
}

impl Value for Secret {
    fn sql_literal(&self) -> String {
        "'••••••••'".to_owned()
    }
}
