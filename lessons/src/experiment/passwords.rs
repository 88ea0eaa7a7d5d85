//! The same ten passwords stored in four ways, and a real attack on each (`labs::passwords`).

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::{
    format::{duration, grouped},
    learner::{begin_learner, count_heavy_action},
};
use labs::{
    Experiment,
    passwords::{AttackResult, PEOPLE, PasswordRow, Scheme, TIME_MAX, common_passwords},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, context::RequestContext};

/// The plot in its own units: the time axis begins at `LEFT`, a decade is `DECADE` wide, and a row `ROW` high.
const LEFT: f64 = 150.0;
const DECADE: f64 = 78.0;
const ROW: f64 = 34.0;
/// The axis begins at 10 µs and ends at 10 s.
const FIRST_DECADE: f64 = 1.0;
const DECADES: f64 = 6.0;

#[derive(Default, Serialize, Deserialize)]
struct PasswordsState {
    /// What the last attack came to, for each of the four tables.
    attacked: Vec<AttackResult>,
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
    if fields.action() != "attack" {
        return change_state(cx, &learner_key, Experiment::Passwords, fields, |_| ()).await;
    }
    count_heavy_action(cx, &learner_key)?;
    let raid = cx.site.labs.attacks.run(&cx.visit.network).await;
    change_state(cx, &learner_key, Experiment::Passwords, fields, move |stored| match raid {
        Ok(raid) => {
            let fallen = |way| raid.results.iter().find(|a| a.scheme == way).map_or(0, |a| a.cracked.len());
            stored.note_outcome(match (fallen(Scheme::Fast), fallen(Scheme::Slow)) {
                (_, 0) => "none",
                (fast, slow) if slow < fast => "fewer",
                _ => "same",
            });
            stored.set_details(&PasswordsState { attacked: raid.results.clone() });
        }
        Err(why) => stored.refusal = Some(why.to_string()),
    })
    .await
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: PasswordsState = stored.details();
    let mut sections = Vec::new();
    if state.attacked.is_empty() {
        let ways: Vec<_> = Scheme::ALL
            .into_iter()
            .map(|way| view! { <li><b>{way.name()}</b>": "{way.algorithm()}"."</li> })
            .collect();
        sections.push(
            view! { <p>"Ten people, four tables. In each, the column "<code>"password"</code>" is made another way:"</p><ul class="told">{ways}</ul> }
                .into_any(),
        );
    } else {
        sections.push(
            view! { <div aria-live="polite">{plot(&state.attacked)}{twin(&state.attacked)}</div> }.into_any(),
        );
        sections.push(tables(&state.attacked));
    }
    FigureBody {
        provenance: Provenance::Real("a real attack; ten made-up people"),
        sections,
        controls: None,
        result: None,
        buttons: view! { <button class="button first" name="action" value="attack">"Attack all four tables"</button> }.into_any(),
        form_action: None,
    }
}

/// Where a time in microseconds stands on the logarithmic axis.
fn x(us: u64) -> f64 {
    let decades = (us.max(1) as f64).log10() - FIRST_DECADE;
    LEFT + decades.clamp(0.0, DECADES) * DECADE
}

