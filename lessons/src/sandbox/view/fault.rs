//! A fault in a statement: what it means, its line with a mark under the place, and what to try.

use super::{
    room::Room,
    text::{draw_sql_within, draw_words, visible, write_text},
};
use labs::explain::Explanation;
use leptos::prelude::*;
use std::ops::Range;
use web::components::Icon;

/// The most characters of the line that are shown before the place, so that the place is seen on a telephone, and after it.
const CHARS_BEFORE: usize = 24;
const CHARS_AFTER: usize = 60;

/// Draws the fault of the statement `sql`.
pub fn draw_fault(sql: &str, explained: &Explanation) -> AnyView {
    let at = explained.span.clone().and_then(|at| line(sql, at)).map(|line| {
        let number = (line.number > 1).then(|| {
            view! { <p class="small quiet-text">{format!("Line {} of the statement.", line.number)}</p> }
        });
        view! {
            <pre class="at" tabindex="0" role="region" aria-label="Where it stopped" inner_html=marked(&line)></pre>
            {number}
        }
    });
    let try_this =
        (!explained.suggestion.is_empty()).then(|| view! { <p>{draw_words(&explained.suggestion)}</p> });
    view! {
        <div class="fault" role="alert">
            <p class="wrong"><Icon name="warn" class="i s"/><span>{draw_words(&explained.problem)}</span></p>
            {at}
            {try_this}
        </div>
    }
    .into_any()
}

/// Draws a note on a statement that ran.
pub fn draw_note(note: &Explanation) -> AnyView {
    view! {
        <div class="fault" role="note">
            <p class="said"><Icon name="eye" class="i s"/><span>{draw_words(&note.problem)}</span></p>
            <p>{draw_words(&note.suggestion)}</p>
        </div>
    }
    .into_any()
}

/// The line, and below it a mark under the place. It is written as text: `view!` might add spaces between the parts.
fn marked(line: &Line) -> String {
    let under = " ".repeat(line.before.chars().count()) + &"^".repeat(line.token.chars().count().max(1));
    let mut html = String::new();
    write_text(&mut html, &line.before);
    html.push_str("<mark>");
    write_text(&mut html, &line.token);
    html.push_str("</mark>");
    write_text(&mut html, &line.after);
    html + "\n<span aria-hidden=\"true\">" + &under + "</span>"
}

struct Line {
    /// The number of the line in the statement, from 1.
    number: usize,
    before: String,
    token: String,
    after: String,
}

/// The line of a place. None where the place is not in the text, or begins or ends inside a character.
fn line(sql: &str, at: Range<usize>) -> Option<Line> {
    let (head, rest) = sql.split_at_checked(at.start)?;
    let (token, tail) = rest.split_at_checked(at.end.checked_sub(at.start)?)?;
    let before = head.rsplit('\n').next().unwrap_or_default();
    let cut = before.char_indices().rev().nth(CHARS_BEFORE).map_or(0, |(n, _)| n);
    let start = if cut > 0 { "…" } else { "" };
    let token = token.lines().next().unwrap_or_default();
    let after = tail.lines().next().unwrap_or_default();
    let short = |text: &str| text.chars().take(CHARS_AFTER).collect::<String>();
    Some(Line {
        number: head.matches('\n').count() + 1,
        before: visible(&format!("{start}{}", before[cut..].replace('\t', " "))),
        token: visible(&short(token)),
        after: visible(&short(after)),
    })
}

/// Draws the statement, as far as there is room for it.
pub fn draw_statement(sql: &str, room: &mut Room) -> AnyView {
    view! { <pre class="whole">{draw_sql_within(sql, room)}</pre> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(sql: &str, at: Range<usize>) -> String {
        draw_fault(
            sql,
            &Explanation {
                problem: "No <such> column.".to_owned(),
                span: Some(at),
                suggestion: String::new(),
            },
        )
        .to_html()
    }

    #[test]
    fn the_mark_stands_under_the_place() {
        let html = drawn("SELECT id,\n  nmae\nFROM t", 13..17);
        assert!(html.contains("<mark>nmae</mark>") && html.contains(">  ^^^^</span>"), "{html}");
        assert!(html.contains("Line 2 of") && html.contains("No &lt;such&gt; column."), "{html}");
    }

    #[test]
    fn a_place_outside_the_text_or_inside_a_letter_is_left_out() {
        for at in [99..100, 1..2, 0..9] {
            assert!(!drawn("é", at).contains("<mark>"));
        }
    }
}
