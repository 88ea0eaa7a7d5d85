//! Looking at the rows of a table, a page at a time, without writing SQL.

use super::context::{SandboxContext, Typed};
use labs::{own_database::Done, sandbox::RunOwnScript};
use std::sync::Arc;
use web::{Error, context::RequestContext};

/// How many rows a page of a table has.
pub const PAGE_ROWS: usize = 25;

/// Shows the rows of a table or a view from row `from` on, which counts from 0.
///
/// # Errors
/// As `run`.
pub async fn browse(cx: &RequestContext, typed: Typed, table: &str, from: usize) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let sql = statement(table, from);
    let image_bytes_max = super::bytes_max(cx);
    let job = async |image| Ok(RunOwnScript { image, sql: sql.clone(), image_bytes_max });
    match context.work(job).await? {
        Err(refused) => context.refuse(refused.to_string(), None),
        // A statement that reads changes nothing, so there is no new state to keep.
        Ok(ran) => {
            let done = Done::Browsed { ran: Arc::new(ran), table: table.to_owned(), from };
            context.remember(done, sql, None);
            Ok(())
        }
    }
}

fn statement(table: &str, from: usize) -> String {
    format!("SELECT * FROM \"{}\" LIMIT {PAGE_ROWS} OFFSET {from}", table.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x14_a_table_of_any_name_is_one_name_in_the_statement() {
        assert_eq!(statement("a\" ; DROP", 25), "SELECT * FROM \"a\"\" ; DROP\" LIMIT 25 OFFSET 25");
    }
}
