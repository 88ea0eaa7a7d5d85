//! The slow feed, and four statements that may replace its loop. One of them is right. Each is run on the site's own posts,
//! and its statements are counted as the X-ray counts them.
//!
//! What a learner ran last is what `/learn/join/slow-feed` runs for them from then on.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::{
    format::{coded, count, duration},
    learner::begin_learner,
    page::prose,
    sandbox::view::draw_sql,
};
use labs::{Experiment, excerpt::body_of};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use store::slow_feed::{CountedPost, Fetch, SlowPost, list, list_counted};
use web::{Error, components::Icon, context::RequestContext};
use xray::{Statement, repeated};

/// The program with the loop, taken from the very file that is compiled.
static LOOP: LazyLock<String> = LazyLock::new(|| {
    body_of(include_str!("../../../store/src/slow_feed.rs"), "async fn list_by_loop(", &["    Ok(feed)"])
});

#[derive(Default, Serialize, Deserialize)]
struct MendState {
    /// The key of the way of fetching that was run last; empty before the first run.
    fetch: String,
    /// How many statements were sent.
    statements: usize,
    elapsed_us: u64,
    /// Each text that was sent, in order, and how often.
    #[serde(default)]
    sent: Vec<(String, usize)>,
    /// How many texts ran once for each row, and how often; none where the X-ray sees no loop.
    #[serde(default)]
    looped: Option<(usize, usize)>,
    rows: Vec<Row>,
}

/// A post as it was fetched, beside the true number of its comments.
#[derive(Serialize, Deserialize)]
struct Row {
    /// Whether it was fetched although it is none of the newest twenty.
    #[serde(default)]
    is_extra: bool,
    title: String,
    author: Option<String>,
    /// The number that was fetched; none where the post was lost.
    comments: Option<i64>,
    /// The true number.
    truth: i64,
}

/// How the slow feed fetches for this learner: as they chose last, else by the loop.
pub fn chosen(stored: &ExperimentState) -> Fetch {
    Fetch::of_key(&stored.details::<MendState>().fetch).unwrap_or_default()
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

    fn anchor(&self) -> Option<&'static str> {
        Some("mend-ask")
    }

    /// The explanation tells which JOIN is right, so it waits until one was tried.
    fn has_result(&self, stored: &ExperimentState) -> bool {
        chosen(stored) != Fetch::Loop
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let fetch = match fields.action() {
        "loop" => Some(Fetch::Loop),
        "join" => Fetch::of_key(fields.get("join")).filter(|fetch| *fetch != Fetch::Loop),
        _ => None,
    };
    let Some(fetch) = fetch else {
        return change_state(cx, &learner_key, Experiment::Mend, fields, |stored| {
            stored.refusal = Some("Choose one of the statements first.".to_owned());
        })
        .await;
    };
    let truth = list_counted(&cx.db).await?;
    if fetch.makes_too_many_rows(&truth) {
        return change_state(cx, &learner_key, Experiment::Mend, fields, |stored| {
            stored.refusal = Some("Joined at once, the likes and comments of these posts would multiply to more rows than one should make on a site that others use. That is the answer, too.".to_owned());
        })
        .await;
    }
    let state = fetched(cx, fetch, truth).await?;
    change_state(cx, &learner_key, Experiment::Mend, fields, |stored| stored.set_details(&state)).await
}

/// Fetches the feed, takes the statements of that from the request's query log, and compares the rows with the truth. The
/// same statements are in the X-ray of this very click, where a learner can see them as well.
async fn fetched(cx: &RequestContext, fetch: Fetch, truth: Vec<CountedPost>) -> store::Result<MendState> {
    let before = cx.visit.query_log.statements().len();
    let posts = list(&cx.db, fetch).await?;
    let statements = cx.visit.query_log.statements().into_iter().skip(before);
    let statements: Vec<Statement> = statements.map(Statement::from).collect();
    let repeated = repeated(&statements);
    let is_extra = |post: &&SlowPost| truth.iter().all(|counted| counted.post.id != post.id);
    let extra: Vec<Row> = posts.iter().filter(is_extra).cloned().map(Row::extra).collect();
    Ok(MendState {
        fetch: fetch.key().to_owned(),
        statements: statements.len(),
        elapsed_us: statements.iter().map(|statement| statement.wait_us + statement.elapsed_us).sum(),
        sent: sent(&statements),
        looped: repeated.iter().map(|repeated| repeated.times).max().map(|times| (repeated.len(), times)),
        rows: truth.into_iter().map(|counted| Row::of(counted.post, &posts)).chain(extra).collect(),
    })
}

/// Each text that ran, in order, and how often.
fn sent(statements: &[Statement]) -> Vec<(String, usize)> {
    let mut sent: Vec<(String, usize)> = Vec::new();
    for statement in statements {
        match sent.iter_mut().find(|(sql, _)| *sql == statement.sql) {
            Some((_, times)) => *times += 1,
            None => sent.push((statement.sql.to_string(), 1)),
        }
    }
    sent
}

