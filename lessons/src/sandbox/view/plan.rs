//! A query plan, drawn as the X-ray draws it: a tree with a plain sentence for each step.

use crate::xray::plan_tree;
use labs::sandbox::Plan;
use leptos::prelude::*;
use store::PlanRow;
use xray::plan_of;

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
