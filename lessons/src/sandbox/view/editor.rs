//! An editor for SQL: a text area that works without scripts. Where they run, the bundle that its attributes name
//! (`frontend/editor`) colours the text and completes the names of tables and columns.

use labs::sandbox::Schema;
use leptos::prelude::*;
use web::{components::TextArea, context::RequestContext};

/// The most names that are offered for completion.
const NAMES_MAX: usize = 500;

/// Draws an editor with this text in it. `id` is the id that its label points to.
pub fn draw_editor(cx: &RequestContext, id: &str, text: &str, schema: Option<&Schema>) -> AnyView {
    let value = RwSignal::new(text.to_owned());
    let rows = u32::try_from(text.lines().count() + 1).unwrap_or(u32::MAX).clamp(7, 24);
    let (js, wasm) = (cx.site.assets)().editor.clone();
    let names = schema.map(names).unwrap_or_default();
    view! {
        <div class="ed" data-editor=js data-editor-wasm=wasm data-names=names><TextArea id=id.to_owned() name="sql" value rows/></div>
    }
    .into_any()
}

/// The names to complete: tables first, then columns, each once. A name that SQL would have to quote is left out.
fn names(schema: &Schema) -> String {
    let tables = schema.tables.iter().map(|table| table.name.as_str());
    let columns = schema.tables.iter().flat_map(|table| &table.columns).map(|column| column.name.as_str());
    let mut all: Vec<&str> = Vec::new();
    for name in tables.chain(columns) {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && name.len() <= 40;
        if plain && all.len() < NAMES_MAX && !all.contains(&name) {
            all.push(name);
        }
    }
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::{Database, run_script};

    #[test]
    fn names_are_offered_once_and_only_plain_ones() {
        let sql = "CREATE TABLE a (id, name); CREATE TABLE b (id, \"two words\", \"<b>\"); CREATE VIEW v AS SELECT 1 AS one;";
        let ran = run_script(&Database::empty().unwrap(), sql).unwrap();
        assert_eq!(names(&ran.schema), "a b v id name one");
    }
}