impl Row {
    fn of(truth: SlowPost, fetched: &[SlowPost]) -> Self {
        let found = fetched.iter().find(|post| post.id == truth.id);
        Self {
            is_extra: false,
            title: truth.title,
            author: truth.author,
            comments: found.map(|post| post.comments),
            truth: truth.comments,
        }
    }

    fn extra(post: SlowPost) -> Self {
        Self {
            is_extra: true,
            title: post.title,
            author: post.author,
            comments: Some(post.comments),
            truth: post.comments,
        }
    }

    /// Whether the post belongs to the page and its number is right.
    fn is_right(&self) -> bool {
        self.comments == Some(self.truth) && !self.is_extra
    }
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: MendState = stored.details();
    let ran = Fetch::of_key(&state.fetch);
    let program = view! {
        <h3><Icon name="server"/>"The loop, as this site has it"</h3>
        <div class="essence">{prose(&format!("```rust\n{}```", *LOOP))}</div>
    };
    // The four statements have letters, because their names would give the right one away.
    let options: Vec<_> = Fetch::JOINS
        .into_iter()
        .zip(["A", "B", "C", "D"])
        .map(|(fetch, letter)| option(fetch, letter, ran == Some(fetch)))
        .collect();
    let choice = view! {
        <fieldset class="joins">
            <legend>"Which of these says what the loop says?"</legend>
            {options}
        </fieldset>
    };
    let ask = view! {
        {program}
        {choice}
        <div class="bar actions">
            <button class="button first" name="action" value="loop">"Run the loop"</button>
            <button class="button" name="action" value="join">"Run the JOIN I chose"</button>
        </div>
    };
    FigureBody {
        provenance: Provenance::Real("the site’s own posts"),
        controls: Some(ask.into_any()),
        sections: ran.map(|fetch| result(fetch, &state)).into_iter().collect(),
        result: None,
        buttons: view! {
            <a class="press" href="/learn/join/slow-feed"><Icon name="right" class="i s"/>"The slow feed, fetched so"</a>
        }
        .into_any(),
        form_action: None,
    }
}

/// One statement to choose.
fn option(fetch: Fetch, letter: &'static str, chosen: bool) -> AnyView {
    let id = format!("mend-{}", fetch.key());
    view! {
        <div class="option">
            <label><input type="radio" name="join" value=fetch.key() checked=chosen aria-describedby=id.clone()/><b>{letter}</b></label>
            <pre class="whole" id=id>{draw_sql(without_title(fetch.statements()[0]))}</pre>
        </div>
    }
    .into_any()
}

