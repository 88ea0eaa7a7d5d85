//! Makes Cargo build the crate again when a migration was added: `sqlx::migrate!` reads the folder, and Cargo by itself watches
//! only the files that were there before.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=migrations");
}
