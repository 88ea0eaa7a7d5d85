//! A query plan, drawn as the X-ray draws it: a tree with a plain sentence for each step.

use super::room::Room;
use crate::xray::plan_tree;
use labs::sandbox::Plan;
use leptos::prelude::*;
use store::PlanRow;
use xray::plan_of;

/// About how many bytes a step of a plan takes in a page, beside its own words.
const STEP_BYTES: usize = 1_500;

/// As `draw_plan`, or a sentence where there is no room for it.
pub fn draw_plan_within(plan: &Plan, sql: &str, room: &mut Room) -> Option<AnyView> {
    // The words of a step stand in it, and once more in its explanation, each as HTML and as a script.
    let bytes = plan.0.iter().map(|node| STEP_BYTES + 8 * node.detail.len()).sum();
    if !room.take_bytes(bytes) {
        return Some(
            view! { <p class="quiet-text">"The plan is cut here: the page would be too large."</p> }
                .into_any(),
        );
    }
    draw_plan(plan, sql)
}

/// Draws the plan of the statement `sql`, from which the sentences take the tables behind its aliases. Nothing where there
/// is no plan.
pub fn draw_plan(plan: &Plan, sql: &str) -> Option<AnyView> {
    if plan.0.is_empty() {
        return None;
    }
    let row = |node: &labs::sandbox::PlanNode| PlanRow {
        id: node.id,
        parent: node.parent,
        detail: super::text::visible(&node.detail),
    };
    let rows: Vec<_> = plan.0.iter().map(row).collect();
    Some(plan_tree(&plan_of(sql, &rows)))
}
