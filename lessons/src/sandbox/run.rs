//! What a learner does with their database by typing. Each action leaves an answer in memory, also where it was refused. So
//! the page has the answer and the text that was typed, whether the form was sent by a script or by the browser itself.

use super::{
    context::{SandboxContext, Typed},
    import,
    job::run_job,
    view::size,
};
use crate::learner;
use labs::own_database::{DataSet, Done};
use labs::sandbox::{
    ClaimKind, IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX, Refused, RunOwnScript, RunScript, SQL_BYTES_MAX,
};
use std::sync::Arc;
use store::learner::sandbox as states;
use web::{Error, context::RequestContext};

/// A longer text is not shown again whole, so it stays where it is: in the form.
const SHOWN_BYTES_MAX: usize = 300_000;

/// Something that was pasted.
pub enum Paste {
    /// A table as comma-separated values, and the name it gets.
    Csv { table: String, text: String },
    /// A script of SQL, and whether foreign keys are checked when it begins.
    Script { text: String, checks_foreign_keys: bool },
}

/// Runs the text of the editor, or the one statement of it with this number.
///
/// # Errors
/// What the store or a rate limit answers, and `TooLarge`. Whatever else is wrong is an answer, and stands on the page.
pub async fn run(cx: &RequestContext, typed: Typed, only: Option<usize>) -> Result<(), Error> {
    check_shown(&typed.0)?;
    let context = SandboxContext::of(cx, typed).await?;
    let script = match (only, context.text.len()) {
        (_, bytes) if bytes > SQL_BYTES_MAX => Err(too_long("run at once", bytes)),
        _ => part(&context.text, only),
    };
    match script {
        Ok((sql, from)) => attempt(context, sql, from).await,
        Err(said) => context.refuse(said, None),
    }
}

/// The text, or one statement of it, with the number that its first statement has in the editor.
fn part(text: &str, only: Option<usize>) -> Result<(String, usize), String> {
    match (only, labs::sql::split(text)) {
        (_, spans) if spans.is_empty() => {
            Err("Write a statement first, SELECT * FROM users for example.".to_owned())
        }
        (None, _) => Ok((text.to_owned(), 1)),
        (Some(n), spans) => match n.checked_sub(1).and_then(|n| spans.get(n)) {
            Some(span) => Ok((text[span.clone()].to_owned(), n)),
            None => Err(format!("There is no statement {n}: the text has {}.", spans.len())),
        },
    }
}

/// Brings something that was pasted into the database: runs a script, and looks at a table.
///
/// # Errors
/// As `run`.
pub async fn paste(cx: &RequestContext, typed: Typed, paste: Paste) -> Result<(), Error> {
    let text = match &paste {
        Paste::Csv { text, .. } | Paste::Script { text, .. } => text,
    };
    check_shown(text)?;
    let (text, table) = match &paste {
        Paste::Csv { text, table } => (text.clone(), table.clone()),
        Paste::Script { text, .. } => (text.replace("\r\n", "\n"), String::new()),
    };
    let context = SandboxContext::of(cx, typed).await?;
    let pasted = Some((table.clone(), text.clone()));
    if text.trim().is_empty() {
        return context.refuse("Paste something first, or choose a file.".to_owned(), pasted);
    }
    if text.len() > SQL_BYTES_MAX {
        return context.refuse(too_long("pasted at once", text.len()), pasted);
    }
    if let Paste::Script { .. } = paste {
        learner::count_heavy_action(cx, &context.learner_key)?;
    }
    let Some(_turn) = cx.site.labs.sandboxes.uploads.turn().await else {
        return context.refuse(Refused::Busy.to_string(), pasted);
    };
    match paste {
        Paste::Csv { .. } => import::look(context, text, table, pasted).await,
        Paste::Script { checks_foreign_keys, .. } => {
            import::run_script(context, import::Source::Pasted(text), checks_foreign_keys, false).await
        }
    }
}

/// Replaces the database by one of the databases to begin with. It can be undone, as every run.
///
/// # Errors
/// As `run`.
pub async fn fill(cx: &RequestContext, typed: Typed, set: &DataSet) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    match cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, set).await {
        Err(refused) => context.refuse(refused.to_string(), None),
        Ok(prepared) => {
            let cause = format!("-- Begin again: {}", set.title());
            let kept = context.keep(prepared.image.clone(), prepared.schema.clone(), cause).await?;
            if let Err(said) = kept {
                return context.refuse(said, None);
            }
            let said =
                format!("The database is new: {}. What was there before is one step back.", set.title());
            context.remember(Done::Said(said), String::new(), None);
            Ok(())
        }
    }
}

/// Replaces the database by what `sql` makes, which is a text of the site's own. `cause` is what the history says of it.
///
/// # Errors
/// As `run`.
pub async fn begin_with(cx: &RequestContext, typed: Typed, cause: &str, sql: &str) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let job = RunScript { image: Vec::new(), sql: sql.to_owned() };
    match run_job(cx, learner::claim(cx, &context.learner_key, ClaimKind::Run), &job).await {
        Ok(ran) => {
            let image = ran.image.unwrap_or_default();
            if let Err(said) = context.keep(image, ran.schema, cause.to_owned()).await? {
                return context.refuse(said, None);
            }
            let said = "The database is new. What was there before is one step back.";
            context.remember(Done::Said(said.to_owned()), String::new(), None);
            Ok(())
        }
        Err(refused) => context.refuse(refused.to_string(), None),
    }
}

/// Undoes the change that led to state `number`, if that is the last one.
///
/// # Errors
/// As `run`.
pub async fn undo(cx: &RequestContext, typed: Typed, number: i64) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let gone = states::delete_last_state(&cx.db, &context.learner_key, number).await?;
    if !gone {
        let said = "There was nothing to step back from: the database is as it was.";
        return context.refuse(said.to_owned(), None);
    }
    cx.site.labs.sandboxes.forget_schema(context.learner);
    context.remember(
        Done::Said("One step back: the database is as it was before.".to_owned()),
        String::new(),
        None,
    );
    Ok(())
}

/// Runs a script, stores the database if it was changed, and remembers the answer.
async fn attempt(context: SandboxContext<'_>, sql: String, from: usize) -> Result<(), Error> {
    let image_bytes_max = super::bytes_max(context.cx);
    let ran =
        context.work(async |image| Ok(RunOwnScript { image, sql: sql.clone(), image_bytes_max })).await?;
    let mut ran = match ran {
        Ok(ran) => ran,
        Err(refused) => return context.refuse(refused.to_string(), None),
    };
    match ran.image.take() {
        Some(image) => {
            if let Err(said) = context.keep(image, ran.schema.clone(), sql.clone()).await? {
                return context.refuse(said, None);
            }
        }
        None => {
            let sandboxes = &context.cx.site.labs.sandboxes;
            sandboxes.put_schema(context.learner, context.number, ran.schema.clone());
        }
    }
    context.remember(Done::Ran { ran: Arc::new(ran), from }, sql, None);
    Ok(())
}

/// # Errors
/// `TooLarge` for a text that the page could not show again.
fn check_shown(text: &str) -> Result<(), Error> {
    match text.len() > SHOWN_BYTES_MAX {
        true => Err(Error::TooLarge(too_long("sent at once", text.len()))),
        false => Ok(()),
    }
}

fn too_long(what: &str, bytes: usize) -> String {
    let [has, may, guest, member] = [bytes, SQL_BYTES_MAX, IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX].map(size);
    format!(
        "That is more than can be {what}: it has {has}, and {may} are taken. As a file it may have {guest}, and {member} if you \
         are signed in. Your text is still here."
    )
}
