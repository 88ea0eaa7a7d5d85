//! What a machine may lack, and how it gets it.
//!
//! Only the registries of Rust crates, npm, Python and Debian are asked. Tools land in `~/.cache/vitrine`, one folder
//! for each version, so that all clones share them and nobody's own installation is touched; only the system's packages
//! (a C compiler, Node, Chromium) are installed for the whole machine, and only where they are missing. Each function
//! looks first, so running it again does nothing.
//!
//! Never here: what the site is made of. Cargo and npm fetch that themselves, by their lock files.

use crate::process::{command, output, run};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const WASM: &str = "wasm32-unknown-unknown";
/// The tool must be of the very version of the library in `Cargo.toml`: what they exchange has no stable format.
const WASM_BINDGEN: &str = "0.2.130";
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";

/// Where the tools are, and which Rust builds for the browser.
pub struct Tools {
    folders: Vec<PathBuf>,
    /// A rustup toolchain other than the default one, where only that one knows wasm32.
    pub wasm_toolchain: Option<&'static str>,
}

impl Tools {
    /// Puts the tools' folders before all others on the path of `command`.
    pub fn on_path<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let all = self.folders.iter().cloned().chain(std::env::split_paths(&old));
        if let Ok(path) = std::env::join_paths(all) {
            command.env("PATH", path);
        }
        command
    }

    /// As `on_path`, and makes `command` use the Rust that knows wasm32.
    pub fn for_wasm<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some(toolchain) = self.wasm_toolchain {
            // The Cargo that runs this program has set both, and they would go before the toolchain named here.
            command.env_remove("CARGO").env_remove("RUSTC").env("RUSTUP_TOOLCHAIN", toolchain);
        }
        self.on_path(command)
    }
}

/// Sets up everything that any task needs.
///
/// # Errors
/// When something is missing that cannot be installed.
pub fn setup(_args: &[String]) -> Result<()> {
    for_tests().map(drop)
}

/// Sets up everything that `run` and `dev` need.
///
/// # Errors
/// When something is missing that cannot be installed.
pub fn for_run() -> Result<Tools> {
    require("cc", "cc --version", "gcc", "a C compiler, for SQLite")?;
    require("make", "make --version", "make", "make, which builds the allocator")?;
    require(
        "node",
        "node --version",
        "nodejs npm",
        "Node.js 20 or newer, for wasm-opt, esbuild and the browser tests",
    )?;
    let wasm_toolchain = wasm_target()?;
    let folders = vec![
        wasm_bindgen()?,
        trunk()?,
        npm_tool("binaryen", BINARYEN, "wasm-opt")?,
        npm_tool("esbuild", ESBUILD, "esbuild")?,
    ];
    Ok(Tools { folders, wasm_toolchain })
}

/// Sets up everything that `bench` and `shots` need: the above, the browser and Playwright.
///
/// # Errors
/// When something is missing that cannot be installed.
pub fn for_browser() -> Result<Tools> {
    let tools = for_run()?;
    node_modules()?;
    install_chromium()?;
    Ok(tools)
}

/// Sets up everything that `test` needs: the above and `cargo deny`.
///
/// # Errors
/// When something is missing that cannot be installed.
pub fn for_tests() -> Result<Tools> {
    let mut tools = for_browser()?;
    tools.folders.push(cargo_deny()?);
    for_faults()?;
    Ok(tools)
}

/// Sets up what makes faults: `strace` for those of the system's calls, `unshare` for a disk that is full.
///
/// # Errors
/// When one of them is missing and cannot be installed.
pub fn for_faults() -> Result<()> {
    require("strace", "strace --version", "strace", "strace, which makes calls of the system fail")?;
    require("unshare", "unshare --version", "util-linux", "unshare, which mounts a small disk")
}

/// Says what is about to be done, and how long that usually takes on two cores.
fn step(what: &str, how_long: &str) {
    println!("setup: {what} (usually {how_long})");
}

/// A folder of that name among the tools.
fn cache_folder(name: &str) -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .context("neither HOME nor XDG_CACHE_HOME is set, so there is no folder for the build tools")?;
    Ok(base.join("vitrine").join(name))
}

/// Installs Debian `packages` unless the command `probe` succeeds. `what` tells a person what is missing.
fn require(program: &str, probe: &str, packages: &str, what: &str) -> Result<()> {
    if output(&mut command(probe)).is_some() {
        return Ok(());
    }
    step(&format!("install {what}"), "a minute");
    apt_install(packages).with_context(|| format!("`{program}` is missing: please install {what}"))
}

