//! Puts three things into the binary: the browser's half (`dist/`, made by Trunk), the files of `public/`, and the source of
//! the whole site, which the site shows. It also tells the server their names.
//!
//! Without `dist/`, a debug build goes on, and its pages have no scripts and no styles; a release build stops.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha384};
use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The folders whose texts the site shows.
const SOURCE_FOLDERS: [&str; 15] = [
    "app", "bench", "content", "docs", "end2end", "frontend", "labs", "lessons", "model", "server", "store",
    "style", "web", "xray", "xtask",
];
/// The files at the top of the repository that it shows.
const TOP_FILES: [&str; 8] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "SECURITY.md",
    "Trunk.toml",
    "deny.toml",
];
const TEXT_EXTENSIONS: [&str; 7] = [".css", ".md", ".py", ".rs", ".sql", ".toml", ".ts"];
/// Folders that tools fill; nothing in them is source.
const GENERATED_FOLDERS: [&str; 7] =
    ["data", "dist", "node_modules", "out", "playwright-report", "target", "test-results"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            println!("cargo::error={e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..").canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    assets(&root, &out)?;
    source(&root, &out)?;
    Ok(())
}

/// Writes `assets.rs`: the names of the browser's files, and every file as bytes, compressed.
fn assets(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let (dist, public) = (root.join("dist"), root.join("public"));
    for folder in [&dist, &public] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    // Cargo runs this script after every change to the source, but compressing takes long. So it is skipped unless these
    // files, or this script itself, have changed.
    let (note, stamp) = (out.join("assets.stamp"), stamp(&[&dist, &public])?);
    if fs::read_to_string(&note).is_ok_and(|before| before == stamp) {
        return Ok(());
    }
    let _ = fs::remove_file(&note);

    let mut code = asset_names(&dist)?;
    for (name, folder) in [("DIST", &dist), ("PUBLIC", &public)] {
        // Only what is to be served: memory-serve takes everything it finds.
        let stage = out.join("stage").join(name);
        let _ = fs::remove_dir_all(&stage);
        fs::create_dir_all(&stage)?;
        copy(folder, &stage)?;
        let assets = memory_serve::assets_to_code(name, &stage, out, true, |_| {});
        code += &format!("pub static {name}: &[memory_serve::Asset] = {assets};\n");
    }
    fs::write(out.join("assets.rs"), code)?;
    fs::write(note, stamp)?;
    Ok(())
}

/// A digest of this script and of all files in these folders.
fn stamp(folders: &[&Path]) -> io::Result<String> {
    fn add(path: &Path, digest: &mut Sha384) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(path) else { return Ok(()) };
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| entry.file_name());
        for entry in entries {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            digest.update(format!("{:?}", entry.path()));
            if entry.file_type()?.is_dir() {
                add(&entry.path(), digest)?;
            } else {
                digest.update(Sha384::digest(fs::read(entry.path())?));
            }
        }
        Ok(())
    }
    let mut digest = Sha384::new();
    digest.update(format!("{:?}", fs::metadata(env::current_exe()?)?.modified()?));
    for folder in folders {
        add(folder, &mut digest)?;
    }
    Ok(STANDARD.encode(digest.finalize()))
}

/// Writes `source.rs`: the list of the source files. It includes the texts by `include_str!`, so Cargo learns from the
/// compiler when one of them changes; this script tells Cargo to watch for files that are added or removed.
fn source(root: &Path, out: &Path) -> io::Result<()> {
    let mut texts: Vec<String> = TOP_FILES.map(str::to_owned).into();
    texts.retain(|name| root.join(name).is_file());
    let mut watched = texts.clone();
    for folder in SOURCE_FOLDERS {
        watched.extend(list(root, folder, &mut texts)?);
    }
    for path in watched {
        println!("cargo::rerun-if-changed={}", root.join(path).display());
    }
    texts.sort();
    let mut code = String::from("pub static FILES: &[(&str, &str)] = &[\n");
    for path in texts {
        code += &format!("    ({path:?}, include_str!({:?})),\n", root.join(&path));
    }
    fs::write(out.join("source.rs"), code + "];\n")
}

