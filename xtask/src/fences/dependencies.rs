//! Which crate may depend on which.
//!
//! Two rules. A crate depends only on crates of a lower layer (`LAYERS`), whatever the features, the platform or the
//! kind of dependency. And some crates never appear below others at all, however long the way (`FORBIDDEN`). Cargo
//! itself refuses circles only; it would not mind if `store` took up `axum`.
//!
//! Never here: which modules inside a crate may use each other. The compiler does not tell, so only review does.

use crate::process::{command, output};
use anyhow::{Context, Result, bail};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// The crates of this workspace, the lowest layer first. Crates of one layer do not depend on each other either.
const LAYERS: [&[&str]; 8] = [
    &["model"],                     // records and input rules, which both sides speak
    &["store", "labs"],             // the site's database; engines without a site around them
    &["xray"],                      // the recorder of requests
    &["web"],                       // what a request offers to its answer
    &["lessons"],                   // what the server alone draws
    &["app"],                       // what both sides compile
    &["frontend", "jar", "editor"], // what a browser loads
    &["server", "xtask"],           // the binary; the tasks, which depend on none of them
];

/// The crates that are compiled to WebAssembly.
const BUNDLES: &[&str] = &["frontend", "jar", "editor"];

/// Who must not contain what, in which build, and why. `crate/feature` forbids a crate with that feature only.
const FORBIDDEN: [Forbidden; 14] = [
    (&["labs"], "store", Build::Any, "a learner's SQL must have no way to people's rows"),
    (&["labs"], "axum", Build::Any, "the engines know nothing of the site around them"),
    (&["labs"], "leptos", Build::Any, "the engines know nothing of the site around them"),
    (&["store"], "axum", Build::Any, "the database's side knows no request and no cookie"),
    (&["store"], "leptos", Build::Any, "the database's side knows no page"),
    (&["xray"], "leptos", Build::Any, "the recorder draws nothing; its views stand in `lessons`"),
    (&["model"], "tokio", Build::Default, "what both sides speak does no input and no output"),
    (BUNDLES, "sqlx", Build::Wasm, "no browser is sent the database"),
    (BUNDLES, "store", Build::Wasm, "no browser is sent the database"),
    (BUNDLES, "xray", Build::Wasm, "requests are recorded on the server only"),
    (BUNDLES, "lessons", Build::Wasm, "lessons reach the browser as markup"),
    (BUNDLES, "labs/native", Build::Wasm, "sockets, keys and randomness are for the server"),
    (BUNDLES, "labs/sql", Build::Wasm, "a learner's SQL runs in a process on the server"),
    (BUNDLES, "labs/text", Build::Wasm, "chapters and exercises are read on the server"),
];

type Forbidden = (&'static [&'static str], &'static str, Build, &'static str);

/// Which dependencies count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Build {
    /// With every feature, on every platform, for tests and build scripts as well.
    Any,
    /// What goes into the library when nobody asks for a feature.
    Default,
    /// What goes into the bundle that a browser loads.
    Wasm,
}

impl Build {
    fn flags(self) -> &'static str {
        match self {
            Self::Any => "--all-features --target all",
            Self::Default => "--edges normal",
            Self::Wasm => "--edges normal --target wasm32-unknown-unknown",
        }
    }
}

