//! A program that writes a like in two statements and is killed between them, without a transaction and with one.
//!
//! The kill is a real SIGKILL to a real process (`labs::likes`), at a moment drawn by chance. So some kills miss the gap
//! between the statements, and the figure tells every attempt and not only those that make the point.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::{
    format::{coded, duration},
    learner::{begin_learner, count_heavy_action},
    page::prose,
};
use labs::{
    Experiment,
    likes::{Attempt, KillTest, LikeRow, LikesError, PAUSE, Tables, WRITER_SOURCE},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, components::Icon, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct KillNineState {
    /// The last run without a transaction.
    without: Option<KillTest>,
    /// The last run with one.
    with: Option<KillTest>,
    /// Whether the last run was the one with a transaction. It stands first.
    last: bool,
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let in_transaction = match fields.action() {
        "without" => false,
        "with" => true,
        _ => return change_state(cx, &learner_key, Experiment::KillNine, fields, |_| ()).await,
    };
    // Each run starts and kills several processes.
    count_heavy_action(cx, &learner_key)?;
    let killed = cx.site.labs.likes.run_kill_test(&cx.visit.network, in_transaction).await;
    change_state(cx, &learner_key, Experiment::KillNine, fields, move |stored| match killed {
        Ok(killed) => {
            let mut state: KillNineState = stored.details();
            // The guess is about a kill between the two statements, without a transaction.
            let between = killed.attempts.iter().find(|attempt| attempt.was_between_statements());
            if let (false, Some(attempt)) = (in_transaction, between) {
                stored.note_outcome(if attempt.agrees() { "agree" } else { "differ" });
            }
            state.last = in_transaction;
            *(if in_transaction { &mut state.with } else { &mut state.without }) = Some(killed);
            stored.set_details(&state);
        }
        Err(why) => {
            // A database that cannot be opened after the kill is an outcome, too; a process that could not be started is not.
            tracing::warn!(error = ?why, "a program was not killed as it should: {why}");
            if let (false, LikesError::Sql(_)) = (in_transaction, &why) {
                stored.note_outcome("unreadable");
            }
            stored.refusal = Some(why.to_string());
        }
    })
    .await
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: KillNineState = stored.details();
    let program = view! {
        <h3><Icon name="server"/>"What the program does"</h3>
        <div class="essence">{prose(&format!("```rust\n{}```", *WRITER_SOURCE))}</div>
        <p class="small quiet-text">"Simulated slowness: "<code>"pause"</code>{format!(" waits {} thousandths of a second, and has", PAUSE.as_millis())}" SQLite write out what it holds in memory, as it does by itself when a transaction is large. Both with a transaction and without. The signal is a real SIGKILL, at a moment drawn by chance."</p>
    };
    let mut sections = vec![program.into_any()];
    let mut runs = [state.without.as_ref(), state.with.as_ref()];
    if state.last {
        runs.reverse();
    }
    sections.extend(runs.into_iter().flatten().map(killed));
    FigureBody {
        provenance: Provenance::Real("a real kill, a simulated pause"),
        sections,
        controls: None,
        result: None,
        buttons: view! {
            <button class="button first" name="action" value="without">"Kill it, without a transaction"</button>
            <button class="button" name="action" value="with">"Kill it, in a transaction"</button>
        }
        .into_any(),
        form_action: None,
    }
}

/// One run: its verdict, all its attempts, and the tables after the attempt that shows most.
fn killed(killed: &KillTest) -> AnyView {
    let tries = &killed.attempts;
    // The attempt that shows most is one after which the tables do not agree; else one that was killed between the
    // statements, where SQLite repaired the file.
    let telling = tries.iter().find(|attempt| !attempt.agrees());
    let telling =
        telling.or_else(|| tries.iter().find(|attempt| attempt.was_between_statements())).or(tries.last());
    let between = tries.iter().filter(|attempt| attempt.was_between_statements()).count();
    let torn = tries.iter().filter(|attempt| !attempt.agrees()).count();
    let (class, icon) = if torn > 0 { ("outcome refused", "warn") } else { ("outcome open", "check") };
    let title = if killed.in_transaction { "In a transaction" } else { "Without a transaction" };
    let rows: Vec<_> = tries.iter().enumerate().map(|(n, attempt)| row(n + 1, attempt)).collect();
    view! {
        <div aria-live="polite">
            <h3>{title}</h3>
            <p class=class><Icon name=icon class="i s"/><span>{coded(&verdict(tries.len(), between, torn, telling))}</span></p>
            <div class="scroll" tabindex="0" role="region" aria-label=format!("{title}: the tries")>
                <table class="rows tries">
                    <caption class="sr">{format!("{title}: every program that was killed")}</caption>
                    <thead><tr>
                        <th scope="col" class="n">"try"</th><th scope="col" class="n">"process"</th><th scope="col">"ended"</th>
                        <th scope="col">"left in the file"</th><th scope="col" class="n">"journal"</th><th scope="col">"what SQLite said then"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {telling.map(|attempt| tables(&attempt.recovered))}
            {telling.map(|attempt| view! { <p class="small mended">{coded(journal(attempt, killed.in_transaction))}</p> })}
        </div>
    }
    .into_any()
}

/// What a run came to, in a sentence or two.
fn verdict(tries: usize, between: usize, torn: usize, telling: Option<&Attempt>) -> String {
    let tried = super::counter::times(tries.try_into().unwrap_or(u32::MAX));
    let fell = format!("Killed {tried}, of these {between} between the two statements.");
    match (torn, telling) {
        (1.., Some(attempt)) => format!(
            "{fell} The post says {} and there are {} rows of likes. Nothing will ever mend that.",
            attempt.recovered.post.likes, attempt.recovered.likes
        ),
        _ if between == 0 => format!("{fell} It was lucky each time. Kill it again."),
        _ => format!("{fell} Post and likes agree each time."),
    }
}

/// One attempt, as a row of the table.
fn row(n: usize, attempt: &Attempt) -> AnyView {
    let signal = match attempt.signal {
        Some(9) => "SIGKILL".to_owned(),
        Some(other) => format!("signal {other}"),
        None => "by itself".to_owned(),
    };
    let counts = |tables: &Tables| format!("post {}, likes {}", tables.post.likes, tables.likes);
    let lay = attempt.unrecovered.as_ref().map_or_else(|| "not readable as it lay".to_owned(), counts);
    let journal = attempt.journal_bytes.map_or_else(|| "none".to_owned(), |bytes| format!("{bytes} bytes"));
    let class = (!attempt.agrees()).then_some("torn");
    view! {
        <tr>
            <td class="n">{n}</td><td class="n">{attempt.pid}</td><td>{signal}{format!(" after {}", duration(attempt.after_us))}</td>
            <td>{lay}</td><td class="n">{journal}</td><td><span class=class>{counts(&attempt.recovered)}{class.map(|_| ": torn")}</span></td>
        </tr>
    }
    .into_any()
}

/// Both tables as SQLite reads them after the kill.
fn tables(tables: &Tables) -> AnyView {
    let Tables { post, likes, newest } = tables;
    let said = match *likes == newest.len() as i64 {
        true => format!(", {likes} rows"),
        false => format!(", {likes} rows, the last {} of them", newest.len()),
    };
    let like = |like: &LikeRow| view! { <tr><td class="n">{like.id}</td><td class="n">{like.post_id}</td><td class="n">{like.person}</td></tr> };
    let rows: Vec<_> = newest.iter().map(like).collect();
    view! {
        <div class="lab-stage two-up">
            <section>
                <table class="rows whole">
                    <caption><code>"posts"</code></caption>
                    <thead><tr><th scope="col" class="n">"id"</th><th scope="col">"title"</th><th scope="col" class="n">"likes"</th></tr></thead>
                    <tbody><tr><td class="n">{post.id}</td><td>{post.title.clone()}</td><td class="n"><span class="is">{post.likes}</span></td></tr></tbody>
                </table>
            </section>
            <section>
                <table class="rows whole">
                    <caption><code>"likes"</code>{said}</caption>
                    <thead><tr><th scope="col" class="n">"id"</th><th scope="col" class="n">"post_id"</th><th scope="col" class="n">"person"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        </div>
    }
    .into_any()
}

/// What SQLite did with the rollback journal that it found beside the file (sqlite.org/atomiccommit.html).
fn journal(attempt: &Attempt, in_transaction: bool) -> &'static str {
    match (
        attempt.journal_bytes,
        attempt.was_between_statements(),
        attempt.agrees(),
        attempt.journal_remained,
    ) {
        (Some(_), true, true, false) => {
            "The first statement was in the file already. But beside it lay a journal with the pages as they had been. SQLite found it when the file was opened, put the old pages back, and removed the journal: the half-done like had never been."
        }
        (Some(_), _, _, false) => {
            "A journal lay beside the file, of a statement that was not through. SQLite put the old pages back and removed it."
        }
        (Some(_), _, _, true) => {
            "A journal lay beside the file, begun and not complete. So the file itself had not been touched, and there was nothing to put back."
        }
        (None, true, false, _) => {
            "No journal lay beside the file: each statement was a transaction of its own, and the first was through. SQLite can’t know that a second one should have followed."
        }
        _ if in_transaction => "No journal lay beside the file: no transaction was under way at that moment.",
        _ => "No journal lay beside the file: no statement was under way at that moment.",
    }
}
