//! The parts beside the editor: the tables, the history with the step back, other databases to begin with, and what can be
//! brought in and taken home.

use super::{
    browse::draw_tables_to_browse,
    cell::size,
    room::{Room, beginning_that_fits},
    schema::draw_schema,
    text::beginning,
};
use labs::own_database::DATA_SETS;
use labs::sandbox::{MEMBER_IMAGE_BYTES_MAX, Refused, Schema};
use leptos::prelude::*;
use store::learner::sandbox::{HistoryEntry, STATES_MAX};
use web::components::{Icon, TextArea};

/// The most characters that are shown of the SQL behind a change.
const CAUSE_CHARS: usize = 80;

/// The tables, or why they cannot be shown.
pub fn tables(schema: Result<&Schema, Refused>, room: &mut Room) -> AnyView {
    let drawn = match schema {
        Ok(schema) => {
            let browse = draw_tables_to_browse(schema, room);
            view! { {browse}{draw_schema(schema, room)} }.into_any()
        }
        Err(refused) => {
            view! { <p class="wrong"><Icon name="warn" class="i s"/><span>{refused.to_string()}</span></p> }
                .into_any()
        }
    };
    view! { <section class="side-part" aria-labelledby="tables-h"><h2 id="tables-h">"The tables"</h2>{drawn}</section> }
        .into_any()
}

/// What changed the database, the newest first, with the button that undoes the last change.
pub fn history(causes: &[HistoryEntry]) -> AnyView {
    let rows: Vec<_> = causes
        .iter()
        .enumerate()
        .map(|(n, cause)| {
            // Only the last change can be undone, and only if the state before it is still stored or is the community.
            let may_step = n == 0 && (causes.len() > 1 || cause.number == 1);
            let step = may_step.then(|| {
                view! { <button class="button s" name="state" value=cause.number formaction="/api/undo_sandbox"><Icon name="undo" class="i s"/>"Step back"</button> }
            });
            let first = cause.cause.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let more = cause.cause.trim().contains('\n') && first.chars().count() <= CAUSE_CHARS;
            view! {
                <li>
                    <code>{beginning(first.trim(), CAUSE_CHARS)}{more.then_some(" …")}</code>
                    <span class="small quiet-text">{cause.created_at.full()}", "{size(usize::try_from(cause.bytes).unwrap_or(0))}</span>
                    {step}
                </li>
            }
        })
        .collect();
    let inside = if rows.is_empty() {
        view! { <p class="quiet-text">"Nothing was changed yet. Each run that changes the database is listed here, and can be taken back."</p> }.into_any()
    } else {
        // The oldest go where they are too many, and where they take too much.
        let all = causes.len() as i64 >= STATES_MAX || causes.last().is_some_and(|oldest| oldest.number > 1);
        let oldest = if all { "What was before is forgotten." } else { "Before it was the community." };
        view! { <ol class="history" reversed=true>{rows}</ol><p class="small quiet-text">{oldest}</p> }
            .into_any()
    };
    view! { <section class="side-part" aria-labelledby="history-h"><h2 id="history-h">"What changed it"</h2>{inside}</section> }
        .into_any()
}

/// A button for each database to begin with.
pub fn beginnings() -> AnyView {
    let buttons: Vec<_> = DATA_SETS
        .iter()
        .map(|set| {
            view! { <li><button class="button s" name="set" value=set.name formaction="/api/fill_sandbox">{set.title()}</button></li> }
        })
        .collect();
    view! {
        <details class="side-part">
            <summary><h2>"Begin again with"</h2></summary>
            <ul class="beginnings">{buttons}</ul>
            <p class="small quiet-text">"It replaces all tables. One step back brings them again."</p>
        </details>
    }
    .into_any()
}

/// The form for a file to be chosen, or something to be pasted. It is open where something pasted was refused, with that in
/// it. `bytes_max` is the largest file; `script` is the address of the script that sends it and shows how far it is
/// (`frontend/page/upload.js`).
pub fn import(
    pasted: Option<&(String, String)>,
    is_member: bool,
    bytes_max: usize,
    script: String,
    room: &mut Room,
) -> AnyView {
    let (table, text) = pasted.cloned().unwrap_or_default();
    let (text, is_cut) = beginning_that_fits(&text, room);
    let value = RwSignal::new(text.to_owned());
    let cut = is_cut.then(|| {
        view! { <p class="wrong"><Icon name="warn" class="i s"/><span>"What you pasted is cut here: the page would be too large."</span></p> }
    });
    let members =
        (!is_member).then(|| format!(" Whoever is signed in may bring in {}.", size(MEMBER_IMAGE_BYTES_MAX)));
    let most =
        format!("A database (.db, .sqlite), a script (.sql) or a table (.csv) of up to {}.", size(bytes_max));
    view! {
        <details class="side-part" open=pasted.is_some() data-upload=script data-bytes-max=bytes_max>
            <summary><h2>"Bring something in"</h2></summary>
            <div class="field">
                <label for="upload-file">"A file"</label>
                <input id="upload-file" type="file" name="file" accept=".db,.db3,.sqlite,.sqlite3,.sql,.csv,.tsv,.txt"/>
                <p class="small quiet-text">{most}{members}" A database takes the place of yours; one step back brings yours again."</p>
            </div>
            <div class="field">
                <label for="paste">"Or paste a table as CSV, or a script of SQL"</label>
                <TextArea id="paste" name="paste" value rows=5 class="mono"/>
                {cut}
            </div>
            <div class="field">
                <label for="paste-table">"Name of the table, for CSV"</label>
                <input id="paste-table" class="mono" name="table" value=table maxlength="64"/>
            </div>
            <label class="tick-box"><input type="checkbox" name="begins_empty" value="yes"/>"Begin with an empty database, for a script from a file"</label>
            <label class="tick-box"><input type="checkbox" name="keys_unchecked" value="yes"/>"Do not check foreign keys while a script runs"</label>
            <div class="row">
                <button class="button s" formaction="/sandbox/import" formenctype="multipart/form-data">"Bring the file in"</button>
                <button class="button s" formaction="/api/import_csv">"Make a table of the paste"</button>
                <button class="button s" formaction="/api/import_sql">"Run the paste as SQL"</button>
            </div>
            <p class="upload-progress" role="status" hidden=true><progress max="100"></progress><span></span></p>
            <p class="small quiet-text">"Before a CSV becomes a table you see which types its columns seem to have, and why, and can change them."</p>
        </details>
    }
    .into_any()
}

/// The links to the files.
pub fn take_home() -> AnyView {
    view! {
        <section class="side-part" aria-labelledby="home-h">
            <h2 id="home-h">"Take it home"</h2>
            <ul class="downloads">
                <li><a href="/sandbox/sandbox.db" rel="external" download="sandbox.db">"sandbox.db"</a><span class="small quiet-text">" for any SQLite"</span></li>
                <li><a href="/sandbox/sandbox.sql" rel="external" download="sandbox.sql">"sandbox.sql"</a><span class="small quiet-text">" as text"</span></li>
            </ul>
        </section>
    }
    .into_any()
}