/// A statement without its first line, a comment that would give the answer away.
fn without_title(sql: &'static str) -> &'static str {
    sql.split_once('\n').map_or(sql, |(_, rest)| rest)
}

/// The result of a run: the badge, the verdict, and the rows.
fn result(fetch: Fetch, state: &MendState) -> AnyView {
    // A run is right when no post was lost and no number is wrong.
    let (lost, wrong) = faults(&state.rows);
    let right = lost == 0 && wrong == 0;
    let (class, icon) = if right { ("outcome open", "check") } else { ("outcome refused", "warn") };
    let rows: Vec<_> = state.rows.iter().map(row).collect();
    let sent: Vec<_> = state
        .sent
        .iter()
        .map(|(sql, times)| {
            view! { <li><b>{count(*times as u64, "time", "times")}</b><pre class="whole">{draw_sql(sql)}</pre></li> }
        })
        .collect();
    view! {
        <div aria-live="polite">
            <h3>{if fetch == Fetch::Loop { "The loop ran" } else { "The JOIN ran" }}</h3>
            {badge(state)}
            <details class="explain"><summary>"What was sent"</summary><ul class="sent">{sent}</ul></details>
            <p class=class><Icon name=icon class="i s"/><span>{coded(&verdict(fetch, state))}</span></p>
            <div class="scroll" tabindex="0" role="region" aria-label="The posts as they were fetched">
                <table class="rows mended">
                    <caption class="sr">"The posts as they were fetched, beside what is true"</caption>
                    <thead><tr><th scope="col">"title"</th><th scope="col">"author"</th><th scope="col" class="n">"comments"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

/// The badge that the X-ray would show for this run, by the X-ray's own rule for loops.
fn badge(state: &MendState) -> AnyView {
    let (class, icon) = if state.looped.is_some() { ("badge comb", "comb") } else { ("badge", "flat") };
    let says = format!(
        "{} · {}",
        count(state.statements as u64, "statement", "statements"),
        duration(state.elapsed_us)
    );
    let n_plus_one = state.looped.map(|(texts, times)| match texts {
        1 => format!("N+1: one text ran {times} times"),
        _ => format!("N+1: {texts} texts ran {times} times each"),
    });
    view! {
        <p class="counted"><span class=class><span class="shape"><Icon name=icon class="i s"/></span><span class="say">{says}</span></span>{n_plus_one}</p>
    }
    .into_any()
}

/// How many posts were lost, and how many of the others have a wrong number.
fn faults(rows: &[Row]) -> (usize, usize) {
    let lost = rows.iter().filter(|row| row.comments.is_none()).count();
    let is_wrong = |row: &&Row| row.comments.is_some_and(|comments| comments != row.truth);
    (lost, rows.iter().filter(is_wrong).count())
}

/// What the run came to, in a sentence or two.
fn verdict(fetch: Fetch, state: &MendState) -> String {
    let (lost, wrong) = faults(&state.rows);
    match fetch {
        _ if state.rows.is_empty() => "Nobody has written anything on this site yet, so nothing came.".to_owned(),
        Fetch::Loop | Fetch::Left if (lost, wrong) != (0, 0) => {
            "Somebody wrote or deleted something in this very moment, so the two differ. Run it once more.".to_owned()
        }
        Fetch::Loop => format!(
            "Every row is right. It took one statement for the list, and two more for each of the {}. Now choose what is to stand in their place.",
            count(state.rows.len() as u64, "post", "posts")
        ),
        _ if (lost, wrong) == (0, 0) && fetch != Fetch::Left => {
            "Today it says what the loop says, by luck: no post here shows the difference. Think of one without a comment, and of one with several likes.".to_owned()
        }
        Fetch::Left => "The same rows as the loop, in one statement. Open the slow feed: its mark is gone.".to_owned(),
        Fetch::Plain => format!(
            "Lost: {}. {} For such a post there is no pair, and a plain `JOIN` keeps pairs alone.{}",
            count(lost as u64, "post", "posts"),
            why_lost(&state.rows),
            come_up(&state.rows)
        ),
        Fetch::CountRows => format!(
            "A comment too many: {}. Where nobody commented, the `LEFT JOIN` gives one row of NULLs, and `COUNT(*)` counts rows.",
            count(wrong as u64, "post", "posts")
        ),
        Fetch::WithLikes => format!(
            "Wrong: {}. Two tables joined to one post multiply, so each comment is there once for every like.",
            count(wrong as u64, "post", "posts")
        ),
    }
}

/// Why posts were lost: what they lack.
fn why_lost(rows: &[Row]) -> String {
    let lost = || rows.iter().filter(|row| row.comments.is_none());
    let silent = lost().filter(|row| row.truth == 0).count() as u64;
    let without_author = lost().filter(|row| row.author.is_none()).count() as u64;
    match (silent, without_author) {
        (_, 0) => "Nobody has commented there.".to_owned(),
        (0, _) => "Their authors are gone.".to_owned(),
        _ => format!("Without a comment: {silent}; without an author, who is gone: {without_author}."),
    }
}

/// What came in place of the posts that were lost: the LIMIT takes older ones.
fn come_up(rows: &[Row]) -> String {
    match rows.iter().filter(|row| row.is_extra).count() {
        0 => String::new(),
        1 => " In its place the `LIMIT` took a post from further down.".to_owned(),
        extra => format!(" In their place the `LIMIT` took {extra} posts from further down."),
    }
}

fn row(row: &Row) -> AnyView {
    let author = row.author.clone().unwrap_or_else(|| "someone who left".to_owned());
    let comments = match row.comments {
        None => view! { <span class="tag">"lost"</span> }.into_any(),
        Some(comments) if row.is_extra => {
            view! { {comments}" "<span class="tag">"none of the newest 20"</span> }.into_any()
        }
        Some(comments) if comments == row.truth => comments.into_any(),
        Some(comments) => {
            view! { <b>{comments}</b>" "<span class="tag">{format!("should be {}", row.truth)}</span> }
                .into_any()
        }
    };
    let class = if row.is_right() { "" } else { "off" };
    view! { <tr class=class><td>{row.title.clone()}</td><td>{author}</td><td class="n">{comments}</td></tr> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_is_shown_as_it_is_compiled() {
        assert!(LOOP.starts_with("let posts"), "{}", *LOOP);
        assert!(
            LOOP.contains("for (id, title, author_id) in posts") && LOOP.lines().count() < 16,
            "{}",
            *LOOP
        );
    }

    #[test]
    fn a_verdict_counts_what_was_lost_and_what_is_wrong() {
        let row = |comments, truth| Row {
            is_extra: false,
            title: String::new(),
            author: Some("Ana".to_owned()),
            comments,
            truth,
        };
        let orphan = |truth| Row { author: None, ..row(None, truth) };
        assert_eq!(faults(&[row(Some(2), 2), row(None, 0), row(Some(4), 2), row(Some(0), 0)]), (1, 1));
        let says = |rows| verdict(Fetch::Plain, &MendState { rows, ..MendState::default() });
        assert!(
            says(vec![row(None, 0), row(Some(1), 1)])
                .starts_with("Lost: one post. Nobody has commented there.")
        );
        assert!(says(vec![orphan(2), orphan(1)]).starts_with("Lost: 2 posts. Their authors are gone."));
        let both = says(vec![row(None, 0), orphan(0), orphan(3), row(None, 0)]);
        assert!(both.contains("Without a comment: 3; without an author, who is gone: 2."), "{both}");
        let extra = Row { is_extra: true, ..row(Some(3), 3) };
        assert!(says(vec![row(None, 0), extra]).ends_with("took a post from further down."));
        let lucky = MendState { rows: vec![row(Some(1), 1)], ..MendState::default() };
        assert!(verdict(Fetch::Plain, &lucky).contains("by luck"));
    }
}
