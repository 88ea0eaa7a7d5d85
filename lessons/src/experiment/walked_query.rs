//! A query of the learner's, taken apart by a worker, with the tables of rows that show its steps. Three figures share it:
//! how SELECT goes, what NULL does to a condition, and how rows gather into groups.
//!
//! What a figure proposes is asked of the community's tables, so that its text can speak of their rows. What a learner
//! wrote is asked of their own sandbox, and of the community's tables where that refuses it.

mod table;

use super::change_state;
use crate::fields::Fields;
use crate::learner::{Learner, begin_learner, claim};
use crate::sandbox::{
    run_job,
    view::{draw_editor, draw_sql},
};
use labs::{
    Experiment,
    explain::explain,
    own_database::DATA_SETS,
    sandbox::{ClaimKind, Fault, Refused, Schema},
    select_steps::{TakeApart, TakenApart, Walk},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::{LearnerKey, sandbox::StoredImage};
use web::{Error, context::RequestContext};

pub use table::{Section, draw_table, mark_of};

/// The longest query, in characters.
pub const CHARS_MAX: usize = 2_000;
/// The most bytes of JSON that are stored for a figure. A state may have 64 KiB.
const BYTES_MAX: usize = 56_000;

/// What a figure of queries holds for a learner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryState {
    /// The text of the editor; empty before anything was asked.
    pub sql: String,
    /// How many steps are behind the learner, in the figure that has steps.
    pub at: usize,
    /// The query that was taken apart last.
    pub walked: Option<WalkedQuery>,
}

/// A query and its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WalkedQuery {
    pub sql: String,
    /// Whether the learner's own database was asked.
    pub is_own: bool,
    pub walk: Walk,
}

impl QueryState {
    /// The query that a form brings along, or the one that was there, or `first`.
    pub fn typed(&self, fields: &Fields, first: &str) -> String {
        let typed: String = fields.get("sql").trim().chars().take(CHARS_MAX).collect();
        // A browser ends the lines of a text area with \r\n (HTML Living Standard, 4.10.22.4).
        let typed = typed.replace("\r\n", "\n");
        match (typed.is_empty(), self.sql.is_empty()) {
            (false, _) => typed,
            (true, false) => self.sql.clone(),
            (true, true) => first.to_owned(),
        }
    }

    /// The steps of the query that stands in the editor; none where another one was asked last.
    pub fn walk(&self) -> Option<&Walk> {
        self.walked.as_ref().filter(|walked| walked.sql == self.sql).map(|walked| &walked.walk)
    }
}

/// Takes a query apart. `is_proposed` says that the figure itself proposes it.
///
/// # Errors
/// A sentence on why there are no steps.
pub async fn ask(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    sql: &str,
    is_proposed: bool,
) -> Result<WalkedQuery, String> {
    let said = |refused: Refused| refused.to_string();
    let run = async |image: Vec<u8>| {
        let job = TakeApart { image, sql: sql.to_owned() };
        run_job(cx, claim(cx, learner_key, ClaimKind::Run), &job).await.map_err(said)
    };
    let own = if is_proposed { None } else { own_image(cx, learner_key).await };
    let is_own = own.is_some();
    let taken = match own {
        Some(image) => Some(run(image).await?),
        None => None,
    };
    let (taken, is_own) = match taken {
        Some(taken) if !matches!(taken, TakenApart::Fault { .. }) => (taken, is_own),
        of_own => {
            let sandboxes = &cx.site.labs.sandboxes;
            let community = sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await.map_err(said)?;
            let taken = run(community.image.clone()).await?;
            match (taken, of_own) {
                // Both refuse it: what is said is about the learner's own tables.
                (TakenApart::Fault { .. }, Some(of_own)) => (of_own, true),
                (taken, _) => (taken, false),
            }
        }
    };
    match taken {
        TakenApart::Walk(walk) => {
            let walked = WalkedQuery { sql: sql.to_owned(), is_own, walk };
            let bytes = serde_json::to_string(&walked).map_or(usize::MAX, |json| json.len());
            match bytes > BYTES_MAX {
                true => Err("The rows of this query are too wide and too many to watch. Ask for fewer of them in FROM.".to_owned()),
                false => Ok(walked),
            }
        }
        TakenApart::Refused(why) => Err(why.to_string()),
        TakenApart::Fault { fault, schema } => Err(explained(sql, &fault, &schema)),
    }
}

