//! The page of a chapter: an article with figures that work and exercises that are checked.

use super::{
    exercise::{Level, exercise},
    figure::figure,
    listing::listing,
    prose::{line, prose},
};
use crate::{
    chapters::{Letters, chapters},
    learner::Learner,
    progress::{all_understood, is_done},
    sql_exercise,
};
use labs::chapter::{Block, Chapter, Section};
use leptos::prelude::*;
use web::{components::Icon, context::RequestContext, drawn_page::DrawnPage};

/// Draws `/learn/{chapter}`.
pub fn page(cx: &RequestContext, chapter: &'static Chapter, learner: &Learner) -> DrawnPage {
    let sections: Vec<_> =
        chapter.sections.iter().enumerate().map(|(n, of)| section(cx, chapter, n, of, learner)).collect();
    let html = view! {
        <div class="page three chapter">
            <header class="chapter-head">
                <p class="over"><a href="/learn">"Chapter "{chapter.number}</a></p>
                <h1>{chapter.title.clone()}</h1>
                <p class="stand">{line(&chapter.standfirst)}</p>
                <p class="small quiet-text">{duration(chapter)}</p>
            </header>
            {folded_contents(chapter)}
            {contents(chapter, learner)}
            {passages(&chapter.opening)}
            {sections}
            {sql_exercise::list(cx, &chapter.slug, learner)}
            {foot(chapter, learner)}
        </div>
    };
    DrawnPage {
        title: format!("{}. {}", chapter.number, chapter.title),
        description: chapter.about.clone(),
        html: html.to_html(),
    }
}

/// The list of the sections, with a tick at each whose exercises are all understood.
fn contents(chapter: &Chapter, learner: &Learner) -> AnyView {
    let rows: Vec<_> = chapter
        .sections
        .iter()
        .enumerate()
        .map(|(n, section)| {
            let done = all_understood(learner, exercises(section));
            view! {
                <li><a href=format!("/learn/{}#{}", chapter.slug, section.slug)>
                    <span class="no">{format!("{}.{}", chapter.number, n + 1)}</span>
                    <span>{section.title.clone()}</span>
                    {done.then(|| view! { <Icon name="check" class="i s"/><span class="sr">"understood"</span> })}
                </a></li>
            }
        })
        .collect();
    view! {
        <nav class="contents" aria-label=format!("Chapter {}", chapter.number)>
            <h2>"Chapter "{chapter.number}</h2>
            <ol>{rows}</ol>
            <p class="small quiet-text done-note">"A tick comes from checked work, not from a visit."</p>
        </nav>
    }
    .into_any()
}

/// The same list where there is no room for it beside the text; it opens at a press, also without scripts.
fn folded_contents(chapter: &Chapter) -> AnyView {
    let rows: Vec<_> = (1..)
        .zip(&chapter.sections)
        .map(|(n, section)| {
            let at = format!("/learn/{}#{}", chapter.slug, section.slug);
            view! { <li><a href=at><span class="no">{format!("{}.{n}", chapter.number)}</span><span>{section.title.clone()}</span></a></li> }
        })
        .collect();
    view! { <details class="sections"><summary>"Sections of this chapter"</summary><ol>{rows}</ol></details> }
        .into_any()
}

/// How long a chapter takes, in a sentence: counted, for a text that grows would soon contradict a number written down.
fn duration(chapter: &Chapter) -> String {
    let figures = chapter.figures().count();
    let exercises = chapter.exercises().count();
    let sql_exercises = sql_exercise::sql_exercises_of(&chapter.slug).count();
    // People read some two hundred words a minute, and stay with an experiment or an exercise for some minutes.
    let reading = chapter.words().div_ceil(200);
    let doing = 4 * figures + 3 * exercises + 6 * sql_exercises;
    let tens = |minutes: usize| minutes.div_ceil(10) * 10;
    let tasks = exercises + sql_exercises;
    let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    format!(
        "About {} minutes to read, and about {} for its {} and {}. You can stop anywhere.",
        tens(reading),
        tens(doing),
        plural(figures, "experiment"),
        plural(tasks, "exercise"),
    )
}

