//! The page of the sandbox: the editor with the answer below it, and beside them what the database holds.

use super::{
    answer::answer,
    editor::draw_editor,
    room::{Room, beginning_that_fits},
    side,
};
use crate::learner;
use crate::sandbox::{
    bytes_max,
    context::{DRAFT, Draft},
    job::{NotDone, run_job_made},
};
use labs::own_database::{DATA_SETS, LastResult, NumberedSchema};
use labs::sandbox::{ClaimKind, Refused, RunScript, Schema};
use leptos::prelude::*;
use std::sync::Arc;
use store::learner::{
    LearnerKey,
    sandbox::{HistoryEntry, StoredImage, find_number, find_state, list_history},
};
use web::{
    Error,
    components::{Icon, IdempotencyKeyField},
    context::RequestContext,
    drawn_page::DrawnPage,
    refused_form::RefusedForm,
};

/// The longest text that an address brings into the editor, in characters. Browsers and proxies take addresses of about 8,000
/// octets (RFC 9110, 4.1), and a character may be encoded as several.
const LINK_CHARS_MAX: usize = 4_000;
/// The most bytes that the text of the editor, what was pasted, and the tables take in the page. A text that is sent back,
/// because it is longer than may run, still fits where one of the two is long: it stands in the page twice.
const TYPED_BYTES_MAX: usize = 640 << 10;
const PASTED_BYTES_MAX: usize = 640 << 10;
const SCHEMA_BYTES_MAX: usize = 400 << 10;
const EXAMPLE: &str = "SELECT name, city, joined_on\nFROM users\nORDER BY joined_on;\n";

/// What the page is drawn from.
#[derive(Default)]
struct PageContent {
    /// The text in the editor.
    text: String,
    /// The last answer.
    last: Option<Arc<LastResult>>,
    /// What was pasted and refused: the name of the table, and the text.
    pasted: Option<(String, String)>,
    /// Why a plain form came back, where one did.
    refused: Option<String>,
    /// A sentence on the text in the editor: that it came with the address, or was lost.
    note: Option<&'static str>,
    /// What changed the database, the newest first.
    causes: Vec<HistoryEntry>,
    /// Whether there was an answer that is no longer in memory.
    is_forgotten: bool,
}

/// Draws `/sandbox`. A text that the address brought along (`/sandbox?sql=SELECT+1`) is put into the editor and never run:
/// a link must not change anybody's database.
///
/// # Errors
/// What the store answers.
pub async fn page(cx: &RequestContext, sql: &str) -> Result<DrawnPage, Error> {
    let sql = Some(sql.to_owned()).filter(|sql| !sql.is_empty());
    Ok(DrawnPage {
        title: "Sandbox".to_owned(),
        description: "A real SQLite database of your own, to ask, to fill and to break.".to_owned(),
        html: draw(cx, sql).await?,
    })
}

/// The markup of the page without its frame, for a page that shows the frame already.
///
/// # Errors
/// As `page`.
pub async fn markup(cx: &RequestContext) -> Result<String, Error> {
    draw(cx, None).await
}