fn explained(sql: &str, fault: &Fault, schema: &Schema) -> String {
    let explained = explain(sql, fault, schema);
    format!("{} {}", explained.problem, explained.suggestion).trim_end().to_owned()
}

/// The learner's own database, where they have changed it and it can be read.
async fn own_image(cx: &RequestContext, learner_key: &LearnerKey) -> Option<Vec<u8>> {
    let state = store::learner::sandbox::find_state(&cx.db, learner_key).await.ok()??;
    match state.image {
        StoredImage::Bytes(image) => Some(image),
        StoredImage::Beginning | StoredImage::Unreadable => None,
    }
}

/// A query that a figure proposes.
pub struct Proposal {
    /// The action of its button.
    pub name: &'static str,
    /// The words on its button, which are SQL.
    pub label: &'static str,
    pub sql: &'static str,
    /// What is to be seen in its answer.
    pub says: &'static str,
}

impl Proposal {
    /// The proposal whose text this is.
    pub fn of_sql(proposals: &'static [Self], sql: &str) -> Option<&'static Self> {
        proposals.iter().find(|proposal| proposal.sql == sql)
    }
}

/// Runs a figure that proposes queries: one of them by its button, or the query of the editor. `outcome` says what the walk
/// of a proposal means for the guess.
///
/// # Errors
/// What the store answers.
pub async fn run_proposals(
    cx: &RequestContext,
    fields: &Fields,
    experiment: Experiment,
    proposals: &'static [Proposal],
    outcome: impl Fn(&'static Proposal, &Walk) -> Option<&'static str> + Send + Sync,
) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let mut state: QueryState = Learner::load(cx).await?.experiment_state(experiment).details();
    let pressed = proposals.iter().find(|proposal| proposal.name == fields.action());
    state.sql = match pressed {
        Some(proposal) => proposal.sql.to_owned(),
        None => state.typed(fields, proposals.first().map_or("", |first| first.sql)),
    };
    let proposal = Proposal::of_sql(proposals, &state.sql);
    let mut refusal = None;
    match ask(cx, &learner_key, &state.sql, proposal.is_some()).await {
        Ok(walked) => state.walked = Some(walked),
        Err(said) => refusal = Some(said),
    }
    change_state(cx, &learner_key, experiment, fields, move |stored| {
        let answered = proposal.zip(state.walk()).and_then(|(proposal, walk)| outcome(proposal, walk));
        if let Some(answered) = answered {
            stored.note_outcome(answered);
        }
        stored.refusal = refusal;
        stored.set_details(&state);
    })
    .await
}

/// The buttons of the proposals, the query that was asked last, and what is to be seen in its answer.
pub fn draw_proposals(proposals: &'static [Proposal], state: &QueryState, label: &'static str) -> AnyView {
    let buttons: Vec<_> = proposals
        .iter()
        .map(|proposal| {
            let pressed = if proposal.sql == state.sql { "true" } else { "false" };
            view! { <button name="action" value=proposal.name aria-pressed=pressed><code>{proposal.label}</code></button> }
        })
        .collect();
    let asked = state.walk().is_some().then(|| {
        view! { <pre class="setline" tabindex="0" role="region" aria-label=format!("The query: {label}")>{draw_sql(&state.sql)}</pre> }
    });
    let says = Proposal::of_sql(proposals, &state.sql).filter(|_| state.walk().is_some());
    view! {
        <div class="segs" role="group" aria-label=label>{buttons}</div>
        {asked}
        <p aria-live="polite">{says.map(|proposal| crate::format::coded(proposal.says))}</p>
    }
    .into_any()
}

/// The field for a query, with the button that asks it. `id` is the id of the field.
pub fn draw_query(
    cx: &RequestContext,
    id: &'static str,
    label: &'static str,
    sql: &str,
    button: &'static str,
) -> AnyView {
    view! {
        <div class="own-query">
            <label for=id>{label}</label>
            {draw_editor(cx, id, sql, None)}
            <div class="actions"><button class="button first" name="action" value="ask">{button}</button></div>
        </div>
    }
    .into_any()
}
