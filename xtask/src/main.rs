//! Chores, in Rust: `cargo xtask run`, `test`, `dev`, `bench`.
//!
//! Each first sets up what this machine lacks (`setup.rs`), so that a fresh clone needs one command.
//! Never here: anything the site itself needs while it runs.

mod bench;
mod build;
mod bundle_size;
mod dev;
mod extra_bundle;
mod fences;
mod process;
mod run;
mod setup;
mod test;

const HELP: &str = "\
cargo xtask run      set up what is missing, build, and serve the site on http://127.0.0.1:3000
cargo xtask test     set up what is missing, then prove everything
cargo xtask dev      serve, rebuild and reload while you edit
cargo xtask bench    measure speed, memory and size of a release build
cargo xtask setup    only set up what is missing
cargo xtask shots    pictures of every page, in all widths and both themes, into end2end/shots
";

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match chore(&args) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("xtask: {e:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn chore(args: &[String]) -> anyhow::Result<()> {
    std::env::set_current_dir(process::root())?;
    match args.first().map(String::as_str) {
        Some("run") => run::run(&args[1..]),
        Some("test") => test::test(&args[1..]),
        Some("dev") => dev::dev(),
        Some("bench") => bench::bench(&args[1..]),
        Some("setup") => setup::for_tests().map(drop),
        Some("shots") => test::shots(),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    }
}
