//! Puts the browser's half (`dist/`, made by Trunk) and the files of `public/` into the binary, and tells the server
//! their names. Without `dist/` a debug build goes on: its pages have no scripts and no styles. A release build stops.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha384};
use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

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
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (dist, public) = (root.join("dist"), root.join("public"));
    println!("cargo::rerun-if-changed=build.rs");
    for folder in [&dist, &public] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }

    let mut code = names(&dist)?;
    for (name, folder) in [("DIST", &dist), ("PUBLIC", &public)] {
        // Only what is to be served: memory-serve takes everything it finds.
        let stage = out.join("stage").join(name);
        let _ = fs::remove_dir_all(&stage);
        fs::create_dir_all(&stage)?;
        copy(folder, &stage)?;
        let assets = memory_serve::assets_to_code(name, &stage, &out, true, |_| {});
        code += &format!("pub static {name}: &[memory_serve::Asset] = {assets};\n");
    }
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

/// The addresses of script, wasm and styles; of styles also the digest a browser compares.
fn names(dist: &Path) -> Result<String, Box<dyn Error>> {
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
    let (js, wasm) = (ending(".js"), ending("_bg.wasm"));
    if js.len() != 1 || wasm.len() != 1 {
        if env::var("PROFILE")? == "release" {
            return Err(
                "dist/ has no browser's half; run `trunk build --release` first (`cargo xtask run` does)"
                    .into(),
            );
        }
        return Ok("pub const JS: &str = \"\";\npub const WASM: &str = \"\";\npub const CSS: &[(&str, &str)] = &[];\n".into());
    }
    // The cascade needs them in the order of Trunk's page.
    let page = fs::read_to_string(dist.join("index.html"))?;
    let mut styles = ending(".css");
    styles.sort_by_key(|name| page.find(name.as_str()));
    let mut css = String::new();
    for name in styles {
        let digest = STANDARD.encode(Sha384::digest(fs::read(dist.join(name))?));
        css += &format!("(\"/pkg/{name}\", \"sha384-{digest}\"), ");
    }
    Ok(format!(
        "pub const JS: &str = \"/pkg/{}\";\npub const WASM: &str = \"/pkg/{}\";\n\
         pub const CSS: &[(&str, &str)] = &[{css}];\n",
        js[0], wasm[0]
    ))
}

/// Copies a folder, hidden files and Trunk's own page left out; a folder that is not there is an empty one.
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
