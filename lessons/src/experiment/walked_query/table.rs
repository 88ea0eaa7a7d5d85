//! The rows of a step as a table: in parts, where they stand in groups, and with a mark at each row that goes.

use crate::{
    format::count,
    sandbox::view::{visible, write_cell},
};
use labs::select_steps::{Fate, StepRow};
use leptos::prelude::*;

/// A part of the table: rows that belong together, under a heading of their own.
pub struct Section<'a> {
    /// None where the table has one part only.
    pub heading: Option<String>,
    pub rows: Vec<&'a StepRow>,
}

/// What is written beside a row that goes, and in the heading of a group that goes.
pub fn mark_of(fate: Fate) -> Option<&'static str> {
    match fate {
        Fate::Stays => None,
        Fate::False => Some("false: goes"),
        Fate::Unknown => Some("NULL: goes"),
        Fate::Cut => Some("cut off"),
    }
}

/// Draws the rows. `label` names the table for screen readers; where `is_marked`, a first column says which rows go.
pub fn draw_table(label: &str, columns: &[String], sections: &[Section<'_>], is_marked: bool) -> AnyView {
    let all: usize = sections.iter().map(|section| section.rows.len()).sum();
    let gone =
        sections.iter().flat_map(|section| &section.rows).filter(|row| row.fate != Fate::Stays).count();
    let caption = match gone {
        0 => count(all as u64, "row", "rows"),
        gone => format!(
            "{}, of which {gone} {}",
            count(all as u64, "row", "rows"),
            if gone == 1 { "goes" } else { "go" }
        ),
    };
    let head: Vec<_> = columns.iter().map(|name| view! { <th scope="col">{visible(name)}</th> }).collect();
    let width = columns.len() + usize::from(is_marked);
    let bodies: Vec<_> = sections
        .iter()
        .map(|section| {
            let heading = section.heading.clone().map(|heading| {
                view! { <tr class="heap"><th scope="rowgroup" colspan=width>{heading}</th></tr> }
            });
            let rows: Vec<_> = section.rows.iter().map(|row| draw_row(row, is_marked)).collect();
            view! { <tbody>{heading}{rows}</tbody> }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label.to_owned()>
            <table class="rows walked">
                <caption>{caption}</caption>
                <thead><tr>{is_marked.then(|| view! { <th scope="col"><span class="sr">"What becomes of it"</span></th> })}{head}</tr></thead>
                {bodies}
            </table>
        </div>
    }
    .into_any()
}

fn draw_row(row: &StepRow, is_marked: bool) -> AnyView {
    let mut html = String::new();
    if is_marked {
        let mark = mark_of(row.fate).unwrap_or("stays");
        html.push_str("<td class=\"m\">");
        html.push_str(mark);
        html.push_str("</td>");
    }
    row.cells.iter().for_each(|cell| write_cell(&mut html, cell));
    let class = (row.fate != Fate::Stays).then_some("gone");
    view! { <tr class=class inner_html=html></tr> }.into_any()
}
