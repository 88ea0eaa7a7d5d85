//! The sandbox: a database of one's own. Every function here reads and writes only the caller's database. Each form sends
//! the text of the editor along, so that nothing that was typed is lost.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::Error;

#[cfg(feature = "ssr")]
use {
    labs::own_database::DataSet,
    lessons::sandbox::{self, Paste, Typed},
    web::context,
};

sentence!(RunSql, "You ran SQL in your sandbox");
/// Runs the text of the editor, or one statement of it. `only` is the statement's number, or the word `number` where the
/// field of that name holds it; a number that cannot be read counts as 0, which no statement has.
#[server(endpoint = "run_sql", prefix = "/api")]
pub async fn run_sql(sql: String, only: Option<String>, number: Option<String>) -> Result<(), Error> {
    let cx = context::open()?;
    let only = match only.as_deref() {
        None => None,
        Some("number") => Some(number.unwrap_or_default().trim().parse().unwrap_or(0)),
        Some(number) => Some(number.parse().unwrap_or(0)),
    };
    if !cx.is_repeat() {
        sandbox::run(&cx, Typed(sql), only).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(UndoSandbox, "You took a step back in your sandbox");
/// Undoes the change that made the state with this number. Any other than the newest is left alone, so that a button on
/// an old page undoes nothing that came later.
#[server(endpoint = "undo_sandbox", prefix = "/api")]
pub async fn undo_sandbox(sql: Option<String>, state: i64) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        sandbox::undo(&cx, Typed(sql.unwrap_or_default()), state).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(BrowseSandbox, "You looked at a table of your sandbox");
/// Shows a page of a table's rows. `browse` is the number of its first row, from 0, and the table's name.
///
/// # Errors
/// `NotFound` where it does not say both.
#[server(endpoint = "browse_sandbox", prefix = "/api")]
pub async fn browse_sandbox(sql: Option<String>, browse: String) -> Result<(), Error> {
    let cx = context::open()?;
    let (from, table) = browse.split_once(' ').ok_or(Error::NotFound)?;
    let from = from.parse().map_err(|_| Error::NotFound)?;
    if !cx.is_repeat() {
        sandbox::browse(&cx, Typed(sql.unwrap_or_default()), table, from).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(FillSandbox, "You filled your sandbox anew");
/// Replaces the database by one of the site's data sets, or by an empty one.
///
/// # Errors
/// `NotFound` where there is no set of this name.
#[server(endpoint = "fill_sandbox", prefix = "/api")]
pub async fn fill_sandbox(sql: Option<String>, set: String) -> Result<(), Error> {
    let cx = context::open()?;
    let set = DataSet::find(&set).ok_or(Error::NotFound)?;
    if !cx.is_repeat() {
        sandbox::fill(&cx, Typed(sql.unwrap_or_default()), set).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(ImportCsv, "You pasted a table");
/// Looks at pasted comma-separated values (RFC 4180), of which `/sandbox/table` then makes a table.
#[server(endpoint = "import_csv", prefix = "/api")]
pub async fn import_csv(sql: Option<String>, table: String, paste: String) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        let paste = Paste::Csv { table, text: paste };
        sandbox::paste(&cx, Typed(sql.unwrap_or_default()), paste).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(ImportSql, "You ran a pasted script in your sandbox");
/// Runs a pasted script, and leaves the text of the editor as it is. `keys_unchecked` is there where foreign keys are not to be
/// checked.
#[server(endpoint = "import_sql", prefix = "/api")]
pub async fn import_sql(
    sql: Option<String>,
    paste: String,
    keys_unchecked: Option<String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        let paste = Paste::Script { text: paste, checks_foreign_keys: keys_unchecked.is_none() };
        sandbox::paste(&cx, Typed(sql.unwrap_or_default()), paste).await?;
    }
    leptos_axum::redirect("/sandbox#answer");
    Ok(())
}

sentence!(SandboxPart, "You looked at your sandbox again");
/// The part of the page with the editor and the last result, drawn.
#[server(endpoint = "sandbox", prefix = "/api", input = GetUrl)]
pub async fn sandbox_part() -> Result<String, Error> {
    sandbox::markup(&context::open()?).await
}