/// Installs Debian packages, as root or through sudo where that asks for no password.
fn apt_install(packages: &str) -> Result<()> {
    if output(&mut command("apt-get --version")).is_none() {
        bail!("this machine has no apt-get");
    }
    let root = output(&mut command("id -u")).is_some_and(|id| id.trim() == "0");
    let prefix = if root { "" } else { "sudo -n " };
    let install = format!("{prefix}apt-get install -y -q --no-install-recommends {packages}");
    // The list of packages may be old or missing, and an old one names files that the registry no longer has.
    run(&mut command(&format!("{prefix}apt-get update -q")))?;
    run(command(&install).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Makes sure that some toolchain builds for the browser, and names it where it is not the default one.
///
/// The short way is rustup's. Where rustup reaches no server for a target's library, Debian's package of the library's
/// source is built instead.
fn wasm_target() -> Result<Option<&'static str>> {
    let installed = output(&mut command("rustup target list --installed"));
    if installed.is_some_and(|list| list.lines().any(|line| line.trim() == WASM)) {
        return Ok(None);
    }
    if debian_wasm_library().join(COMPLETE).exists() && debian_toolchain_linked() {
        return Ok(Some("debian"));
    }
    step("add the wasm32 target to Rust", "ten seconds");
    if run(&mut command(&format!("rustup target add {WASM}"))).is_ok() {
        return Ok(None);
    }
    debian_wasm_target().context(
        "the wasm32 target is missing: `rustup target add wasm32-unknown-unknown` failed, and so did building it from \
         Debian's rust-web-src",
    )?;
    Ok(Some("debian"))
}

/// A file in the library's folder that is made last, so that a build that was interrupted does not count.
const COMPLETE: &str = "vitrine-complete";

/// Where Debian's compiler looks for the library of wasm32.
fn debian_wasm_library() -> PathBuf {
    Path::new("/usr/lib/rustlib").join(WASM).join("lib")
}

fn debian_toolchain_linked() -> bool {
    let list = output(&mut command("rustup toolchain list")).unwrap_or_default();
    list.lines().any(|line| line.split_whitespace().next() == Some("debian"))
}

/// The long way: installs Debian's compiler and the source of its standard library, builds the library for wasm32, and
/// puts it where that compiler looks for it. Compiler and library must be of one version, so rustup's compiler has no
/// part in this.
fn debian_wasm_target() -> Result<()> {
    step("build the wasm32 target from Debian's Rust", "three minutes");
    apt_install("rustc-web cargo-web rust-web-src lld-22")?;

    // The target asks for a linker of this name, which Debian ships under another.
    let linker = Path::new("/usr/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    if !linker.exists() {
        run(&mut as_root(&format!("mkdir -p {}", linker.with_file_name("").display())))?;
        run(&mut as_root(&format!("ln -s /usr/lib/llvm-22/bin/lld {}", linker.display())))?;
    }

    // Cargo builds the standard library only as part of some package, so there is an empty one.
    let scratch = cache_folder("wasm32-std")?;
    fs::create_dir_all(scratch.join("src"))?;
    fs::write(
        scratch.join("Cargo.toml"),
        "[package]\nname = \"throwaway\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[lib]\n",
    )?;
    fs::write(scratch.join("src/lib.rs"), "")?;
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .args(["build", "-Zbuild-std=std,panic_abort", "--release", "--target", WASM])
        .current_dir(&scratch)
        .env("RUSTC", "/usr/bin/rustc")
        // `-Zbuild-std` is for nightly compilers; this lets a stable one take it.
        .env("RUSTC_BOOTSTRAP", "1")
        // As rustup's library has it: without bitcode the bundle cannot be optimised as a whole (`lto = "fat"`).
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        // The Cargo that runs this program has set both for another toolchain.
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    run(&mut cargo)?;

    let library = debian_wasm_library();
    run(&mut as_root(&format!("mkdir -p {}", library.display())))?;
    for entry in fs::read_dir(scratch.join("target").join(WASM).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".rlib") && !name.starts_with("libthrowaway") {
            run(&mut as_root(&format!("cp {} {}", path.display(), library.display())))?;
        }
    }
    run(&mut as_root(&format!("touch {}", library.join(COMPLETE).display())))?;
    if !debian_toolchain_linked() {
        run(&mut command("rustup toolchain link debian /usr"))?;
    }
    Ok(())
}

/// A command as root, through sudo where we are not root.
fn as_root(line: &str) -> Command {
    let root = output(&mut command("id -u")).is_some_and(|id| id.trim() == "0");
    let line = if root { line.to_owned() } else { format!("sudo -n {line}") };
    command(&line)
}

