//! What a stranger's statement may do, as SQLite asks it for every action (<https://sqlite.org/c3ref/set_authorizer.html>).
//!
//! The lists say what is allowed. What is not on them is denied, and so is everything that a later version of SQLite adds.
//! A list of what is forbidden would be easier to get wrong: see CVE-2022-46908 of SQLite's own shell.

use rusqlite::hooks::{AuthAction, Authorization};

/// The functions that may be called. Left out are those that reach files or the process (`load_extension`,
/// `fts3_tokenizer`), that hand out addresses of the process (`fts5`), and those that could take minutes in one step, where
/// nothing interrupts them (`unhex`, `json_patch` and its twin `jsonb_patch`).
const FUNCTIONS: &str = " abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling changes char coalesce concat \
    concat_ws cos cosh count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp \
    first_value floor format glob group_concat hex highlight if ifnull iif instr json json_array json_array_length json_each \
    json_error_position json_extract json_group_array json_group_object json_insert json_object json_pretty json_quote \
    json_remove json_replace json_set json_tree json_type json_valid jsonb jsonb_array jsonb_each jsonb_extract \
    jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_remove jsonb_replace jsonb_set jsonb_tree julianday \
    lag last_insert_rowid last_value lead length like likelihood likely ln log log10 log2 lower ltrim match max min mod \
    nth_value ntile nullif octet_length percent_rank pi pow power printf quote radians random randomblob rank replace round \
    row_number rtrim sign sin sinh snippet soundex sqlite_version sqrt strftime string_agg substr substring sum tan tanh time \
    timediff total total_changes trim trunc typeof unicode unistr unistr_quote unixepoch unlikely upper zeroblob -> ->> ";

/// Functions that SQLite calls itself while it runs `ALTER TABLE`. SQLite lets nobody else call them.
const OWN_FUNCTIONS: &str = " sqlite_rename_column sqlite_rename_table sqlite_rename_test sqlite_rename_quotefix \
    sqlite_drop_column sqlite_fail sqlite_find_constraint sqlite_drop_constraint sqlite_add_constraint ";

/// Pragmas that may be read. Those that take an argument may have one: the table or the index that they describe.
const PRAGMAS: &str = " foreign_key_check foreign_key_list foreign_keys index_info index_list index_xinfo integrity_check \
    quick_check reverse_unordered_selects table_info table_list table_xinfo ";
/// Pragmas that may be set: learners are to see what happens without foreign keys, and that rows without `ORDER BY` have no
/// order.
const PRAGMAS_SET: &str = " foreign_keys reverse_unordered_selects ";
/// Pragmas that may be read but not have an argument, because with one they change the database.
/// (`data_version` is asked for by FTS5 itself.)
const PRAGMAS_READ: &str =
    " user_version application_id data_version encoding page_count page_size freelist_count ";

/// The virtual tables that may be made with `CREATE VIRTUAL TABLE`: full-text search (<https://sqlite.org/fts5.html>) and
/// boxes in space (<https://sqlite.org/rtree.html>). What they keep lies in ordinary tables beside them, within the bounds of
/// the database; `SQLITE_DBCONFIG_DEFENSIVE` lets nobody write there. Left out is `fts3`, whose older code has had more flaws.
const MODULES: &str = " fts5 fts5vocab rtree rtree_i32 ";
/// The virtual tables that are there without being made, besides those of pragmas.
const OWN_TABLES: &str = " generate_series json_each json_tree jsonb_each jsonb_tree ";

/// Tables of SQLite itself that show more than the rows of the database.
const TABLES_DENIED: &str = " dbstat sqlite_dbpage sqlite_stmt bytecode tables_used completion fsdir ";

/// Whether SQLite may take this action. `denied` names the virtual tables that this build of SQLite has and that may not be
/// read, in addition to `TABLES_DENIED`.
pub(super) fn authorize(action: &AuthAction<'_>, denied: &[String]) -> Authorization {
    if is_allowed(action, denied) { Authorization::Allow } else { Authorization::Deny }
}

fn is_allowed(action: &AuthAction<'_>, denied: &[String]) -> bool {
    let is_open = |table: &str| is_open(table) && !denied.iter().any(|name| name.eq_ignore_ascii_case(table));
    use AuthAction as A;
    match action {
        A::Select | A::Recursive | A::Transaction { .. } | A::Savepoint { .. } => true,
        A::Insert { table_name } | A::Delete { table_name } | A::Update { table_name, .. } => {
            is_open(table_name)
        }
        A::Read { table_name, .. } => is_open(table_name),
        A::CreateTable { .. } | A::CreateIndex { .. } | A::CreateView { .. } | A::CreateTrigger { .. } => {
            true
        }
        A::CreateTempTable { .. } | A::CreateTempIndex { .. } => true,
        A::CreateTempView { .. } | A::CreateTempTrigger { .. } => true,
        A::DropTable { .. } | A::DropIndex { .. } | A::DropView { .. } | A::DropTrigger { .. } => true,
        A::DropTempTable { .. } | A::DropTempIndex { .. } => true,
        A::DropTempView { .. } | A::DropTempTrigger { .. } => true,
        A::AlterTable { .. } | A::Reindex { .. } | A::Analyze { .. } => true,
        A::Function { function_name } => {
            lists(FUNCTIONS, function_name) || lists(OWN_FUNCTIONS, function_name)
        }
        A::Pragma { pragma_name, pragma_value } => pragma(pragma_name, *pragma_value),
        A::CreateVtable { module_name, .. } | A::DropVtable { module_name, .. } => {
            lists(MODULES, module_name)
        }
        // These would be denied by the last arm as well. They are named because they are the dangerous ones: files, and
        // actions that this version of the bindings does not know.
        A::Attach { .. } | A::Detach { .. } | A::Unknown { .. } => false,
        _ => false,
    }
}

/// Whether a table may be read and changed. A pragma can also be called as a table named `pragma_…`
/// (<https://sqlite.org/pragma.html#pragfunc>), which is allowed exactly where the pragma may be read.
fn is_open(table: &str) -> bool {
    let table = table.to_ascii_lowercase();
    match table.strip_prefix("pragma_") {
        Some(name) => allows_pragma(name),
        None => !lists(TABLES_DENIED, &table),
    }
}

/// Whether a module of virtual tables, in lower case, may be used in some way: made by a learner, or read as it is.
pub(super) fn allows_module(module: &str) -> bool {
    lists(MODULES, module) || lists(OWN_TABLES, module) || module.starts_with("pragma_")
}

/// The names of all functions that may be called, in lower case and in the order of the alphabet.
pub(crate) fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.split_whitespace().filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a pragma may be read.
pub(crate) fn allows_pragma(name: &str) -> bool {
    lists(PRAGMAS, name) || lists(PRAGMAS_READ, name)
}

/// Whether a pragma may be run, with a value or without one.
fn pragma(name: &str, value: Option<&str>) -> bool {
    match value {
        None => allows_pragma(name),
        // The value of a pragma in `PRAGMAS` is what it describes; of one in `PRAGMAS_SET` it is the new setting.
        Some(_) => lists(PRAGMAS, name) || lists(PRAGMAS_SET, name),
    }
}

/// Whether a list has this name between spaces. A name with a space in it could match across two entries.
fn lists(list: &str, name: &str) -> bool {
    !name.contains(' ') && list.contains(&format!(" {} ", name.to_ascii_lowercase()))
}