/// A row for each table: a bar for how long the attack ran, and a mark where a password was found.
fn plot(attacked: &[AttackResult]) -> AnyView {
    let height = ROW * attacked.len() as f64;
    let (width, whole) = (LEFT + DECADES * DECADE + 20.0, height + 28.0);
    // A line for every second decade.
    let marks: Vec<_> = [("10 µs", 10), ("1 ms", 1_000), ("100 ms", 100_000), ("10 s", 10_000_000)]
        .into_iter()
        .map(|(label, us)| {
            view! { <line class="grid" x1=x(us) x2=x(us) y1="0" y2=height/><text class="tick" x=x(us) y=height + 20.0 text-anchor="middle">{label}</text> }
        })
        .collect();
    let rows: Vec<_> = attacked
        .iter()
        .enumerate()
        .map(|(n, attacked)| {
            let middle = ROW * (n as f64 + 0.5);
            let dots: Vec<_> = attacked
                .cracked
                .iter()
                .map(|fallen| view! { <circle cx=x(fallen.at_us) cy=middle r="5"/> })
                .collect();
            view! {
                <text x="0" y=middle + 5.0>{attacked.scheme.name()}</text>
                <rect x=LEFT y=middle - 5.0 width=x(attacked.took_us) - LEFT height="10"/>
                {dots}
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The four attacks over time">
            <svg class="raid" viewBox=format!("0 -4 {width} {whole}") role="img" aria-label="A bar for each table: how long the attack ran. A ring wherever a password was found. The table below says the same.">{marks}{rows}</svg>
        </div>
        <p class="small quiet-text">"A bar is as long as the attack ran, and each ring is a password found. From one line to the next is a hundred times as long."</p>
    }
    .into_any()
}

/// The same in numbers.
fn twin(attacked: &[AttackResult]) -> AnyView {
    let people = PEOPLE.len();
    let rows: Vec<_> = attacked
        .iter()
        .map(|attacked| {
            // Plain text needs no tries.
            let (per_second, tries) = match attacked.tries_per_second() {
                Some(rate) => (grouped(two_digits(rate) as u64), grouped(attacked.tries)),
                None => ("–".to_owned(), "none needed".to_owned()),
            };
            // How long the whole list would have taken, from the rate so far.
            let whole = match attacked.tries_per_second() {
                None => "nothing to do: it is readable".to_owned(),
                Some(_) if attacked.words == common_passwords().count() => "went through all of it".to_owned(),
                Some(rate) => format!("about {}", long((common_passwords().count() * people) as f64 / rate)),
            };
            view! {
                <tr>
                    <th scope="row">{attacked.scheme.name()}</th>
                    <td class="n">{format!("{} of {people}", attacked.cracked.len())}</td>
                    <td class="n">{tries}</td><td class="n">{per_second}</td><td class="n">{duration(attacked.took_us)}</td><td>{whole}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The four attacks in numbers">
            <table class="rows tries">
                <caption>{format!("One thread of this server, {} words, at most {} seconds for a table", grouped(common_passwords().count() as u64), TIME_MAX.as_secs())}</caption>
                <thead><tr>
                    <th scope="col">"kept"</th><th scope="col" class="n">"found"</th><th scope="col" class="n">"tries"</th>
                    <th scope="col" class="n">"a second"</th><th scope="col" class="n">"took"</th><th scope="col">"the whole list, for all ten"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The four tables as they were stolen, with the passwords that were found.
fn tables(attacked: &[AttackResult]) -> AnyView {
    let parts: Vec<_> = attacked
        .iter()
        .map(|attacked| {
            let rows: Vec<_> = attacked.rows.iter().map(|row| stored(row, attacked)).collect();
            view! {
                <details class="code">
                    <summary><b>{attacked.scheme.name()}</b>" "<span class="small quiet-text">{attacked.scheme.algorithm()}</span></summary>
                    <div class="scroll" tabindex="0" role="region" aria-label=format!("The table: {}", attacked.scheme.name())>
                        <table class="rows">
                            <caption class="sr">{format!("The table as it was stolen: {}", attacked.scheme.name())}</caption>
                            <thead><tr><th scope="col">"name"</th><th scope="col">"password"</th><th scope="col">"found"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                </details>
            }
        })
        .collect();
    view! { <div class="codes">{parts}</div> }.into_any()
}

/// One row of a stolen table.
fn stored(row: &PasswordRow, attacked: &AttackResult) -> AnyView {
    let fallen = attacked.cracked.iter().find(|fallen| fallen.person == row.person);
    let found = fallen.map_or_else(|| "–".to_owned(), |fallen| fallen.word.clone());
    view! { <tr><td>{row.person.clone()}</td><td><code>{row.text.clone()}</code></td><td><b>{found}</b></td></tr> }.into_any()
}

/// A number rounded to two digits: more would only be noise of the measurement.
fn two_digits(rate: f64) -> f64 {
    let unit = 10_f64.powf((rate.max(1.0).log10().floor() - 1.0).max(0.0));
    (rate / unit).round() * unit
}

/// A number of seconds, roughly.
fn long(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} seconds"),
        90.0..5_400.0 => format!("{:.0} minutes", seconds / 60.0),
        _ => format!("{:.0} hours", seconds / 3_600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_reading() {
        assert_eq!(grouped(two_digits(1_234_567.0) as u64), "1,200,000");
        assert_eq!(grouped(two_digits(38.4) as u64), "38");
        assert_eq!(long(520.0), "9 minutes");
        assert!(x(1) == x(10) && x(100) < x(1_000) && x(u64::MAX) == LEFT + DECADES * DECADE);
    }
}
