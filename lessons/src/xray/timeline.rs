//! Draws when everything in a story happened, as bars in three lanes: browser, wire and server. Below them brackets
//! show what else the requests waited for, and a legend says what each shape means.
//!
//! All times are microseconds. Positions are percentages of the story's length, so the drawing needs no script to fit.

use super::steps::WAIT_SHOWN_US;
use crate::format::{count, duration};
use leptos::{either::Either, prelude::*};
use xray::{Story, Trace, WaitKind};

/// A bar in a lane.
struct Bar {
    /// 0 is the browser, 1 the wire, 2 the server.
    lane: u32,
    look: Look,
    /// Where it begins, after the beginning of the story.
    from_us: u64,
    /// How long it is.
    us: u64,
}

/// The shapes of bars. They differ in height and filling and not by colour alone, so that everybody can tell them apart
/// (WCAG 2.2, criterion 1.4.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The server at work, or the browser waiting.
    Work,
    /// The request or the answer is on the wire.
    Way,
    /// A statement runs.
    Statement,
    /// `BEGIN` or `COMMIT` runs.
    TransactionStep,
    /// The request waits for a connection, or for its turn to write.
    Wait,
}

/// A bracket below the server's lane: something else that a request waited for.
struct Bracket {
    kind: WaitKind,
    /// Where it begins, after the beginning of the story.
    from_us: u64,
    /// How long it is.
    us: u64,
    /// How far down it is drawn, from 0. Brackets that overlap get different levels.
    level: u32,
}

// Sizes in pixels, and how many levels of brackets there are at most.
const LANE_HEIGHT: u32 = 32;
const TOP: u32 = 20;
const BOTTOM: u32 = TOP + 3 * LANE_HEIGHT;
const LEVEL_HEIGHT: u32 = 16;
const LEVELS_MAX: u32 = 3;

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Work => "bar",
            Self::Way => "bar net",
            Self::Statement => "stmt-bar",
            Self::TransactionStep => "step-bar",
            Self::Wait => "wait-bar",
        }
    }

    /// Its distance from the top of its lane's bars, and its height, in pixels.
    fn span(self) -> (u32, u32) {
        match self {
            Self::TransactionStep => (8, 8),
            Self::Wait => (4, 8),
            Self::Work | Self::Way | Self::Statement => (0, 16),
        }
    }

    fn says(self) -> &'static str {
        match self {
            Self::Work => "at work",
            Self::Way => "on the wire",
            Self::Statement => "a statement, numbered",
            Self::TransactionStep => "BEGIN or COMMIT",
            Self::Wait => "waiting for its turn at the database",
        }
    }
}

/// What a request waited for, in the legend's words.
fn says(kind: WaitKind) -> &'static str {
    match kind {
        WaitKind::PasswordHash => "the password’s hash",
        WaitKind::SignInTurn => "its turn among those who sign in from this network",
        WaitKind::WorkerQueue => "a free place among the workers",
        WaitKind::WorkerRun => "SQL in a worker",
        WaitKind::Render => "the page is rendered",
        WaitKind::Compression => "the answer is packed",
    }
}

/// Everything that the timeline of a story shows.
struct Drawing {
    bars: Vec<Bar>,
    brackets: Vec<Bracket>,
    /// The number of each statement, and the time of its middle.
    numbers: Vec<(usize, u64)>,
    /// The length of the story; at least 1.
    end_us: u64,
}

/// Draws the timeline of a story. `took_us` is how long its last request took by the browser's clock.
pub fn timeline(story: &Story, took_us: Option<u64>) -> AnyView {
    // Sent by the browser, so not trusted: capped at 60 seconds.
    let took_us = took_us.map(|took| took.min(60_000_000));
    let drawing = draw(story, took_us);
    let end = drawing.end_us;
    let levels = drawing.brackets.iter().map(|bracket| bracket.level + 1).max().unwrap_or(0);
    let said = format!(
        "The server worked for {}, {} of it in the database.",
        duration(story.traces().iter().map(|t| t.elapsed_us).sum()),
        duration(story.sql_us())
    );
    view! {
        <div class=format!("timeline levels-{levels}")>
            <div class="lanes" aria-hidden="true"><span>"Browser"</span><span>"Wire"</span><span>"Server"</span></div>
            <svg role="img" aria-labelledby="tl-t tl-d">
                <title id="tl-t">{format!("When it happened, in {}", duration(end))}</title>
                <desc id="tl-d">{said.clone()}</desc>
                <g>{ticks(end, BOTTOM + levels * LEVEL_HEIGHT)}</g>
                {drawing.bars.iter().filter(|bar| bar.us > 0).map(|bar| rect(bar, end)).collect::<Vec<_>>()}
                <g>{numbers(&drawing.numbers, end)}</g>
                <g>{drawing.brackets.iter().map(|bracket| bracketed(bracket, &drawing.brackets, end)).collect::<Vec<_>>()}</g>
            </svg>
        </div>
        {legend(&drawing)}
        {measured(story, said, took_us)}
    }
    .into_any()
}

