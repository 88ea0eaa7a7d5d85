//! The binary `vitrine`. Everything it does is in the library beside it, where tests reach it.

/// Many small strings of short life: this allocator gives them back faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::run(std::env::args_os())
}