/// Adds the texts below a folder, and returns what Cargo is to watch: the folder itself, or its parts if tools fill one of
/// them. Cargo watches a folder with everything in it, so the server would otherwise be built again after every test.
fn list(root: &Path, folder: &str, texts: &mut Vec<String>) -> io::Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(Vec::new()) };
    let (mut parts, mut is_all_source) = (Vec::new(), true);
    for entry in entries {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        let name = name.to_string_lossy();
        let path = format!("{folder}/{name}");
        if kind.is_dir() && (name.starts_with('.') || GENERATED_FOLDERS.contains(&&*name)) {
            is_all_source = false;
        } else if kind.is_dir() {
            let inner = list(root, &path, texts)?;
            is_all_source &= inner == [path];
            parts.extend(inner);
        } else if kind.is_file() && is_text(&name) {
            texts.push(path.clone());
            parts.push(path);
        }
    }
    Ok(if is_all_source { vec![folder.to_owned()] } else { parts })
}

/// Whether the site shows a file.
fn is_text(name: &str) -> bool {
    name == "index.html"
        || (!name.starts_with('.') && TEXT_EXTENSIONS.iter().any(|ending| name.ends_with(ending)))
}

/// Rust code with the addresses of scripts, wasm and styles; of styles also the digest that a browser compares (Subresource
/// Integrity, W3C).
fn asset_names(dist: &Path) -> Result<String, Box<dyn Error>> {
    let mut names: Vec<String> = match fs::read_dir(dist) {
        Ok(entries) => entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?,
        Err(_) => Vec::new(),
    };
    names.sort();
    let ending = |end: &str| {
        names.iter().filter(|name| name.ends_with(end) && !name.starts_with('.')).collect::<Vec<_>>()
    };
    let bundle = |name: &str| {
        let find = |end: &str| ending(end).into_iter().find(|found| found.starts_with(&format!("{name}-")));
        Some((find(".js")?, find("_bg.wasm")?))
    };
    let all = (bundle("frontend"), bundle("jar"), bundle("editor"));
    let (Some((js, wasm)), Some((jar_js, jar_wasm)), Some((editor_js, editor_wasm))) = all else {
        if env::var("PROFILE")? == "release" {
            return Err(
                "dist/ has no browser's half; run `trunk build --release` first (`cargo xtask run` does)"
                    .into(),
            );
        }
        let none = "pub const JS: &str = \"\";\npub const WASM: &str = \"\";\npub const PAGE: &str = \"\";\npub const UPLOAD: &str = \"\";\npub const JAR: (&str, &str) = (\"\", \"\");\n\
                    pub const EDITOR: (&str, &str) = (\"\", \"\");\n\
                    pub const CSS: &[(&str, &str)] = &[];\n";
        return Ok(none.into());
    };
    let script = |name: &str| {
        let found = ending(".js").into_iter().find(|found| found.starts_with(name));
        found.map(|found| format!("/pkg/{found}")).unwrap_or_default()
    };
    let (page_script, upload_script) = (script("page-"), script("upload-"));
    // Later styles override earlier ones, so they keep the order that Trunk's page has.
    let page = fs::read_to_string(dist.join("index.html"))?;
    let mut styles = ending(".css");
    styles.sort_by_key(|name| page.find(name.as_str()));
    let mut css = String::new();
    for name in styles {
        let digest = STANDARD.encode(Sha384::digest(fs::read(dist.join(name))?));
        css += &format!("(\"/pkg/{name}\", \"sha384-{digest}\"), ");
    }
    Ok(format!(
        "pub const JS: &str = \"/pkg/{js}\";\npub const WASM: &str = \"/pkg/{wasm}\";\n\
         pub const PAGE: &str = \"{page_script}\";\n\
         pub const UPLOAD: &str = \"{upload_script}\";\n\
         pub const JAR: (&str, &str) = (\"/pkg/{jar_js}\", \"/pkg/{jar_wasm}\");\n\
         pub const EDITOR: (&str, &str) = (\"/pkg/{editor_js}\", \"/pkg/{editor_wasm}\");\n\
         pub const CSS: &[(&str, &str)] = &[{css}];\n"
    ))
}

/// Copies a folder without hidden files and without Trunk's own page. A folder that does not exist counts as empty.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') || name == "index.html" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(to.join(&name))?;
            copy(&entry.path(), &to.join(&name))?;
        } else {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}
