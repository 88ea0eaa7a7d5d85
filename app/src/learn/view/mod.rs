//! Pages of the chapters as markup. Drawn on the server alone, and sent as text.

mod chapter;
mod exercise;
mod exhibit;
mod map;
mod prose;
mod question;
mod review;
mod verdict;

pub use prose::{prose, quoting_line};

use super::{
    Learner, experiment::prepare, find_chapter, find_exercise, find_exhibit, find_task, race, slow_feed, task,
};
use crate::{Error, api::text::Drawn, ctx::Cx};
use labs::Experiment;
use leptos::prelude::RenderHtml;

/// The page below `/learn` with this path: the map, a chapter, one exercise, or what to repeat.
pub async fn page(cx: &Cx, path: &str) -> Result<Drawn, Error> {
    let missing = || cx.answer(Error::NotFound);
    let mut steps = path.split('/');
    let drawn = match (steps.next().unwrap_or_default(), steps.next(), steps.next()) {
        ("", None, None) => map::page(&Learner::load(cx).await?),
        ("review", None, None) => review::page(&Learner::load(cx).await?),
        (slug, None, None) => {
            let chapter = find_chapter(slug).ok_or_else(missing)?;
            prepare(cx, chapter.figures().map(|exhibit| exhibit.experiment)).await;
            chapter::page(cx, chapter, &Learner::load(cx).await?)
        }
        ("join", Some("slow-feed"), None) => slow_feed::page(cx, &Learner::load(cx).await?).await?,
        ("join", Some("race"), Some(token)) => race::page(cx, token).await?,
        (slug, Some(name), None) if find_task(name).is_some_and(|task| task.chapter == slug) => {
            task::page(cx, name, &Learner::load(cx).await?).await?
        }
        (slug, Some(name), None) => {
            let found = find_exercise(name).filter(|(chapter, ..)| chapter.slug == slug);
            let (chapter, exercise, number) = found.ok_or_else(missing)?;
            exercise::page(chapter, exercise, &number, &Learner::load(cx).await?)
        }
        _ => return Err(missing()),
    };
    Ok(drawn)
}

/// One figure by itself, for a page that shows the rest already.
pub async fn exhibit_part(cx: &Cx, name: &str) -> Result<String, Error> {
    let found = Experiment::of_name(name).and_then(find_exhibit);
    let (_, exhibit, number) = found.ok_or_else(|| cx.answer(Error::NotFound))?;
    prepare(cx, [exhibit.experiment].into_iter()).await;
    Ok(exhibit::exhibit(cx, exhibit, &number, &Learner::load(cx).await?).to_html())
}

/// One exercise by itself, as it stands in its chapter or `alone` on a page.
pub async fn exercise_part(cx: &Cx, name: &str, alone: bool) -> Result<String, Error> {
    let level = if alone { exercise::Level::Two } else { exercise::Level::Three };
    let (chapter, exercise, number) = find_exercise(name).ok_or_else(|| cx.answer(Error::NotFound))?;
    Ok(exercise::exercise(chapter, exercise, &number, &Learner::load(cx).await?, level).to_html())
}