/// The exercises of a section.
fn exercises(section: &Section) -> impl Iterator<Item = &std::sync::Arc<labs::exercise::Exercise>> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Exercise(exercise) => Some(exercise),
        _ => None,
    })
}

/// A section. Its blocks are drawn in order; prose that follows prose is one passage, and figures and exercises get their
/// letters.
fn section(
    cx: &RequestContext,
    chapter: &'static Chapter,
    n: usize,
    section: &'static Section,
    learner: &Learner,
) -> AnyView {
    let mut letters = Letters::default();
    let mut parts: Vec<AnyView> = Vec::new();
    let mut blocks = section.blocks.as_slice();
    while let Some((block, rest)) = blocks.split_first() {
        let number = format!("{}.{} {}", chapter.number, n + 1, letters.next(block));
        match block {
            Block::Figure(of) => parts.push(figure(cx, of, &number, learner)),
            Block::Listing(of) => parts.push(listing(cx, of)),
            Block::Exercise(of) => parts.push(exercise(chapter, of, &number, learner, Level::Three)),
            Block::Prose(_) | Block::Side { .. } => {
                // Prose and side notes up to the next figure or exercise are one passage.
                let end = blocks.iter().position(|b| !matches!(b, Block::Prose(_) | Block::Side { .. }));
                let (passage, after) = blocks.split_at(end.unwrap_or(blocks.len()));
                parts.push(passages(passage));
                blocks = after;
                continue;
            }
        }
        blocks = rest;
    }
    view! {
        <section class="chapter-part" id=section.slug.clone() aria-labelledby=format!("{}-t", section.slug)>
            <h2 id=format!("{}-t", section.slug)><span class="no">{format!("{}.{}", chapter.number, n + 1)}</span>" "{section.title.clone()}</h2>
            {parts}
        </section>
    }
    .into_any()
}

/// Prose, with the notes that follow it in its margin.
fn passages(blocks: &[Block]) -> AnyView {
    let mut passages: Vec<AnyView> = Vec::new();
    let mut blocks = blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        let text = match block {
            Block::Prose(text) => prose(text),
            _ => ().into_any(),
        };
        let mut sides = Vec::new();
        let side = |title: &str, text: &str| view! { <aside class="side"><b>{title.to_owned()}</b>{prose(text)}</aside> };
        if let Block::Side { title, text } = block {
            sides.push(side(title, text));
        }
        while let Some(Block::Side { title, text }) = blocks.next_if(|b| matches!(b, Block::Side { .. })) {
            sides.push(side(title, text));
        }
        let margin = (!sides.is_empty()).then(|| view! { <div class="sides">{sides}</div> });
        passages.push(view! { <div class="passage">{text}{margin}</div> }.into_any());
    }
    passages.into_any()
}

/// What stands below a chapter: how far the learner is, the way to the next chapter, and starting over.
fn foot(chapter: &Chapter, learner: &Learner) -> AnyView {
    let next = chapters().iter().find(|other| other.number == chapter.number + 1);
    let sql_exercises = sql_exercise::sql_exercises_of(&chapter.slug);
    let done = all_understood(learner, chapter.exercises())
        && sql_exercises.into_iter().all(|exercise| is_done(learner, exercise));
    let said = if done {
        "Every exercise of this chapter went well at the first go."
    } else {
        "A chapter is understood when each of its exercises went well at the first go, once."
    };
    view! {
        <footer class="next">
            <p>{said}</p>
            {match next {
                Some(next) => view! { <a class="button" href=format!("/learn/{}", next.slug)>{format!("{}. {}", next.number, next.title)}" "<Icon name="right" class="i s"/></a> }.into_any(),
                None => view! { <a class="button" href="/learn">"To the map of chapters "<Icon name="right" class="i s"/></a> }.into_any(),
            }}
            {super::map::over(learner, &chapter.slug, &format!("chapter {}", chapter.number))}
            {learner.is_guest.then(|| view! {
                <p class="small">"You work as a guest: what you do here is kept while this session lasts. "<a href=format!("/sign-up?next=/learn/{}", chapter.slug)>"Sign up"</a>" and it stays yours."</p>
            })}
        </footer>
    }
    .into_any()
}