/// Checks both rules.
///
/// # Errors
/// With a line for each dependency that must not be, or when Cargo cannot tell the dependencies.
pub fn check() -> Result<()> {
    // Only direct dependencies: where each leads to a lower layer, so does every chain of them.
    let tree = cargo_tree(
        "--workspace --all-features --target all --depth 1 --no-dedupe --prefix depth --format {p}",
    )?;
    let workspace = Workspace::parse(&tree);
    let mut faults = workspace.faults();
    let text = fs::read_to_string("ARCHITECTURE.md").context("ARCHITECTURE.md cannot be read")?;
    faults.extend(workspace.differences_from(&Picture::parse(&text)));

    // Several rules ask about one crate and one build; Cargo is asked once.
    let mut contents = BTreeMap::new();
    for (from, to, build, reason) in FORBIDDEN {
        for &from in from.iter().filter(|from| workspace.has(from)) {
            let contents = match contents.get(&(from, build)) {
                Some(contents) => contents,
                None => {
                    let flags = build.flags();
                    let tree = cargo_tree(&format!(
                        "--package {from} {flags} --prefix none --format {{lib}}|{{f}}"
                    ))?;
                    contents.entry((from, build)).or_insert(tree)
                }
            };
            if contains(contents, to) {
                faults.push(format!("`{from}` contains `{to}`: {reason}"));
            }
        }
    }
    if !faults.is_empty() {
        bail!("{} (see ARCHITECTURE.md)", faults.join("\n"));
    }
    Ok(())
}

fn cargo_tree(flags: &str) -> Result<String> {
    let line = format!("cargo tree --quiet --locked {flags}");
    output(&mut command(&line)).with_context(|| format!("`{line}` failed"))
}

/// Whether a crate, or a crate with a feature, is in what `cargo tree` printed as `{lib}|{f}`.
fn contains(tree: &str, wanted: &str) -> bool {
    let (name, feature) = wanted.split_once('/').map_or((wanted, None), |(name, f)| (name, Some(f)));
    tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|')).any(|(lib, features)| {
        lib == name && feature.is_none_or(|feature| features.split(',').any(|on| on == feature))
    })
}

/// The members of the workspace with the names of what each depends on directly.
#[derive(Debug, Default)]
struct Workspace<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Workspace<'a> {
    /// Reads `cargo tree --depth 1 --prefix depth --format {p}`: `0` before a member, `1` before what it depends on,
    /// and headings in brackets for dependencies of tests and build scripts, which count as well.
    fn parse(tree: &'a str) -> Self {
        let mut workspace = Self::default();
        let mut member = "";
        for line in tree.lines() {
            let name = |rest: &'a str| rest.split(' ').next().unwrap_or_default();
            if let Some(rest) = line.strip_prefix('0') {
                member = name(rest);
                workspace.0.entry(member).or_default();
            } else if let Some(rest) = line.strip_prefix('1') {
                workspace.0.entry(member).or_default().push(name(rest));
            }
        }
        workspace
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What breaks the rule of the layers, a line each.
    fn faults(&self) -> Vec<String> {
        let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
        let mut faults = Vec::new();
        for (member, dependencies) in &self.0 {
            let Some(own) = layer(member) else {
                faults.push(format!("`{member}` has no place in LAYERS of xtask/src/fences/dependencies.rs"));
                continue;
            };
            let not_below = |name: &&&str| layer(name).is_some_and(|layer| layer >= own);
            for name in dependencies.iter().filter(not_below) {
                faults.push(format!("`{member}` depends on `{name}`, which is not in a layer below it"));
            }
        }
        let missing = LAYERS.concat().into_iter().filter(|name| !self.has(name));
        faults.extend(missing.map(|name| format!("`{name}` of LAYERS is no crate of this workspace")));
        faults
    }
}

/// The picture of the crates in `ARCHITECTURE.md`: a line for each, with an arrow and what it depends on. A star marks what
/// only the server's half needs; the arrow holds either way.
#[derive(Debug, Default)]
struct Picture<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Picture<'a> {
    fn parse(text: &'a str) -> Self {
        let road = |line: &'a str| {
            let (from, to) = line.split_once('→')?;
            // Prose has arrows as well; in the picture one name stands before it, alone.
            let from = from.trim();
            let is_name = !from.is_empty() && from.bytes().all(|b| b.is_ascii_lowercase());
            let to =
                to.split(',').map(|name| name.trim().trim_end_matches('*')).filter(|name| !name.is_empty());
            is_name.then(|| (from, to.collect()))
        };
        Self(text.lines().filter_map(road).collect())
    }
}

