//! What `cargo xtask test fences` checks without building anything: the walls between the crates, and rules that a
//! reader of one file could not see broken.
//!
//! - `dependencies.rs`: which crate may depend on which, and why not.
//! - `documented_paths.rs`: every file that the documents name exists.
//! - `licences.rs`: licences, bans and sources of what others wrote, by `cargo deny` and `deny.toml`.
//! - `named_tests.rs`: every test that `docs/security.md` names exists.
//! - `patched_versions.rs`: the lock file holds no version with a known security hole.
//! - `raw_tags.rs`: tags that the renderer does not escape stand only in the component that does.

mod dependencies;
mod documented_paths;
mod licences;
mod named_tests;
mod patched_versions;
mod raw_tags;

pub use dependencies::check as dependencies;
pub use documented_paths::check as documented_paths;
pub use licences::check as licences;
pub use named_tests::check as named_tests;
pub use patched_versions::check as patched_versions;
pub use raw_tags::check as raw_tags;