/// Places everything on the timeline.
fn draw(story: &Story, took_us: Option<u64>) -> Drawing {
    let start = story.first().clock_us;
    let last = story.last();
    let (_, sent_us) = last.sending.so_far();
    let served_us = last.elapsed_us.max(sent_us);
    // What the browser measured beyond the server's own time was spent on the wire. How much of it on the way there and
    // how much on the way back cannot be known without synchronised clocks, so each gets half.
    let way_us = took_us.map_or(0, |took| took.saturating_sub(served_us) / 2);
    let at = |trace_clock: u64| trace_clock.saturating_sub(start) + way_us;

    let (mut bars, mut brackets, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for trace in story.traces() {
        let from = at(trace.clock_us);
        bars.push(Bar { lane: 2, look: Look::Work, from_us: from, us: trace.elapsed_us });
        database_bars(trace, from, &mut bars, &mut numbers);
        for wait in trace.all_waits().into_iter().filter(|wait| wait.elapsed_us > WAIT_SHOWN_US) {
            let (from_us, us) = (from + wait.at_us, wait.elapsed_us);
            brackets.push(Bracket { kind: wait.kind, from_us, us, level: 0 });
        }
        let (_, sent) = trace.sending.so_far();
        let (from_us, us) = (from + trace.elapsed_us, sent.saturating_sub(trace.elapsed_us));
        bars.push(Bar { lane: 1, look: Look::Way, from_us, us });
    }
    // The browser measures only the last request, so only that one has a bar in the browser's lane.
    let mut end_us = at(last.clock_us) + served_us + way_us;
    if way_us > 0 {
        let from_us = at(last.clock_us) - way_us;
        bars.push(Bar { lane: 0, look: Look::Work, from_us, us: end_us - from_us });
        bars.push(Bar { lane: 1, look: Look::Way, from_us, us: way_us });
        bars.push(Bar { lane: 1, look: Look::Way, from_us: end_us - way_us, us: way_us });
    }
    // A wait may end after everything else: the compression goes on while the body is sent.
    end_us = brackets.iter().map(|bracket| bracket.from_us + bracket.us).fold(end_us.max(1), u64::max);
    stack(&mut brackets);
    Drawing { bars, brackets, numbers, end_us }
}

/// Adds the bars of a request's statements and transactions. `from` is when the request began.
fn database_bars(trace: &Trace, from: u64, bars: &mut Vec<Bar>, numbers: &mut Vec<(usize, u64)>) {
    for step in &trace.steps {
        let (from_us, us) = (from + step.at_us, step.wait_us);
        bars.push(Bar { lane: 2, look: Look::Wait, from_us, us });
        bars.push(Bar { lane: 2, look: Look::TransactionStep, from_us: from_us + us, us: step.elapsed_us });
    }
    for statement in &trace.statements {
        let (from_us, us) = (from + statement.at_us, statement.wait_us);
        bars.push(Bar { lane: 2, look: Look::Wait, from_us, us });
        bars.push(Bar { lane: 2, look: Look::Statement, from_us: from_us + us, us: statement.elapsed_us });
        numbers.push((numbers.len() + 1, from_us + us + statement.elapsed_us / 2));
    }
}

/// Gives each bracket the uppermost level that is free at its beginning. Longer brackets come first, so that a wait
/// which contains others, as the rendering of a page does, stands above them. Where no level is free, brackets share
/// the last.
fn stack(brackets: &mut [Bracket]) {
    brackets.sort_by_key(|bracket| (bracket.from_us, std::cmp::Reverse(bracket.us)));
    let mut free_from = [0; LEVELS_MAX as usize];
    for bracket in brackets {
        let level = free_from.iter().position(|free| *free <= bracket.from_us).unwrap_or(free_from.len() - 1);
        free_from[level] = free_from[level].max(bracket.from_us + bracket.us);
        bracket.level = level as u32;
    }
}

/// A time as a position in the drawing.
fn x(us: u64, end: u64) -> String {
    format!("{:.2}%", us as f64 * 100.0 / end as f64)
}

fn rect(bar: &Bar, end: u64) -> AnyView {
    let (down, height) = bar.look.span();
    let y = TOP + 8 + bar.lane * LANE_HEIGHT + down;
    // Even the shortest bar is drawn as a thin line, so that nothing that happened is invisible.
    let width = format!("{:.2}%", (bar.us as f64 * 100.0 / end as f64).max(0.15));
    view! { <rect class=bar.look.class() x=x(bar.from_us, end) y=y width=width height=height/> }.into_any()
}

/// The scale: five vertical lines with their times, and the borders of the lanes.
fn ticks(end: u64, bottom: u32) -> AnyView {
    let ticks: Vec<_> = (0..=4_u64)
        .map(|quarter| {
            let us = end * quarter / 4;
            let anchor = match quarter {
                0 => "start",
                4 => "end",
                _ => "middle",
            };
            let label = if quarter == 0 { "0".to_owned() } else { duration(us) };
            let class = if quarter % 2 == 1 { "opt" } else { "" };
            view! {
                <line class="tick" x1=x(us, end) x2=x(us, end) y1=TOP y2=BOTTOM/>
                <text class=class x=x(us, end) y=bottom + 16 text-anchor=anchor>{label}</text>
            }
        })
        .collect();
    let lanes: Vec<_> = (0..=3)
        .map(|lane| {
            let y = TOP + lane * LANE_HEIGHT;
            view! { <line class="lane" x1="0" x2="100%" y1=y y2=y/> }
        })
        .collect();
    view! { {ticks}{lanes} }.into_any()
}

/// The statements' numbers. Those that would overlap the one before are left out; the list below the drawing has all.
fn numbers(numbers: &[(usize, u64)], end: u64) -> AnyView {
    let mut free_from = 0.0;
    let shown: Vec<_> = numbers
        .iter()
        .filter_map(|(n, us)| {
            let at = *us as f64 * 100.0 / end as f64;
            let fits = at >= free_from;
            if fits {
                free_from = at + 2.5;
            }
            fits.then(
                || view! { <text class="t-glass" x=x(*us, end) y="80" text-anchor="middle">{*n}</text> },
            )
        })
        .collect();
    shown.into_any()
}

fn bracketed(bracket: &Bracket, all: &[Bracket], end: u64) -> AnyView {
    let (from, to) = (x(bracket.from_us, end), x(bracket.from_us + bracket.us, end));
    let y = BOTTOM + 8 + bracket.level * LEVEL_HEIGHT;
    let middle = x(bracket.from_us + bracket.us / 2, end);
    view! {
        <g class="bracket">
            <line x1=from.clone() x2=to.clone() y1=y y2=y/>
            <line x1=from.clone() x2=from y1=y - 4 y2=y/>
            <line x1=to.clone() x2=to y1=y - 4 y2=y/>
            <text x=middle y=y + 4 text-anchor="middle">{letter(bracket.kind, all)}</text>
        </g>
    }
    .into_any()
}

/// The kinds of waits in the drawing, each once, in the order of their first bracket.
fn kinds(brackets: &[Bracket]) -> Vec<WaitKind> {
    let mut kinds = Vec::new();
    for bracket in brackets {
        if !kinds.contains(&bracket.kind) {
            kinds.push(bracket.kind);
        }
    }
    kinds
}

/// The letter under a bracket, by which the legend refers to its kind.
fn letter(kind: WaitKind, brackets: &[Bracket]) -> &'static str {
    const LETTERS: [&str; 5] = ["a", "b", "c", "d", "e"];
    let place = kinds(brackets).iter().position(|other| *other == kind);
    place.and_then(|place| LETTERS.get(place)).copied().unwrap_or_default()
}