impl Workspace<'_> {
    /// Where the picture shows another road than there is, a line each. The tasks stand apart and are not in it.
    fn differences_from(&self, picture: &Picture) -> Vec<String> {
        let is_drawn = |name: &str| name != "xtask" && self.has(name);
        let mut faults = Vec::new();
        for (member, dependencies) in self.0.iter().filter(|(member, _)| is_drawn(member)) {
            let real: BTreeSet<&str> = dependencies.iter().copied().filter(|name| is_drawn(name)).collect();
            let drawn = picture.0.get(member).cloned().unwrap_or_default();
            for name in real.symmetric_difference(&drawn) {
                let is = if real.contains(name) { "leaves out" } else { "invents" };
                faults.push(format!("the picture in ARCHITECTURE.md {is} `{member} → {name}`"));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace in which every crate of `LAYERS` exists, and one of them has more dependencies.
    fn faults(member: &str, dependencies: &[&'static str]) -> Vec<String> {
        let mut workspace = Workspace(LAYERS.concat().into_iter().map(|name| (name, Vec::new())).collect());
        workspace.0.entry(member).or_default().extend(dependencies);
        workspace.faults()
    }

    #[test]
    fn dependencies_lead_to_lower_layers_only() {
        assert_eq!(faults("server", &["app", "model", "axum"]), [""; 0]);
        assert_eq!(faults("lessons", &["web", "xray", "store", "labs", "model"]), [""; 0]);
        for (member, dependency) in [
            ("model", "store"),
            ("store", "labs"),
            ("labs", "store"),
            ("xray", "web"),
            ("frontend", "server"),
        ] {
            let faults = faults(member, &[dependency]);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with(&format!("`{member}` depends on `{dependency}`")), "{faults:?}");
        }
    }

    #[test]
    fn every_crate_has_a_layer_and_every_name_a_crate() {
        assert!(faults("parlour", &[])[0].starts_with("`parlour` has no place"));
        let mut workspace = Workspace(LAYERS.concat().into_iter().map(|name| (name, Vec::new())).collect());
        workspace.0.remove("store");
        assert_eq!(workspace.faults(), ["`store` of LAYERS is no crate of this workspace"]);
    }

    #[test]
    fn the_tree_of_cargo_is_read_by_depth() {
        let tree = "0app v0.1.0 (/src/app)\n1labs v0.1.0 (/src/labs)\n[build-dependencies]\n1store v0.1.0 (*)\n\n0model v0.1.0";
        let workspace = Workspace::parse(tree);
        assert_eq!(workspace.0["app"], ["labs", "store"]);
        assert!(workspace.0["model"].is_empty() && !workspace.has("labs"));
    }

    #[test]
    fn a_crate_is_forbidden_with_a_feature_or_whole() {
        let tree = "jar|\nlabs|sql,text\nserde|default,std (*)\n";
        for (wanted, is) in [
            ("labs", true),
            ("labs/sql", true),
            ("labs/native", false),
            ("lab", false),
            ("serde/std", true),
            ("store", false),
        ] {
            assert_eq!(contains(tree, wanted), is, "{wanted}");
        }
    }

    #[test]
    fn the_picture_shows_every_road_and_no_other() {
        let workspace = Workspace::parse("0app v0\n1web v0\n1model v0\n0web v0\n1model v0\n0model v0\n");
        let same = "```text\napp → web, model*\nweb   → model\nmodel →\n```\nwhoever → reads this\n";
        assert_eq!(workspace.differences_from(&Picture::parse(same)), [""; 0]);
        let other = Picture::parse("app → web\nweb → model, app\nmodel →\n");
        assert_eq!(
            workspace.differences_from(&other),
            [
                "the picture in ARCHITECTURE.md leaves out `app → model`",
                "the picture in ARCHITECTURE.md invents `web → app`",
            ]
        );
    }
}
