//! A race as files to take home: every run as CSV, and the plot as SVG.

use super::{
    axis_label::distance_label,
    plot::Plot,
    result::{FinishedRace, ViewSettings},
    scale::HEIGHT,
};
use crate::{experiment::last_race, format::grouped, learner::Learner, race::shared_race::find_shared};
use labs::{Experiment, race::PageLength};
use leptos::prelude::*;
use web::{Error, context::RequestContext};

/// The parts of the picture in pixels: the numbers to the left, the plot, the names of the lanes to the right, and the
/// title above.
const LEFT: f64 = 64.0;
const WIDTH: f64 = 660.0;
const RIGHT: f64 = 228.0;
const TOP: f64 = 64.0;

/// The picture stands alone, so it brings the few rules that it needs of the site’s stylesheet, for the light theme only.
const STYLE: &str = "svg{overflow:visible}text{font:12px Georgia,serif;fill:#4b4a45;stroke:none}.title{font-size:17px;fill:#1d1c19}\
.tick{stroke:#dcdbd5}.cursor,.hit{stroke:none;fill:none}.lead{stroke:#8a8982}\
.l,.s,.m{stroke:#1d1c19;stroke-width:1.5;fill:none}.s{stroke-width:1}.m{fill:#fcfcf9}.w-loop .m{fill:#1d1c19}\
.bare .l{stroke-dasharray:7 4}.l.stop{stroke-dasharray:1 5}\
.picked .l,.picked .s,.picked .m{stroke:#1f8a8a}.picked .l{stroke-width:2.5}.picked .m{fill:#1f8a8a}text.picked{fill:#0c6e6e;font-weight:bold}\
.w-guess .l,.w-guess .m{stroke-dasharray:3 3;stroke-width:1;fill:none}.w-guess text{font-style:italic}";

/// The shared race of a token or, without one, the learner's own last race.
async fn find(cx: &RequestContext, token: Option<String>) -> Result<(FinishedRace, ViewSettings), Error> {
    let found = match token {
        Some(token) => find_shared(cx, token).await?.map(|shared| (shared.finished, shared.look)),
        None => last_race(&Learner::load(cx).await?.experiment_state(Experiment::Race)),
    };
    found.ok_or(Error::NotFound)
}

/// Every run as a line of CSV.
///
/// # Errors
/// `NotFound` where there is no race.
pub async fn csv(cx: &RequestContext, token: Option<String>) -> Result<String, Error> {
    Ok(find(cx, token).await?.0.race.csv())
}

/// The plot as an SVG file.
///
/// # Errors
/// `NotFound` where there is no race, or nothing was measured in it.
pub async fn picture(cx: &RequestContext, token: Option<String>) -> Result<String, Error> {
    let (finished, look) = find(cx, token).await?;
    draw(&finished, &look).ok_or(Error::NotFound)
}

fn draw(finished: &FinishedRace, look: &ViewSettings) -> Option<String> {
    let plot = Plot::of(&finished.race, look, None)?;
    let (width, height) = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + 44.0);
    let title = title(finished, look);
    let picture = view! {
        <svg xmlns="http://www.w3.org/2000/svg" width=width height=height viewBox=format!("0 0 {width} {height}")>
            <title>{title.clone()}</title>
            <style>{STYLE}</style>
            <rect width="100%" height="100%" fill="#fcfcf9"/>
            <text class="title" x="16" y="28">{title}</text>
            <text x="16" y="48">"milliseconds, median and middle half of the runs, against posts in the table"</text>
            <svg x="0" y=TOP width=LEFT - 8.0 height=HEIGHT>{plot.line_names()}</svg>
            <svg x=LEFT y=TOP width=WIDTH height=HEIGHT>{plot.grid()}{plot.lanes(false)}</svg>
            <svg x=LEFT + WIDTH y=TOP width=RIGHT height=HEIGHT>{plot.lane_names()}</svg>
        </svg>
    };
    // Leptos separates neighbouring texts by `<!>`, which a browser needs for hydration and XML does not allow.
    Some(picture.to_html().replace("<!>", ""))
}

fn title(finished: &FinishedRace, look: &ViewSettings) -> String {
    let page = match finished.race.settings.page {
        PageLength::All => "Every post".to_owned(),
        PageLength::Newest(most) => format!("A page of {} posts", grouped(most.into())),
    };
    match look.distance.0 {
        0 => format!("{page}, fetched in several ways"),
        _ => format!(
            "{page}, fetched in several ways, the database {} away (simulated)",
            distance_label(look.distance)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::{
        result::{JOIN, LOOP},
        tests::raced,
    };

    #[test]
    fn a_picture_is_one_sound_file() {
        let race = raced(1_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        let finished = FinishedRace { race, plans: Vec::new(), at: model::Timestamp(0) };
        let look = ViewSettings { distance: labs::race::Distance(1_000), ..ViewSettings::default() };
        let svg = draw(&finished, &look).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
        assert!(!svg.contains("<!") && !svg.contains("href"), "{svg}");
        assert!(svg.contains("1 ms away (simulated)"), "{svg}");
        let (open, close) = (svg.matches("<svg").count(), svg.matches("</svg>").count());
        assert!(open == close && open > 10, "{open} {close}");
    }
}
