//! The first rows of the tables and what is asked for on them. Where there is room they stand below each other; on a phone
//! one of them at a time, so that the editor is on the first screen.

use crate::{
    format::count,
    sandbox::view::{Room, draw_changes, visible, write_cell},
    sql_exercise::preview::ASKED_MAX,
};
use labs::{
    grade::asks_order,
    last_answers::{Asked, FirstRows, Preview},
    sandbox::Rows,
    sql_exercise::SqlExercise,
};
use leptos::prelude::*;

/// Draws the preview. The choice between the parts is one of radio buttons and a rule of the style sheet: it works without
/// scripts.
pub fn draw_preview(exercise: &SqlExercise, preview: &Preview) -> AnyView {
    let mut parts: Vec<(String, Option<i64>, AnyView)> =
        preview.tables.iter().map(|first| (visible(&first.table), first.all, first_rows(first))).collect();
    parts.extend(asked(exercise, &preview.asked));
    if parts.is_empty() {
        return ().into_any();
    }
    let choices: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(n, (name, all, _))| {
            let name = name.clone();
            let all = all.map(|all| view! { " "<span class="n">{all}</span> });
            view! { <label><input type="radio" name="see" value=n checked=n == 0/><span>{name}{all}</span></label> }
        })
        .collect();
    let panels: Vec<_> =
        parts.into_iter().map(|(.., drawn)| view! { <div class="panel">{drawn}</div> }).collect();
    view! {
        <section class="see" aria-label="The tables, and what is asked for">
            <fieldset class="pick-table"><legend class="sr">"Which rows to show"</legend><div class="segs">{choices}</div></fieldset>
            {panels}
        </section>
    }
    .into_any()
}

fn first_rows(first: &FirstRows) -> AnyView {
    let shown = first.rows.rows.len();
    let all = first.all.and_then(|all| usize::try_from(all).ok()).unwrap_or(shown);
    let about = match (shown, all) {
        (_, 0) => " · no rows".to_owned(),
        (shown, all) if shown < all => format!(" · first {shown} of {all} rows"),
        (_, all) => format!(" · {}", count(all as u64, "row", "rows")),
    };
    let name = visible(&first.table);
    let label = format!("First rows of {name}");
    let caption = view! { <b>{name}</b>{about} }.into_any();
    table(&label, caption, &first.rows, shown)
}

/// The name of the part, how many rows it has, and its table.
fn asked(exercise: &SqlExercise, asked: &Asked) -> Option<(String, Option<i64>, AnyView)> {
    let name = "asked for".to_owned();
    match asked {
        Asked::Tables => None,
        Asked::Changes(changes) => {
            let all = changes.iter().map(|change| change.rows.len() as i64).sum();
            let is_cut = changes.iter().any(|change| change.more);
            let drawn = view! {
                <p class="small quiet-text">"What is to change in these tables:"</p>
                {draw_changes(changes, "a right answer", &mut Room::of_page())}
            };
            Some((name, (!is_cut).then_some(all), drawn.into_any()))
        }
        Asked::Rows(rows) => {
            let all = rows.rows.len();
            let order = if asks_order(&exercise.model) { "in this order" } else { "in any order" };
            let shown = all.min(ASKED_MAX);
            let about = match (shown, all) {
                (_, 0) => " on these tables · no rows".to_owned(),
                (_, 1) => " on these tables · one row".to_owned(),
                (shown, all) if shown < all => format!(" on these tables · {shown} of {all} rows, {order}"),
                (_, all) => format!(" on these tables · {all} rows, {order}"),
            };
            let caption = view! { <b>"Asked for"</b>{about} }.into_any();
            Some((name, i64::try_from(all).ok(), table("Rows asked for", caption, rows, shown)))
        }
    }
}

fn table(label: &str, caption: AnyView, rows: &Rows, shown: usize) -> AnyView {
    let head: Vec<_> =
        rows.columns.iter().map(|column| view! { <th scope="col">{visible(&column.name)}</th> }).collect();
    let mut body = String::new();
    for row in rows.rows.iter().take(shown) {
        body.push_str("<tr>");
        row.iter().for_each(|cell| write_cell(&mut body, cell));
        body.push_str("</tr>");
    }
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label.to_owned()>
            <table class="rows"><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody inner_html=body></tbody></table>
        </div>
    }
    .into_any()
}
