//! The cookie on the bench byte by byte, and the bits of one byte.

use super::TamperExperimentState;
use labs::tamper::{ReadableBy, parts};
use leptos::prelude::*;
use web::components::Icon;

/// The most bytes with a button each. The rest of a long cookie is shown as text.
const BUTTONS_MAX: usize = 96;

/// Draws the bytes as buttons, and below them the bits of the chosen one.
pub fn bytes(state: &TamperExperimentState) -> AnyView {
    let was = state.was.as_bytes();
    let buttons: Vec<_> = state
        .value
        .bytes()
        .take(BUTTONS_MAX)
        .enumerate()
        .map(|(at, byte)| {
            let changed = was.get(at) != Some(&byte);
            let (c, class) = (shown(byte), if changed { "changed" } else { "" });
            let pressed = if state.byte == Some(at) { "true" } else { "false" };
            let label = format!("Byte {}, ", at + 1);
            view! { <button class=class name="action" value=format!("byte-{at}") aria-pressed=pressed formnovalidate=true><span class="sr">{label}</span>{c}<small>{format!("{byte:02x}")}</small>{changed.then(|| view! { <span class="sr">", changed"</span> })}</button> }
        })
        .collect();
    let rest: String = state.value.chars().skip(BUTTONS_MAX).collect();
    let tail = (!rest.is_empty()).then(|| view! { <span class="tail">{rest}</span> });
    // The sentence below the bytes counts bits, because one bit is enough to break a signature.
    let differ = bits_changed(state);
    let said = match differ {
        0 => format!("{} bytes, as the server made them. Choose one to see its bits.", state.value.len()),
        1 => "One bit is changed.".to_owned(),
        n => format!("{n} bits are different from what the server made."),
    };
    let back = state.is_changed().then(|| {
        view! { <button class="press" name="action" value="back" formnovalidate=true><Icon name="undo" class="i s"/>"Turn it back"</button> }
    });
    view! {
        <div class="bytes" role="group" aria-label="The cookie, byte by byte"><span class="octets">{buttons}</span>{tail}</div>
        {bits(state)}
        <p class="small quiet-text">{said}" "{back}</p>
        {read(state)}
    }
    .into_any()
}

fn shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { char::from(byte).to_string() } else { "·".to_owned() }
}

/// How many bits differ from the cookie as it was issued; a byte more or less counts as eight.
fn bits_changed(state: &TamperExperimentState) -> u32 {
    let (is, was) = (state.value.as_bytes(), state.was.as_bytes());
    let common: u32 = is.iter().zip(was).map(|(a, b)| (a ^ b).count_ones()).sum();
    common + 8 * u32::try_from(is.len().abs_diff(was.len())).unwrap_or(0)
}

fn bits(state: &TamperExperimentState) -> Option<AnyView> {
    let at = state.byte?;
    let byte = *state.value.as_bytes().get(at)?;
    let was = state.was.as_bytes().get(at).copied();
    let buttons: Vec<_> = (0..8)
        .rev()
        .map(|bit| {
            let on = byte >> bit & 1;
            let changed = was.is_some_and(|was| was >> bit & 1 != on);
            let label = format!("Bit {}, now {on}{}", bit + 1, if changed { ", changed" } else { "" });
            view! { <li><button name="action" value=format!("bit-{bit}") aria-pressed=if changed { "true" } else { "false" } aria-label=label formnovalidate=true>{on}</button></li> }
        })
        .collect();
    let reads = was.filter(|was| *was != byte).map(|was| {
        view! { <span class="reads"><span>{shown(was)}</span><Icon name="right" class="i s"/><b>{shown(byte)}</b></span> }
    });
    Some(view! { <div class="bits"><ol aria-label=format!("The eight bits of byte {}", at + 1)>{buttons}</ol>{reads}</div> }.into_any())
}

/// The parts of the cookie and who can read them, once the learner took one of this kind apart.
fn read(state: &TamperExperimentState) -> Option<AnyView> {
    use labs::tamper::Attempt;
    let tried = state.bench.grid().into_iter().find(|(attempt, _)| *attempt == Attempt::Read)?;
    tried.1.into_iter().find(|(kind, cell)| *kind == state.kind && cell.is_some())?;
    let rows: Vec<_> = parts(state.kind, &state.value)
        .into_iter()
        .map(|part| {
            let who = match part.readable_by {
                ReadableBy::Anyone => "anyone reads it. ",
                ReadableBy::ServerOnly => "only the key reads it. ",
                ReadableBy::Nobody => "nothing in it to read. ",
            };
            view! { <div><dt>{part.text}</dt><dd><b>{who}</b>{part.says}</dd></div> }
        })
        .collect();
    Some(view! { <dl class="cookie">{rows}</dl> }.into_any())
}
