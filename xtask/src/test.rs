//! `cargo xtask test`: everything that must be true before a change lands.

use crate::{
    build,
    cmd::{command, output, run, run_keeping},
    setup::{self, Tools},
};
use anyhow::{Context, Result, bail};
use std::{process::Command, time::Instant};

/// What no one may name, whatever the way: who, whom, and the flags that make Cargo show it.
const FENCES: [(&str, &str, &str); 4] = [
    ("labs", "store", "--all-features"),
    ("frontend", "sqlx", "--target wasm32-unknown-unknown"),
    ("frontend", "store", "--target wasm32-unknown-unknown"),
    ("model", "tokio", "--edges normal"),
];

/// What the renderer writes raw, and the one component that may use it, because it escapes.
const RAW: [(&str, &str); 2] =
    [("<textarea", "app/src/components/text_area.rs"), ("<Title", "app/src/components/page_meta.rs")];

/// Runs every step, or only those whose name contains one of `wanted`.
pub fn test(wanted: &[String]) -> Result<()> {
    let mut round = Round { wanted, minutes: Vec::new(), summaries: Vec::new() };
    let tools = setup::for_tests()?;
    round.step("format", || run(&mut command("cargo fmt --all --check")).context("run `cargo fmt --all`"))?;
    round.step("fences", || fences(&tools))?;
    round.step("bundle", || build::frontend(&tools))?;
    round.step("wasm", || wasm(&tools))?;
    round.step("lints", lints)?;
    round.unit()?;
    round.tests("site", &mut command("cargo test --package app --package server --features app/ssr"))?;
    round.step("server", || build::server(&[]))?;
    round.browser()?;
    round.report();
    Ok(())
}

/// Pictures of every page, into `end2end/shots`.
pub fn shots() -> Result<()> {
    let tools = setup::for_browser()?;
    build::frontend(&tools)?;
    build::server(&[])?;
    run(&mut playwright("--project shots"))
}

struct Round<'a> {
    wanted: &'a [String],
    minutes: Vec<(&'static str, f64)>,
    summaries: Vec<String>,
}

impl Round<'_> {
    fn skips(&self, name: &str) -> bool {
        !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| name.contains(wanted.as_str()))
    }

    fn timed<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        println!("\n== {name}");
        let started = Instant::now();
        let result = work();
        let minutes = started.elapsed().as_secs_f64() / 60.0;
        println!("== {name}: {minutes:.1} min");
        self.minutes.push((name, minutes));
        result
    }

    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.skips(name) {
            return Ok(());
        }
        self.timed(name, work).with_context(|| format!("step `{name}`"))
    }

    fn unit(&mut self) -> Result<()> {
        if self.skips("unit") {
            return Ok(());
        }
        let mut cargo = command(
            "cargo test --package model --package store --package labs --package editor --package xtask --features model/sqlx,labs/native",
        );
        cargo.env("VITRINE_FLASK_PYTHON", setup::flask()?);
        self.tests("unit", &mut cargo)
    }

    fn tests(&mut self, name: &'static str, cargo: &mut Command) -> Result<()> {
        if self.skips(name) {
            return Ok(());
        }
        let (result, lines) =
            self.timed(name, || run_keeping(cargo, |line| line.starts_with("test result:")));
        self.summaries.extend(lines);
        result.with_context(|| format!("step `{name}`"))
    }

    fn browser(&mut self) -> Result<()> {
        if self.skips("browser") {
            return Ok(());
        }
        let (result, lines) = self.timed("browser", || {
            run_keeping(&mut playwright("--project scripts --project plain"), |line| {
                let mut words = line.split_whitespace();
                words.next().is_some_and(|n| n.parse::<u32>().is_ok())
                    && words
                        .next()
                        .is_some_and(|word| matches!(word, "passed" | "failed" | "flaky" | "skipped"))
            })
        });
        self.summaries.extend(lines);
        result.context("step `browser`")
    }

    fn report(&self) {
        println!();
        for (name, minutes) in &self.minutes {
            println!("{name:>8} {minutes:5.1} min");
        }
        let all: f64 = self.minutes.iter().map(|(_, minutes)| minutes).sum();
        println!("{:>8} {all:5.1} min\n", "all");
        for line in &self.summaries {
            println!("{line}");
        }
    }
}

fn playwright(args: &str) -> Command {
    let mut npx = command("npx playwright test");
    npx.args(args.split_whitespace()).current_dir("end2end");
    if let Some(browser) = setup::chromium() {
        npx.env("VITRINE_CHROMIUM", browser);
    }
    npx
}

/// Versions with known holes mended (RustSec): the least that the lock file may hold.
const PATCHED: [(&str, [u64; 3], &str); 3] = [
    ("h2", [0, 4, 16], "RUSTSEC-2026-0258"),
    ("time", [0, 3, 47], "RUSTSEC-2026-0009"),
    ("ammonia", [4, 1, 4], "RUSTSEC-2026-0213"),
];

fn patched() -> Result<()> {
    let lock = std::fs::read_to_string("Cargo.lock")?;
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("name = ") else { continue };
        let version = lines
            .next()
            .and_then(|line| line.strip_prefix("version = "))
            .unwrap_or_default()
            .trim_matches('"');
        let Some((name, least, advisory)) =
            PATCHED.iter().find(|(known, ..)| name.trim_matches('"') == *known)
        else {
            continue;
        };
        let parts: Vec<u64> =
            version.split(['.', '-', '+']).take(3).map(|part| part.parse().unwrap_or(0)).collect();
        if parts.as_slice() < least.as_slice() {
            bail!(
                "{name} {version} in Cargo.lock has the hole {advisory}; run `cargo update --package {name}`"
            );
        }
    }
    Ok(())
}

/// Licences, bans and sources of the dependencies, as `deny.toml` says.
fn deny(tools: &Tools) -> Result<()> {
    // The licences are read from the crates themselves; once they are here, the checks need no network.
    run(&mut command("cargo fetch --locked")).context("the crates could not be fetched")?;
    run(tools.on_path(&mut command(
        "cargo deny --locked --offline check --hide-inclusion-graph licenses bans sources",
    )))
    .context("a dependency is not what deny.toml allows; `cargo tree --invert CRATE` says who brings it")
}

fn fences(tools: &Tools) -> Result<()> {
    deny(tools)?;
    patched()?;
    for (from, to, flags) in FENCES {
        let line = format!("cargo tree --quiet --package {from} {flags} --prefix none --format {{lib}}");
        let tree = output(&mut command(&line)).with_context(|| format!("`{line}` failed"))?;
        if tree.lines().any(|name| name.trim() == to) {
            bail!("`{from}` reaches `{to}`; it must not (see ARCHITECTURE.md)");
        }
    }
    for (tag, home) in RAW {
        let found = output(command("git grep -l -F").args([tag, "--", "app", &format!(":!{home}")]));
        if let Some(files) = found.filter(|files| !files.trim().is_empty()) {
            bail!("a bare {tag}> in {}; only {home} may, which escapes", files.trim());
        }
    }
    Ok(())
}

fn wasm(tools: &Tools) -> Result<()> {
    run(tools.for_wasm(&mut command("cargo check --package model --target wasm32-unknown-unknown")))
}

fn lints() -> Result<()> {
    // Each side by itself: one command over everything would switch both halves of leptos on together.
    run(&mut command(
        "cargo clippy --package xtask --package model --package store --package labs --package app --package server --features app/ssr,labs/native \
         --all-targets -- -D warnings",
    ))?;
    run(&mut command("cargo clippy --package frontend --package jar --package editor -- -D warnings"))
}