/// The folder of a tool that Cargo builds, built if it is not there yet. Cargo makes the folder last of all, so one
/// that is there is whole.
fn cargo_tool(name: &str, version: &str, how_long: &str, flags: &[&str]) -> Result<PathBuf> {
    let folder = cache_folder(&format!("{name}-{version}"))?;
    let bin = folder.join("bin");
    if bin.is_dir() {
        return Ok(bin);
    }
    step(&format!("build {name} {version}"), how_long);
    let mut cargo = command(&format!("cargo install {name} --version {version}"));
    cargo.args(flags).arg("--root").arg(&folder);
    // These tools run for seconds, so building them without optimisation, in half the time, is what one waits less for.
    for (key, value) in [("OPT_LEVEL", "0"), ("LTO", "off"), ("DEBUG", "0")] {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    run(&mut cargo).with_context(|| format!("{name} {version} could not be built"))?;
    Ok(bin)
}

fn wasm_bindgen() -> Result<PathBuf> {
    // No `--locked`: a mirror of the registry may not have the newest versions that the lock file names.
    cargo_tool("wasm-bindgen-cli", WASM_BINDGEN, "two minutes", &[])
}

fn trunk() -> Result<PathBuf> {
    // With `--locked`, because newer versions of lightningcss do not compile with it.
    cargo_tool(
        "trunk",
        TRUNK,
        "three minutes",
        &["--locked", "--no-default-features", "--features", "rustls"],
    )
}

fn cargo_deny() -> Result<PathBuf> {
    // It has no features to leave out. Its build takes 70 s of processor time, measured with two jobs.
    cargo_tool("cargo-deny", CARGO_DENY, "one minute", &["--locked"])
}

/// The folder of a program that an npm package brings.
fn npm_tool(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let folder = cache_folder(&format!("{package}-{version}"))?;
    let bin = folder.join("node_modules/.bin");
    if !bin.join(program).exists() {
        step(&format!("install {program} ({package} {version})"), "ten seconds");
        fs::create_dir_all(&folder)?;
        let mut npm = command("npm install --no-audit --no-fund --no-save --prefix");
        npm.arg(&folder).arg(format!("{package}@{version}"));
        run(&mut npm).with_context(|| format!("{program} could not be installed from npm"))?;
    }
    Ok(bin)
}

/// Playwright and its helpers, exactly as the lock file says.
fn node_modules() -> Result<()> {
    // npm writes this file at the end of each installation.
    let stamp = Path::new("end2end/node_modules/.package-lock.json");
    let lock = Path::new("end2end/package-lock.json");
    if stamp.exists() && fs::metadata(stamp)?.modified()? >= fs::metadata(lock)?.modified()? {
        return Ok(());
    }
    step("install Playwright's parts from npm", "ten seconds");
    let mut npm = command("npm ci --no-audit --no-fund --prefix end2end");
    run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
        .context("the browser tests' npm packages could not be installed")
}

/// A Python that has Flask and Django in the versions of `end2end/flask/requirements.txt`, in an environment of its own.
///
/// # Errors
/// When Python is missing and cannot be installed, or one of the two cannot.
pub fn python_with_flask() -> Result<PathBuf> {
    let list = Path::new("end2end/flask/requirements.txt");
    let wanted = fs::read_to_string(list).with_context(|| format!("{} can't be read", list.display()))?;
    let versions = wanted.split_whitespace().collect::<Vec<_>>().join("-").replace("==", "-").to_lowercase();
    let folder = cache_folder(&versions)?;
    let python = folder.join("bin/python3");
    let works = |python: &Path| output(Command::new(python).args(["-c", "import flask, django"])).is_some();
    if works(&python) {
        return Ok(python);
    }
    // Debian's python3 alone has no pip to put into the new environment.
    require("python3", "python3 -m ensurepip --version", "python3 python3-venv", "Python 3 with its venv")?;
    step(&format!("install {versions} for Python"), "twenty seconds");
    run(command("python3 -m venv --clear").arg(&folder))
        .context("the Python environment could not be made")?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(list);
    run(&mut pip).with_context(|| format!("{versions} could not be installed from PyPI"))?;
    Ok(python)
}

/// The Chromium that the browser tests drive, where the path has one.
pub fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

fn install_chromium() -> Result<()> {
    if chromium().is_some() {
        return Ok(());
    }
    step("install the Chromium browser", "a minute");
    apt_install("chromium").context("no Chromium found for the browser tests: please install it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_and_the_library_of_wasm_bindgen_are_of_one_version() {
        let workspace = include_str!("../../Cargo.toml");
        assert!(workspace.contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
    }
}
