//! Time as bars: the browser, the wire and the server, one lane each.

use crate::format::{count, duration};
use leptos::{either::Either, prelude::*};
use xray::Story;

/// What a bar stands for decides its lane and its look.
struct Bar {
    lane: u32,
    class: &'static str,
    from_us: u64,
    us: u64,
}

const LANE_HEIGHT: u32 = 32;
const TOP: u32 = 20;

/// One story's time. `took_us` is what the browser measured for the last request of it.
pub fn timeline(story: &Story, took_us: Option<u64>) -> AnyView {
    // The browser's word, which may be anything.
    let took_us = took_us.map(|took| took.min(60_000_000));
    let start = story.first().clock_us;
    let last = story.last();
    let (sent_bytes, sent_us) = last.sending.so_far();
    let served_us = last.elapsed_us.max(sent_us);
    // What the browser measured beyond the server's own time was the way: nobody can tell there from back, so half each.
    let way_us = took_us.map_or(0, |took| took.saturating_sub(served_us) / 2);
    let shift = way_us;
    let at = |trace_clock: u64| trace_clock.saturating_sub(start) + shift;

    let mut bars = Vec::new();
    let mut numbers = Vec::new();
    let mut n = 0;
    for trace in story.traces() {
        let from = at(trace.clock_us);
        bars.push(Bar { lane: 2, class: "bar", from_us: from, us: trace.elapsed_us });
        for statement in &trace.statements {
            n += 1;
            let begins = from + statement.at_us;
            bars.push(Bar { lane: 2, class: "wait-bar", from_us: begins, us: statement.wait_us });
            bars.push(Bar {
                lane: 2,
                class: "stmt-bar",
                from_us: begins + statement.wait_us,
                us: statement.elapsed_us,
            });
            numbers.push((n, begins + statement.wait_us + statement.elapsed_us / 2));
        }
        let (_, sent) = trace.sending.so_far();
        let head = from + trace.elapsed_us;
        bars.push(Bar {
            lane: 1,
            class: "bar net",
            from_us: head,
            us: sent.saturating_sub(trace.elapsed_us),
        });
    }
    let end = at(last.clock_us) + served_us + way_us;
    if way_us > 0 {
        let from = at(last.clock_us) - way_us;
        bars.push(Bar { lane: 0, class: "bar", from_us: from, us: end - from });
        bars.push(Bar { lane: 1, class: "bar net", from_us: from, us: way_us });
        bars.push(Bar { lane: 1, class: "bar net", from_us: end - way_us, us: way_us });
    }
    let end = end.max(1);
    let x = |us: u64| format!("{:.2}%", us as f64 * 100.0 / end as f64);
    let width = |us: u64| format!("{:.2}%", (us as f64 * 100.0 / end as f64).max(0.15));

    let rects: Vec<_> = bars
        .iter()
        .filter(|bar| bar.us > 0)
        .map(|bar| {
            let y = TOP + 8 + bar.lane * LANE_HEIGHT;
            view! { <rect class=bar.class x=x(bar.from_us) y=y width=width(bar.us) height="16"/> }
        })
        .collect();
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
                <line class="tick" x1=x(us) x2=x(us) y1="20" y2="116"/>
                <text class=class x=x(us) y="132" text-anchor=anchor>{label}</text>
            }
        })
        .collect();
    let lanes: Vec<_> = (0..=3)
        .map(|lane| {
            let y = TOP + lane * LANE_HEIGHT;
            view! { <line class="lane" x1="0" x2="100%" y1=y y2=y/> }
        })
        .collect();
    // Numbers that would stand in each other are left out; the list below has them all.
    let mut free_from = 0.0;
    let numbers: Vec<_> = numbers
        .into_iter()
        .filter_map(|(n, us)| {
            let at = us as f64 * 100.0 / end as f64;
            let fits = at >= free_from;
            if fits {
                free_from = at + 2.5;
            }
            fits.then(|| view! { <text class="t-glass" x=x(us) y="80" text-anchor="middle">{n}</text> })
        })
        .collect();
    let said = format!(
        "The server worked for {}, {} of it in the database.",
        duration(story.traces().iter().map(|t| t.elapsed_us).sum()),
        duration(story.sql_us())
    );
    let measured = match took_us {
        Some(took) => Either::Left(view! {
            {format!("Your browser measured {} for the last request; what the server did not use was the way, ", duration(took))}
            "and the way there is drawn as long as the way back, for nobody can tell."
        }),
        None => Either::Right("The server’s clock only: what the browser and the way needed is not in it."),
    };
    view! {
        <div class="timeline">
            <div class="lanes" aria-hidden="true"><span>"Browser"</span><span>"Wire"</span><span>"Server"</span></div>
            <svg role="img" aria-labelledby="tl-t tl-d">
                <title id="tl-t">{format!("{}, in {}", story.title(), duration(end))}</title>
                <desc id="tl-d">{said.clone()}</desc>
                <g>{ticks}</g>
                <g>{lanes}</g>
                {rects}
                <g>{numbers}</g>
            </svg>
        </div>
        <p class="small quiet-text">{said}" The answer’s body: "{count(sent_bytes, "byte", "bytes")}". "{measured}</p>
    }
    .into_any()
}
