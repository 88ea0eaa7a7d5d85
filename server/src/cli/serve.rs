//! `vitrine serve`: the site, until interrupted.

use super::{run::block_on, subcommand::Subcommand};
use crate::{config::Config, log, serve};
use anyhow::Result;
use clap::ArgMatches;

const EXAMPLES: &str = "\
Examples:
  vitrine serve
  vitrine serve --listen 127.0.0.1:0               any free port; the last line on stdout says which
  vitrine serve --origin https://square.example --trusted-proxy 127.0.0.1
                                                   behind a proxy on the same machine that speaks https

SIGTERM or Ctrl-C: no new requests, the running ones end, then the database is closed.";

/// Takes every setting of `Config`.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: Config,
}

impl Subcommand for Args {
    const NAME: &'static str = "serve";
    const SUMMARY: &'static str = "Serve the site until interrupted";

    fn check(&self) -> Result<()> {
        self.config.check()
    }

    /// Serves until the process is told to stop.
    fn run(self, _: &ArgMatches) -> Result<()> {
        log::init(&self.config.log)?;
        block_on(serve::run(&self.config))
    }
}
