//! `cargo xtask test`: everything that must be true before a change lands.

use crate::{
    build, fences,
    playwright::playwright,
    process::{command, run, run_collecting},
    setup::{self, Tools},
};
use anyhow::{Context, Result};
use std::{process::Command, time::Instant};

/// Runs every step, or only those whose name contains one of `wanted`.
pub fn test(wanted: &[String]) -> Result<()> {
    let mut test_run = TestRun { wanted, minutes: Vec::new(), summaries: Vec::new() };
    let tools = setup::for_tests()?;
    test_run
        .step("format", || run(&mut command("cargo fmt --all --check")).context("run `cargo fmt --all`"))?;
    test_run.step("fences", || fences(&tools))?;
    test_run.step("bundle", || build::frontend(&tools))?;
    test_run.step("wasm", || wasm(&tools))?;
    test_run.step("lints", lints)?;
    test_run.unit()?;
    test_run.tests("site", &mut command("cargo test --package app --package server --features app/ssr"))?;
    test_run.step("server", || build::server(&[]))?;
    test_run.browser()?;
    test_run.report();
    Ok(())
}

struct TestRun<'a> {
    wanted: &'a [String],
    minutes: Vec<(&'static str, f64)>,
    summaries: Vec<String>,
}

impl TestRun<'_> {
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
        cargo.env("VITRINE_FLASK_PYTHON", setup::python_with_flask()?);
        self.tests("unit", &mut cargo)
    }

    fn tests(&mut self, name: &'static str, cargo: &mut Command) -> Result<()> {
        if self.skips(name) {
            return Ok(());
        }
        let (result, lines) =
            self.timed(name, || run_collecting(cargo, |line| line.starts_with("test result:")));
        self.summaries.extend(lines);
        result.with_context(|| format!("step `{name}`"))
    }

    fn browser(&mut self) -> Result<()> {
        if self.skips("browser") {
            return Ok(());
        }
        let (result, lines) = self.timed("browser", || {
            run_collecting(&mut playwright("--project scripts --project plain"), |line| {
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

fn fences(tools: &Tools) -> Result<()> {
    fences::dependencies()?;
    fences::licences(tools)?;
    fences::patched_versions()?;
    fences::raw_tags()?;
    fences::named_tests()
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