async fn draw(cx: &RequestContext, link: Option<String>) -> Result<String, Error> {
    let (mut shown, schema) = match learner::find_learner(cx).await? {
        Some(learner_key) => of_learner(cx, &learner_key).await?,
        None => (PageContent::default(), beginning(cx).await),
    };
    // Somebody who did nothing yet finds an example in the editor.
    if shown.text.is_empty() && shown.last.is_none() {
        EXAMPLE.clone_into(&mut shown.text);
    }
    // A text from the address comes before the stored one, and hides the answer, which is about another text.
    match link {
        Some(sql) if sql.chars().count() > LINK_CHARS_MAX => {
            shown.note =
                Some("The text in this address is longer than four thousand characters, so it was left out.");
        }
        Some(sql) => {
            shown.note = Some("This text came with the address. Nothing has run yet.");
            shown.text = sql;
            (shown.last, shown.is_forgotten) = (None, false);
        }
        None => {}
    }
    // A refused form comes before both: what was typed last must not be lost.
    if let Some(returned) = cx.visit.refused_form.as_ref().filter(|returned| is_ours(returned)) {
        let typed = |name: &str| {
            returned
                .typed
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        shown.text = typed("sql");
        shown.refused = Some(returned.error.to_string());
        shown.pasted = Some((typed("table"), typed("paste"))).filter(|(_, text)| !text.is_empty());
        shown.note = None;
    }
    Ok(view(cx, &shown, schema.as_ref().map(|numbered| &numbered.1).map_err(Clone::clone)))
}

fn is_ours(returned: &RefusedForm) -> bool {
    returned.typed.iter().any(|(key, _)| key == "sql")
}

type Found = Result<Arc<NumberedSchema>, Refused>;

/// What there is to show of a learner's own database.
async fn of_learner(cx: &RequestContext, learner_key: &LearnerKey) -> Result<(PageContent, Found), Error> {
    let Some((learner, number)) = find_number(&cx.db, learner_key).await? else {
        return Ok((PageContent::default(), beginning(cx).await));
    };
    let last = cx.site.labs.sandboxes.last(learner);
    let mut note = None;
    let draft = match &last {
        Some(last) => Some(last.text.clone()),
        None => match draft(cx, learner_key).await? {
            Some(Err(_)) => {
                note = Some("The text that was kept here could not be read, so the editor begins anew.");
                None
            }
            kept => kept.and_then(Result::ok),
        },
    };
    let causes = if number > 0 { list_history(&cx.db, learner_key).await? } else { Vec::new() };
    let schema = match number {
        0 => beginning(cx).await,
        _ => of_state(cx, learner_key, learner, number).await?,
    };
    let shown = PageContent {
        is_forgotten: last.is_none() && draft.is_some(),
        pasted: last.as_ref().and_then(|last| last.pasted.clone()),
        text: draft.unwrap_or_default(),
        last,
        causes,
        note,
        ..PageContent::default()
    };
    Ok((shown, schema))
}

/// The text that was stored last, or that it cannot be read.
async fn draft(
    cx: &RequestContext,
    learner_key: &LearnerKey,
) -> Result<Option<serde_json::Result<String>>, Error> {
    let work = store::learner::find_work(&cx.db, learner_key).await?;
    let state = work.states.into_iter().find(|state| state.name == DRAFT);
    Ok(state.map(|state| serde_json::from_str::<Draft>(&state.state).map(|draft| draft.sql)))
}

/// The tables of the database that everybody begins with.
async fn beginning(cx: &RequestContext) -> Found {
    let prepared = cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await?;
    Ok(Arc::new((0, prepared.schema.clone())))
}

/// The tables of a stored state. A worker reads them where they are not in memory.
async fn of_state(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    learner: i64,
    number: i64,
) -> Result<Found, Error> {
    if let Some(known) = cx.site.labs.sandboxes.schema(learner, number) {
        return Ok(Ok(known));
    }
    let made = async {
        let state = find_state(&cx.db, learner_key).await.map_err(Error::from)?;
        match state.map(|state| state.image) {
            Some(StoredImage::Bytes(image)) => Ok(RunScript { image, sql: String::new() }),
            Some(StoredImage::Unreadable) => Err(NotDone::Sandbox(Refused::Unreadable)),
            // They stepped back to the beginning in this very moment.
            Some(StoredImage::Beginning) | None => Err(NotDone::Sandbox(Refused::Busy)),
        }
    };
    let claim = learner::claim(cx, learner_key, ClaimKind::Run);
    match run_job_made(cx, claim, made).await {
        Ok(ran) => Ok(Ok(cx.site.labs.sandboxes.put_schema(learner, number, ran.schema))),
        Err(NotDone::Sandbox(refused)) => Ok(Err(refused)),
        Err(NotDone::Site(error)) => Err(error),
    }
}

fn view(cx: &RequestContext, shown: &PageContent, schema: Result<&Schema, Refused>) -> String {
    // What was typed comes first, and the answer gets what is left.
    let mut room = Room::of_page();
    let editor = within(&mut room, TYPED_BYTES_MAX, |room| editor(cx, shown, schema.clone().ok(), room));
    let tables = within(&mut room, SCHEMA_BYTES_MAX, |room| side::tables(schema, room));
    let import = within(&mut room, PASTED_BYTES_MAX, |room| {
        let script = (cx.site.assets)().upload.clone();
        side::import(shown.pasted.as_ref(), cx.visit.viewer.is_some(), bytes_max(cx), script, room)
    });
    let answered = shown.last.as_deref().filter(|_| shown.refused.is_none());
    let answered = answered.map(|last| answer(last, &mut room));
    let forgotten = shown.is_forgotten.then(|| {
        view! { <p class="quiet-text">"Answers are kept in memory alone, and this one is gone. Run it again."</p> }
    });
    view! {
        <div class="page sandbox" id="sandbox" data-part="/api/sandbox">
            <header class="sandbox-head">
                <h1>"Sandbox"</h1>
                <p class="stand">"A real SQLite database of your own. Ask it, fill it, break it: every change can be taken back, and nobody else sees it."</p>
            </header>
            <form class="work" method="post" action="/api/run_sql" data-lab="" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="Your database">
                <IdempotencyKeyField/>
                <div class="desk">
                    {editor}
                    <section class="sandbox-answer" id="answer" aria-labelledby="answer-h">
                        <h2 class="sr" id="answer-h">"The answer"</h2>
                        {answered}
                        {forgotten}
                    </section>
                </div>
                <div class="beside-desk">
                    {tables}
                    {side::history(&shown.causes)}
                    {side::beginnings()}
                    {import}
                    {side::take_home()}
                </div>
            </form>
        </div>
    }
    .to_html()
}

/// Draws something in a part of the room.
fn within(room: &mut Room, bytes_max: usize, draw: impl FnOnce(&mut Room) -> AnyView) -> AnyView {
    let mut part = room.part(bytes_max);
    let drawn = draw(&mut part);
    room.put_back(part);
    drawn
}

fn editor(cx: &RequestContext, shown: &PageContent, schema: Option<&Schema>, room: &mut Room) -> AnyView {
    let (text, is_cut) = beginning_that_fits(&shown.text, room);
    let cut = is_cut.then(|| {
        view! { <p class="wrong in"><Icon name="warn" class="i s"/><span>"Your text is cut here: the page would be too large."</span></p> }
    });
    let refused = shown.refused.clone().map(|said| {
        view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said}</span></p> }
    });
    let note = shown.note.map(
        |note| view! { <p class="said" role="status"><Icon name="link" class="i s"/><span>{note}</span></p> },
    );
    view! {
        <section class="editor" aria-label="Editor">
            <div class="ed-bar"><label class="ed-name" for="sandbox-sql">"Your SQL"</label><span class="small quiet-text">"kept when it runs"</span></div>
            {draw_editor(cx, "sandbox-sql", text, schema)}
            {cut}
            <div class="ed-foot">
                <button class="button first"><Icon name="play" class="i s"/>"Run"</button>
                {address_of(&shown.text).map(|href| view! { <a class="press small" href=href><Icon name="link" class="i s"/>"Address of this text"</a> })}
                <span class="only"><label class="small" for="only-number">"or only statement"</label><input id="only-number" name="number" type="number" min="1" max="999" inputmode="numeric" placeholder="1"/><button class="button s" name="only" value="number">"Run one"</button></span>
            </div>
            {note}
            {refused}
        </section>
    }
    .into_any()
}

/// The address that brings this text into the editor of whoever opens it; none for a text that is too long.
pub fn address_of(text: &str) -> Option<String> {
    if text.is_empty() || text.chars().count() > LINK_CHARS_MAX {
        return None;
    }
    // Everything but unreserved characters is percent-encoded (RFC 3986, 2.1 and 2.3).
    let mut address = String::from("/sandbox?sql=");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(address)
}
