//! The project's own tasks, in Rust: build, serve, test, measure.
//!
//! The promise: a fresh clone on a machine with Rust and Node needs one command. Each task first sets up what the
//! machine lacks (`setup.rs`), from package registries only and into a cache folder of its own, and then does its work
//! by calling Cargo, Trunk, Playwright and the like. Scripts in a shell's language would be shorter, but a second
//! language, and nothing would test them.
//!
//! The parts:
//! - `setup.rs`: tools, each in one pinned version.
//! - `build.rs`, `extra_bundle.rs`, `bundle_size.rs`: the browser's half, the server, and what the bundles may weigh.
//! - `run.rs`, `dev.rs`: serving, and rebuilding while one edits.
//! - `test.rs`, `playwright.rs` and `fences/`: everything that must be true before a change lands. `fences/` is what
//!   can be checked without building anything.
//! - `bench/`: a release build in numbers.
//! - `process.rs`: running other programs.
//!
//! For example, `cargo xtask test fences unit` runs two steps of the test. To add a task, write its function, and one
//! line in `SUBCOMMANDS`.
//!
//! Never here: anything that the site itself needs while it runs. Few dependencies, because this is compiled before all
//! else.

mod bench;
mod build;
mod bundle_size;
mod dev;
mod extra_bundle;
mod fences;
mod playwright;
mod process;
mod run;
mod setup;
mod test;

/// A task: its name on the command line, what the help says of it, and what it does with the arguments that follow.
type Subcommand = (&'static str, &'static str, fn(&[String]) -> anyhow::Result<()>);

/// Every task there is, in the order of the help.
const SUBCOMMANDS: [Subcommand; 6] = [
    ("run", "set up what is missing, build, and serve the site on http://127.0.0.1:3000", run::run),
    ("test", "set up what is missing, then prove everything", test::test),
    ("dev", "serve, rebuild and reload while you edit", dev::dev),
    ("bench", "measure speed, memory and size of a release build", bench::bench),
    ("setup", "only set up what is missing", setup::setup),
    ("shots", "pictures of every page, in all widths and both themes, into end2end/shots", playwright::shots),
];

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run_subcommand(&args) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("xtask: {e:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Runs the task that the first argument names, from the top of the checkout; without one, or with an unknown one,
/// prints the help.
fn run_subcommand(args: &[String]) -> anyhow::Result<()> {
    std::env::set_current_dir(process::root())?;
    let named = args.first().and_then(|name| SUBCOMMANDS.iter().find(|(known, ..)| known == name));
    match named {
        Some((_, _, run)) => run(&args[1..]),
        None => {
            print!("{}", help());
            Ok(())
        }
    }
}

fn help() -> String {
    SUBCOMMANDS.iter().map(|(name, does, _)| format!("cargo xtask {name:<8} {does}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_has_a_line_for_every_task() {
        assert_eq!(help().lines().count(), SUBCOMMANDS.len());
        assert!(help().contains("cargo xtask dev      serve, rebuild"), "{}", help());
    }

    #[test]
    fn no_two_tasks_have_one_name() {
        let mut names = SUBCOMMANDS.map(|(name, ..)| name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
