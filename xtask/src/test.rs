//! `cargo xtask test`: everything that must be true before a change lands.
//!
//! The steps go from cheap to dear, and the first that fails ends the run: what a formatter or the fences can say in
//! seconds should not wait for a browser. Continuous integration runs the same command (`.ci/run`).

use crate::{
    build, fences,
    playwright::playwright,
    process::{command, run, run_collecting},
    setup::{self, Tools},
};
use anyhow::{Context, Result};
use std::{process::Command, time::Instant};

/// Runs every step, or only those whose name contains one of `wanted`.
///
/// # Errors
/// When something cannot be set up, or at the first step that fails.
pub fn test(wanted: &[String]) -> Result<()> {
    let tools = setup::for_tests()?;
    let mut test_run = TestRun { wanted, minutes: Vec::new(), summaries: Vec::new() };
    test_run.step("format", format)?;
    test_run.step("fences", || fences(&tools))?;
    test_run.step("bundle", || build::frontend(&tools))?;
    test_run.step("wasm", || wasm(&tools))?;
    test_run.step("lints", lints)?;
    test_run.unit()?;
    test_run.tests(
        "site",
        &mut command(
            "cargo test --package xray --package web --package lessons --package app --package server --features web/ssr,app/ssr",
        ),
    )?;
    // The browser tests start the binary themselves, so it is built before them and not during the first of them.
    test_run.step("server", || build::server(&[]))?;
    test_run.browser()?;
    test_run.report();
    Ok(())
}

/// One run: which steps are wanted, and what is reported at its end.
struct TestRun<'a> {
    wanted: &'a [String],
    minutes: Vec<(&'static str, f64)>,
    /// The closing lines of Cargo's and Playwright's tests, repeated at the end where a reader looks first.
    summaries: Vec<String>,
}

impl TestRun<'_> {
    /// Whether a step was not asked for.
    fn skips(&self, name: &str) -> bool {
        !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| name.contains(wanted.as_str()))
    }

    /// Does some work between two headings, and notes how long it took.
    fn timed<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        println!("\n== {name}");
        let started = Instant::now();
        let result = work();
        let minutes = started.elapsed().as_secs_f64() / 60.0;
        println!("== {name}: {minutes:.1} min");
        self.minutes.push((name, minutes));
        result
    }

    /// A step that only succeeds or fails.
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.skips(name) {
            return Ok(());
        }
        self.timed(name, work).with_context(|| format!("step `{name}`"))
    }

    /// The tests of the crates that need no site around them.
    fn unit(&mut self) -> Result<()> {
        if self.skips("unit") {
            return Ok(());
        }
        let mut cargo = command(
            "cargo test --package model --package store --package labs --package editor --package xtask \
             --features model/sqlx,labs/native",
        );
        // `labs/tests/flask.rs` and `listings.rs` run what the chapters print in Python.
        cargo.env("VITRINE_FLASK_PYTHON", setup::python_with_flask()?);
        self.tests("unit", &mut cargo)
    }

    /// A step that is a run of Cargo's tests.
    fn tests(&mut self, name: &'static str, cargo: &mut Command) -> Result<()> {
        if self.skips(name) {
            return Ok(());
        }
        let (result, lines) =
            self.timed(name, || run_collecting(cargo, |line| line.starts_with("test result:")));
        self.summaries.extend(lines);
        result.with_context(|| format!("step `{name}`"))
    }

    /// The tests in a browser, with scripts and without.
    fn browser(&mut self) -> Result<()> {
        if self.skips("browser") {
            return Ok(());
        }
        let mut playwright = playwright("--project scripts --project plain");
        let (result, lines) = self.timed("browser", || run_collecting(&mut playwright, is_summary));
        self.summaries.extend(lines);
        result.context("step `browser`")
    }

    /// Prints how long each step took, and how many tests ran.
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

/// Whether a line of Playwright's is one of the last, which count: `12 passed (3.4s)`.
fn is_summary(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let counts = words.next().is_some_and(|word| word.parse::<u32>().is_ok());
    counts && words.next().is_some_and(|word| matches!(word, "passed" | "failed" | "flaky" | "skipped"))
}

fn format() -> Result<()> {
    run(&mut command("cargo fmt --all --check")).context("run `cargo fmt --all`")
}

fn fences(tools: &Tools) -> Result<()> {
    fences::dependencies()?;
    fences::licences(tools)?;
    fences::patched_versions()?;
    fences::raw_tags()?;
    fences::named_tests()?;
    fences::documented_paths()
}

/// Checks that `model` compiles for the browser by itself, without the features that other crates switch on in it.
fn wasm(tools: &Tools) -> Result<()> {
    run(tools.for_wasm(&mut command("cargo check --package model --target wasm32-unknown-unknown")))
}

/// Each side by itself: one command over everything would switch both halves of Leptos on together.
fn lints() -> Result<()> {
    run(&mut command(
        "cargo clippy --package xtask --package model --package store --package labs --package xray --package web \
         --package lessons --package app --package server --features web/ssr,app/ssr,labs/native --all-targets -- -D warnings",
    ))?;
    run(&mut command("cargo clippy --package frontend --package jar --package editor -- -D warnings"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_told_from_others() {
        assert!(is_summary("  12 passed (3.4s)") && is_summary("  1 flaky"));
        assert!(
            !is_summary("Running 12 tests using 2 workers") && !is_summary("12 tests") && !is_summary("")
        );
    }
}
