//! A plan as the glass draws it: a tree, each step in a plain sentence.

use crate::xray::plan_tree;
use labs::sandbox::Plan;
use leptos::prelude::*;
use store::PlanRow;
use xray::plan_of;

/// The plan of the statement `sql`, whose short names the sentences put back into tables. Nothing where there is none.
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
