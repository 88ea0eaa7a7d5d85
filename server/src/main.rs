//! The binary `vitrine`. Everything it does is in the library beside it, where tests reach it.

/// A page is many small strings of short life, and what a rush of pages took is to be given back to the system when it is over.
/// SQLite takes its memory from this allocator as well. Its settings stand in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    server::cli::run(std::env::args_os())
}