/// The legend: the meaning of every shape that the drawing contains, and how long each kind of wait was in all.
fn legend(drawing: &Drawing) -> AnyView {
    let looks = [Look::Work, Look::Way, Look::Statement, Look::TransactionStep, Look::Wait];
    let shapes: Vec<_> = looks
        .into_iter()
        .filter(|look| {
            let shown_from = if *look == Look::Wait { WAIT_SHOWN_US } else { 0 };
            drawing.bars.iter().any(|bar| bar.look == *look && bar.us > shown_from)
        })
        .map(|look| {
            let (down, height) = look.span();
            view! {
                <li>
                    <svg aria-hidden="true"><rect class=look.class() x="1" y=down + 1 width="20" height=height/></svg>
                    {look.says()}
                </li>
            }
        })
        .collect();
    let waits: Vec<_> = kinds(&drawing.brackets)
        .into_iter()
        .map(|kind| {
            let us = drawing.brackets.iter().filter(|bracket| bracket.kind == kind).map(|bracket| bracket.us);
            let time = duration(us.sum());
            view! { <li class="wait"><b>{letter(kind, &drawing.brackets)}</b>{says(kind)}", "{time}</li> }
        })
        .collect();
    view! { <ul class="legend" aria-label="What the timeline shows">{shapes}{waits}</ul> }.into_any()
}

/// Explains whose clock the times are from.
fn measured(story: &Story, said: String, took_us: Option<u64>) -> AnyView {
    let (sent_bytes, _) = story.last().sending.so_far();
    let measured = match took_us {
        Some(took) => Either::Left(view! {
            {format!("Your browser measured {} for the last request; what the server did not use was the way, ", duration(took))}
            "and the way there is drawn as long as the way back, for nobody can tell."
        }),
        None => Either::Right("The server’s clock only: what the browser and the way needed is not in it."),
    };
    view! {
        <details class="explain">
            <summary>"Whose clock is this?"</summary>
            <p>{said}" The answer’s body: "{count(sent_bytes, "byte", "bytes")}". "{measured}</p>
        </details>
    }
    .into_any()
}
