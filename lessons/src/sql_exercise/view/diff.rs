//! Two results beside each other, and the smallest database on which they differ.

use crate::sandbox::view::{write_cell, write_text, write_value};
use labs::{
    grade::{Counterexample, DiffMark, DiffRow, Difference, ShownTable},
    sandbox::Cell,
    sql_exercise::SqlExercise,
};
use leptos::prelude::*;
use web::components::{Icon, IdempotencyKeyField};

/// Draws missing, extra and changed rows, with marks that do not rely on colour.
pub fn difference(of: &Difference) -> AnyView {
    let place = if of.on_sample { "on the tables you can see" } else { "on a database you have not seen" };
    let what = match &of.table {
        Some(table) => format!("in {table}, {place}"),
        None => place.to_owned(),
    };
    // Where the number of columns differs, rows cannot be compared.
    if of.rows.is_empty() {
        let (given, asked) = (of.columns_given, of.columns.len());
        return view! {
            <section class="result" aria-labelledby="d-h">
                <div class="res-head"><h2 id="d-h">"Where it differs"</h2></div>
                <p>{format!("It gives {given} {}, and {asked} asked for: ", if given == 1 { "column" } else { "columns" })}<code>{of.columns.join(", ")}</code></p>
            </section>
        }
        .into_any();
    }
    let head: Vec<_> = of.columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect();
    let mut body = String::new();
    of.rows.iter().for_each(|row| write_row(&mut body, row));
    let count = |mark: DiffMark| of.rows.iter().filter(|row| row.mark == mark).count();
    // The key names only the marks that are in the table.
    let key = |mark: DiffMark, icon: &'static str, word: &str, says: &'static str| {
        let n = count(mark);
        let class = format!("mark {word}");
        let word = word.to_owned();
        (n > 0).then(move || view! { <div><dt class=class><Icon name=icon class="i"/>{n}" "{word}</dt><dd>{says}</dd></div> })
    };
    let order = of
        .only_order
        .then(|| view! { <p>"The rows are the right ones; they come in another order than asked."</p> });
    view! {
        <section class="result" aria-labelledby="d-h">
            <div class="res-head"><h2 id="d-h">"Where it differs"</h2><span class="small quiet-text">{what}</span></div>
            {order}
            <div class="diff-and-key">
                <div class="scroll" tabindex="0" role="region" aria-label="Your rows beside the rows asked for">
                    <table class="rows diff">
                        <thead><tr><th scope="col" class="m"><span class="sr">"Mark"</span></th>{head}</tr></thead>
                        <tbody inner_html=body></tbody>
                    </table>
                </div>
                <dl>
                    {key(DiffMark::Changed, "changed", "changed", "struck is yours, bold is asked for")}
                    {key(DiffMark::Extra, "extra", "extra", "yours gives it, nobody asked")}
                    {key(DiffMark::Missing, "missing", "missing", "asked for, and not in yours")}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn write_row(html: &mut String, row: &DiffRow) {
    let (class, word) = match row.mark {
        DiffMark::Same => ("", "same"),
        DiffMark::Changed => ("chg", "changed"),
        DiffMark::Extra => ("extra", "extra"),
        DiffMark::Missing => ("missing", "missing"),
    };
    let icon = match row.mark {
        DiffMark::Same => String::new(),
        _ => view! { <Icon name=word class="i"/> }.to_html(),
    };
    html.push_str(&format!(
        "<tr class=\"{class}\"><td class=\"m\"><span class=\"mark {word}\">{icon}{word}</span></td>"
    ));
    match (&row.given, &row.expected) {
        (Some(yours), Some(asked)) => {
            yours.iter().zip(asked).for_each(|(yours, asked)| write_both(html, yours, asked))
        }
        (Some(cells), None) | (None, Some(cells)) => cells.iter().for_each(|cell| write_cell(html, cell)),
        (None, None) => {}
    }
    html.push_str("</tr>");
}

fn write_both(html: &mut String, yours: &Cell, asked: &Cell) {
    if yours == asked {
        return write_cell(html, yours);
    }
    html.push_str("<td class=\"changed\"><del>");
    write_value(html, yours);
    html.push_str("</del> <ins>");
    write_value(html, asked);
    html.push_str("</ins></td>");
}

/// Draws the smallest database on which the answers differ, and what each of them gives on it.
pub fn smallest(exercise: &SqlExercise, of: &Counterexample) -> AnyView {
    let tables: Vec<_> = of.tables.iter().map(|table| shown(table, &table.name, "")).collect();
    let after =
        if of.given.name.is_empty() { "answers".to_owned() } else { format!("leaves in {}", of.given.name) };
    let asks = if of.given.name.is_empty() {
        "asks for".to_owned()
    } else {
        format!("asks for in {}", of.given.name)
    };
    view! {
        <section class="figure" aria-labelledby="ce-h">
            <div class="wall-label"><h2 class="title" id="ce-h">"The smallest database where it shows"</h2><span class="prov real">"real rows"</span></div>
            <div class="in"><div class="tiny">{tables}</div></div>
            <div class="in versus">{shown(&of.given, "Yours", &after)}{shown(&of.expected, "The question", &asks)}</div>
            <form class="in bar" method="post" action="/api/open_smallest">
                <IdempotencyKeyField/>
                <button class="button" name="exercise" value=exercise.name.clone()><Icon name="table" class="i s"/>"Open in my sandbox"</button>
            </form>
        </section>
    }
    .into_any()
}

fn shown(table: &ShownTable, name: &str, does: &str) -> AnyView {
    let head: Vec<_> =
        table.columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect();
    let mut body = String::new();
    for row in &table.rows {
        body.push_str("<tr>");
        row.iter().for_each(|cell| write_cell(&mut body, cell));
        body.push_str("</tr>");
    }
    let empty = table.rows.is_empty().then(|| view! { <p class="small quiet-text">"no rows"</p> });
    let mut said = String::new();
    write_text(&mut said, name);
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=format!("{name} {does}")>
            <table class="rows"><caption><b inner_html=said></b>" "{does.to_owned()}</caption><thead><tr>{head}</tr></thead><tbody inner_html=body></tbody></table>
            {empty}
        </div>
    }
    .into_any()
}
