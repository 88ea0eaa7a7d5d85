//! Whole pages as markup, and the figures and exercises of them that are asked for again after a form was sent.

mod chapter;
mod exercise;
mod figure;
mod listing;
mod map;
mod prose;
mod question;
mod review;
mod site_text;
mod verdict;

pub use prose::{prose, quoting_line};

use crate::{
    experiment::prepare, find_chapter, find_exercise, find_figure, learner::Learner, race, sandbox,
    slow_feed, sql_exercise,
};
use labs::{
    Experiment,
    chapter::{MORE, TRY},
};
use leptos::prelude::RenderHtml;
use web::{
    Error,
    context::RequestContext,
    drawn_page::{DrawnPage, PageName},
};

/// What the address of a page says beside its name.
#[derive(Clone, Debug, Default)]
pub struct PageParams {
    /// The chapter's name in addresses.
    pub chapter: String,
    /// An exercise's name, the token of a shared race, or the SQL that an address brings into the sandbox.
    pub item: String,
}

/// Draws a page.
///
/// # Errors
/// `NotFound` where there is no such chapter, exercise or race.
pub async fn page(cx: &RequestContext, name: PageName, params: &PageParams) -> Result<DrawnPage, Error> {
    let learner = || Learner::load(cx);

    Ok(match name {
        PageName::About => site_text::about(),
        PageName::Promises => site_text::promises(),
        PageName::Privacy => site_text::privacy(),
        PageName::Sandbox => sandbox::page(cx, &params.item).await?,
        PageName::Chapters => map::page(cx, &learner().await?),
        PageName::Review => review::page(&learner().await?),
        PageName::SlowFeed => slow_feed::page(cx, &learner().await?).await?,
        PageName::SharedRace => race::page(cx, &params.item).await?,
        // Two pages among the chapters that are none. `labs::chapter::check` keeps their addresses free.
        PageName::Chapter if params.chapter == MORE => sql_exercise::more_page(cx, &learner().await?),
        PageName::Chapter if params.chapter == TRY => sql_exercise::trial_page(cx, &learner().await?),
        PageName::Chapter => {
            let chapter = find_chapter(&params.chapter).ok_or(Error::NotFound)?;
            prepare(cx, chapter.figures().map(|figure| figure.experiment)).await;
            chapter::page(cx, chapter, &learner().await?)
        }
        PageName::Exercise => {
            let PageParams { chapter, item } = params;
            let address = sql_exercise::address(&cx.site.labs, item);
            if address.is_some_and(|address| address == format!("/learn/{chapter}/{item}")) {
                return sql_exercise::page(cx, item, &learner().await?).await;
            }
            let found = find_exercise(item).filter(|(home, ..)| home.slug == *chapter);
            let (chapter, exercise, number) = found.ok_or(Error::NotFound)?;
            exercise::page(chapter, exercise, &number, &learner().await?)
        }
    })
}

/// The markup of one figure, for a page that shows everything else already.
///
/// # Errors
/// `NotFound` where there is no such experiment; otherwise what the store answers.
pub async fn figure_markup(cx: &RequestContext, name: &str) -> Result<String, Error> {
    let found = Experiment::of_name(name).and_then(find_figure);
    let (_, figure, number) = found.ok_or(Error::NotFound)?;
    prepare(cx, [figure.experiment].into_iter()).await;
    Ok(figure::figure(cx, figure, &number, &Learner::load(cx).await?).to_html())
}

/// The markup of one exercise, as it stands in its chapter, or `alone` on a page of its own.
///
/// # Errors
/// `NotFound` where there is no such exercise; otherwise what the store answers.
pub async fn exercise_markup(cx: &RequestContext, name: &str, alone: bool) -> Result<String, Error> {
    let level = if alone { exercise::Level::Two } else { exercise::Level::Three };
    let (chapter, exercise, number) = find_exercise(name).ok_or(Error::NotFound)?;
    Ok(exercise::exercise(chapter, exercise, &number, &Learner::load(cx).await?, level).to_html())
}
