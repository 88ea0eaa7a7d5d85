//! What a stranger's statement may do. A list of what is allowed: what is not on it, and what a later SQLite adds, is denied
//! (CVE-2022-46908 is what becomes of lists of what is forbidden).

use rusqlite::hooks::{AuthAction, Authorization};

/// Functions without a way to files, the process, or minutes in one step (`unhex`, `json_patch`, `fts3_tokenizer`).
const FUNCTIONS: &str = " abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling changes char coalesce concat concat_ws \
    cos cosh count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp first_value \
    floor format glob group_concat hex if ifnull iif instr json json_array json_array_length json_each json_extract \
    json_group_array json_group_object json_object json_quote json_remove json_replace json_set json_tree json_type \
    json_valid julianday lag last_insert_rowid last_value lead length like likelihood likely ln log log10 log2 lower ltrim \
    max median min mod nth_value ntile nullif octet_length percent_rank pi pow power printf quote radians random randomblob \
    rank replace round row_number rtrim sign sin sinh soundex sqlite_version sqrt strftime string_agg substr substring sum \
    tan tanh time timediff total total_changes trim trunc typeof unicode unixepoch unlikely upper zeroblob -> ->> ";

/// What SQLite itself calls in its own `ALTER TABLE`; nobody can write them.
const OWN_FUNCTIONS: &str = " sqlite_rename_column sqlite_rename_table sqlite_rename_test sqlite_rename_quotefix \
    sqlite_drop_column sqlite_fail sqlite_find_constraint sqlite_drop_constraint sqlite_add_constraint ";

/// Settings to be read, and the one that may be set: foreign keys, for those who want to see what happens without.
const PRAGMAS: &str = " foreign_key_check foreign_key_list foreign_keys index_info index_list index_xinfo integrity_check \
    quick_check reverse_unordered_selects table_info table_list table_xinfo ";
const PRAGMAS_SET: &str = " foreign_keys reverse_unordered_selects ";
/// Settings that are only read: with a value they would write.
const PRAGMAS_READ: &str = " user_version application_id encoding page_count page_size freelist_count ";

/// Tables of SQLite's own that show more than the database.
const TABLES_DENIED: &str = " dbstat sqlite_dbpage sqlite_stmt bytecode tables_used completion fsdir ";

/// `denied` are the virtual tables of this SQLite that are not open.
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
        // Files and modules, and whatever has no name yet.
        A::Attach { .. }
        | A::Detach { .. }
        | A::CreateVtable { .. }
        | A::DropVtable { .. }
        | A::Unknown { .. } => false,
        _ => false,
    }
}

/// A pragma's table-valued twin is a table by the name `pragma_…`, and no more open than itself.
fn is_open(table: &str) -> bool {
    let table = table.to_ascii_lowercase();
    match table.strip_prefix("pragma_") {
        Some(name) => lists(PRAGMAS, name) || lists(PRAGMAS_READ, name),
        None => !lists(TABLES_DENIED, &table),
    }
}

fn pragma(name: &str, value: Option<&str>) -> bool {
    match value {
        None => lists(PRAGMAS, name) || lists(PRAGMAS_READ, name),
        // A value here is what is asked about (a table), or for two of them the setting itself.
        Some(_) => lists(PRAGMAS, name) || lists(PRAGMAS_SET, name),
    }
}

fn lists(list: &str, name: &str) -> bool {
    !name.contains(' ') && list.contains(&format!(" {} ", name.to_ascii_lowercase()))
}
