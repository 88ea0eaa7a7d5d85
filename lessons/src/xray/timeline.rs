//! Time as bars: the browser, the wire and the server, one lane each; below them what else the request waited for, and what
//! each shape means.

use super::steps::WAIT_SHOWN_US;
use crate::format::{count, duration};
use leptos::{either::Either, prelude::*};
use xray::{Story, Trace, WaitKind};

/// What a bar stands for decides its lane and its look.
struct Bar {
    lane: u32,
    look: Look,
    from_us: u64,
    us: u64,
}

/// The shapes, told apart by their height and by whether they are filled, and not by colour alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The server at work, or the browser waiting.
    Work,
    Way,
    Statement,
    /// `BEGIN` or `COMMIT`.
    TransactionStep,
    /// For a connection, or for the right to write.
    Wait,
}

/// A bracket below the server's lane.
struct Bracket {
    kind: WaitKind,
    from_us: u64,
    us: u64,
    /// Brackets that overlap stand below each other.
    level: u32,
}

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

    /// Its distance from the top of the lane's bar, and its height.
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

/// What a request waited for, as the legend says it.
fn says(kind: WaitKind) -> &'static str {
    match kind {
        WaitKind::PasswordHash => "the password’s hash",
        WaitKind::WorkerQueue => "a free place among the workers",
        WaitKind::WorkerRun => "SQL in a worker",
        WaitKind::Render => "the page is rendered",
        WaitKind::Compression => "the answer is packed",
    }
}

/// A story's bars, and what is needed to draw them.
struct Drawing {
    bars: Vec<Bar>,
    brackets: Vec<Bracket>,
    /// The number of a statement, and where its middle is.
    numbers: Vec<(usize, u64)>,
    end_us: u64,
}

/// One story's time. `took_us` is what the browser measured for the last request of it.
pub fn timeline(story: &Story, took_us: Option<u64>) -> AnyView {
    // The browser's word, which may be anything.
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

fn draw(story: &Story, took_us: Option<u64>) -> Drawing {
    let start = story.first().clock_us;
    let last = story.last();
    let (_, sent_us) = last.sending.so_far();
    let served_us = last.elapsed_us.max(sent_us);
    // What the browser measured beyond the server's own time was the way: nobody can tell there from back, so half each.
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
    let mut end_us = at(last.clock_us) + served_us + way_us;
    if way_us > 0 {
        let from_us = at(last.clock_us) - way_us;
        bars.push(Bar { lane: 0, look: Look::Work, from_us, us: end_us - from_us });
        bars.push(Bar { lane: 1, look: Look::Way, from_us, us: way_us });
        bars.push(Bar { lane: 1, look: Look::Way, from_us: end_us - way_us, us: way_us });
    }
    end_us = brackets.iter().map(|bracket| bracket.from_us + bracket.us).fold(end_us.max(1), u64::max);
    stack(&mut brackets);
    Drawing { bars, brackets, numbers, end_us }
}

/// The bars of a request's statements and transactions; `from` is when the request began.
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

/// Gives each bracket the highest level that is free where it stands; the rendering of a page surrounds what ran in it.
fn stack(brackets: &mut [Bracket]) {
    brackets.sort_by_key(|bracket| (bracket.from_us, std::cmp::Reverse(bracket.us)));
    let mut free_from = [0; LEVELS_MAX as usize];
    for bracket in brackets {
        let level = free_from.iter().position(|free| *free <= bracket.from_us).unwrap_or(free_from.len() - 1);
        free_from[level] = free_from[level].max(bracket.from_us + bracket.us);
        bracket.level = level as u32;
    }
}

/// A moment as a place in the drawing.
fn x(us: u64, end: u64) -> String {
    format!("{:.2}%", us as f64 * 100.0 / end as f64)
}

fn rect(bar: &Bar, end: u64) -> AnyView {
    let (down, height) = bar.look.span();
    let y = TOP + 8 + bar.lane * LANE_HEIGHT + down;
    // Anything that happened is at least a line.
    let width = format!("{:.2}%", (bar.us as f64 * 100.0 / end as f64).max(0.15));
    view! { <rect class=bar.look.class() x=x(bar.from_us, end) y=y width=width height=height/> }.into_any()
}

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

/// The statements' numbers. Those that would stand in each other are left out; the list below has them all.
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

/// What is waited for, each once, in the order of the first time.
fn kinds(brackets: &[Bracket]) -> Vec<WaitKind> {
    let mut kinds = Vec::new();
    for bracket in brackets {
        if !kinds.contains(&bracket.kind) {
            kinds.push(bracket.kind);
        }
    }
    kinds
}

/// What ties a bracket to the legend.
fn letter(kind: WaitKind, brackets: &[Bracket]) -> &'static str {
    const LETTERS: [&str; 5] = ["a", "b", "c", "d", "e"];
    let place = kinds(brackets).iter().position(|other| *other == kind);
    place.and_then(|place| LETTERS.get(place)).copied().unwrap_or_default()
}

/// What the shapes mean that are in the drawing, and how long each wait was.
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

/// Whose clock the times are from.
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
