//! How many files the process may open (`ulimit -n`, `LimitNOFILE`), and how many connections fit into that.
//!
//! Every connection is an open file. Where connections may use up all of them, nobody can be accepted any more, no worker
//! can be started, and visitors wait without an answer. So the limit is raised as far as it is needed and allowed, and what
//! still does not fit is taken off the settings, with a line in the log (docs/security.md, R1).

use crate::config::Config;
use anyhow::{Result, bail};
use rlimit::Resource;

/// Files for everything but visitors' connections: the database, the workers and their pipes, the programs of chapter 4,
/// the connections that are being refused or closed.
const OTHER_FILES: u64 = 512;
/// The least for that: what a site needs that does one thing at a time.
const OTHER_FILES_MIN: u64 = 56;
/// With fewer files than this the site does not start.
const FILES_MIN: u64 = 96;

/// Raises the limit of this process to what the settings need, or as far as it is allowed, and returns the limit.
///
/// # Errors
/// The system's own, where it does not tell the limit.
pub fn raise_limit(config: &Config) -> Result<u64> {
    let (soft, hard) = Resource::NOFILE.get()?;
    let wanted = (config.connections_max as u64).saturating_add(OTHER_FILES).min(hard);
    if wanted <= soft {
        return Ok(soft);
    }
    match Resource::NOFILE.set(wanted, hard) {
        Ok(()) => Ok(wanted),
        Err(e) => {
            tracing::warn!(error = %e, soft, "the limit of open files stays at {soft}: {e}");
            Ok(soft)
        }
    }
}

/// The settings with as many connections and listeners as fit into so many files.
///
/// # Errors
/// One sentence where that is too few to serve anybody.
pub fn fit(mut config: Config, files: u64) -> Result<Config> {
    if files < FILES_MIN {
        bail!("this process may open only {files} files and needs {FILES_MIN} at least; raise `ulimit -n`");
    }
    let others = (files / 4).clamp(OTHER_FILES_MIN, OTHER_FILES);
    let room = usize::try_from(files - others).unwrap_or(usize::MAX);
    if config.connections_max <= room {
        return Ok(config);
    }
    // A quarter stays free of listeners, for pages.
    let listeners = config.listeners_max.min(room / 4 * 3);
    tracing::warn!(
        files,
        connections_max = room,
        listeners_max = listeners,
        "this process may open only {files} files, so it serves {room} connections at once and not {}, of which {listeners} \
         may listen to events; raise `ulimit -n` (LimitNOFILE) or lower --connections-max",
        config.connections_max,
    );
    config.connections_max = room;
    config.listeners_max = listeners;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct CommandLine {
        #[command(flatten)]
        config: Config,
    }

    fn check(flags: &[&str], files: u64, want: (usize, usize)) {
        let config = CommandLine::parse_from(["test"].iter().chain(flags)).config;
        let fitted = fit(config, files).unwrap();
        assert_eq!((fitted.connections_max, fitted.listeners_max), want, "{files}");
        assert!((fitted.connections_max as u64) < files);
        fitted.check().unwrap();
    }

    #[test]
    fn r1_no_more_connections_are_served_than_files_may_be_open() {
        check(&[], 1_048_576, (2048, 1500));
        check(&[], 2048 + OTHER_FILES, (2048, 1500));
        check(&[], 1024, (768, 576));
        check(&[], 128, (72, 54));
        check(&["--connections-max", "50", "--listeners-max", "40"], 128, (50, 40));
        let config = CommandLine::parse_from(["test"]).config;
        assert!(fit(config, 95).is_err());
    }
}
