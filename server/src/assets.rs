//! Files: the scripts, styles and wasm of the browser's half under `/pkg`, and the files of `public/` at the top.
//!
//! They are inside the binary (`build.rs`). While editing, `--dist` reads the browser's half from its folder instead, again
//! for every page, so that a new build shows without a restart.

use axum::{Router, middleware, response::Response};
use http::{HeaderValue, header};
use memory_serve::{CacheControl, MemoryServe};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, OnceLock},
};
use tower_http::services::ServeDir;
use web::assets::Assets;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

static EMBEDDED: LazyLock<Arc<Assets>> = LazyLock::new(|| {
    Arc::new(Assets {
        js: embedded::JS.to_owned(),
        wasm: embedded::WASM.to_owned(),
        page: embedded::PAGE.to_owned(),
        upload: embedded::UPLOAD.to_owned(),
        jar: (embedded::JAR.0.to_owned(), embedded::JAR.1.to_owned()),
        editor: (embedded::EDITOR.0.to_owned(), embedded::EDITOR.1.to_owned()),
        css: embedded::CSS.iter().map(|(href, digest)| ((*href).to_owned(), (*digest).to_owned())).collect(),
        reload: false,
    })
});

/// A function that returns the names of the current files: always the same from the binary; with `dist`, what is in that
/// folder now. `reload` makes pages listen for new builds.
pub fn provider(dist: Option<PathBuf>, reload: bool) -> Arc<dyn Fn() -> Arc<Assets> + Send + Sync> {
    match dist {
        Some(dist) => Arc::new(move || Arc::new(Assets { reload, ..scan(&dist) })),
        None if reload => Arc::new(|| Arc::new(Assets { reload: true, ..(**EMBEDDED).clone() })),
        None => Arc::new(|| EMBEDDED.clone()),
    }
}

/// The names of the files in the folder that Trunk fills. Without digests, because the files change under an open page.
fn scan(dist: &Path) -> Assets {
    let entries = fs::read_dir(dist).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    // Later styles override earlier ones, so they keep the order that Trunk's page has.
    let page = fs::read_to_string(dist.join("index.html")).unwrap_or_default();
    names.sort_by_key(|name| page.find(name.as_str()));
    let ending =
        |end: &'static str| names.iter().filter(move |name| name.ends_with(end)).map(|n| format!("/pkg/{n}"));
    let bundle = |name: &str| {
        let begin = format!("/pkg/{name}-");
        let find = |end| ending(end).find(|found| found.starts_with(&begin)).unwrap_or_default();
        (find(".js"), find("_bg.wasm"))
    };
    let (js, wasm) = bundle("frontend");
    Assets {
        js,
        wasm,
        page: bundle("page").0,
        upload: bundle("upload").0,
        jar: bundle("jar"),
        editor: bundle("editor"),
        css: ending(".css").map(|href| (href, String::new())).collect(),
        reload: false,
    }
}

/// The routes of all files.
pub fn router(dist: Option<&Path>) -> Router {
    // memory-serve leaks the files that it serves, so their routers are made once per process and not once per test.
    static BUNDLE: OnceLock<Router> = OnceLock::new();
    static PUBLIC: OnceLock<Router> = OnceLock::new();
    let serve = |files, keep| MemoryServe::new(files).index_file(None).cache_control(keep).into_router();
    let public = PUBLIC.get_or_init(|| serve(embedded::PUBLIC, CacheControl::Medium)).clone();
    let bundle = match dist {
        Some(dist) => Router::new()
            .fallback_service(ServeDir::new(dist).append_index_html_on_directories(false))
            .layer(middleware::map_response(revalidate)),
        None => BUNDLE.get_or_init(|| serve(embedded::DIST, CacheControl::Long)).clone(),
    };
    public.nest("/pkg", bundle)
}

/// Has the browser ask again each time: a file may have changed under its name.
async fn revalidate(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_moment_are_read_from_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "frontend-1.js",
            "frontend-2_bg.wasm",
            "page-0.js",
            "upload-0.js",
            "jar-5.js",
            "jar-6_bg.wasm",
            "editor-7.js",
            "editor-8_bg.wasm",
            "base-3.css",
            "tokens-4.css",
            ".trunk-lock",
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::write(folder.path().join("index.html"), "<link href=tokens-4.css><link href=base-3.css>")
            .unwrap();
        let assets = provider(Some(folder.path().to_owned()), true)();
        assert_eq!(
            (assets.js.as_str(), assets.wasm.as_str()),
            ("/pkg/frontend-1.js", "/pkg/frontend-2_bg.wasm")
        );
        assert_eq!((assets.page.as_str(), assets.upload.as_str()), ("/pkg/page-0.js", "/pkg/upload-0.js"));
        assert_eq!(assets.jar, ("/pkg/jar-5.js".to_owned(), "/pkg/jar-6_bg.wasm".to_owned()));
        assert_eq!(assets.editor, ("/pkg/editor-7.js".to_owned(), "/pkg/editor-8_bg.wasm".to_owned()));
        let styles = ["/pkg/tokens-4.css", "/pkg/base-3.css"].map(|href| (href.to_owned(), String::new()));
        assert_eq!(assets.css, styles);
        assert!(assets.reload);
        fs::rename(folder.path().join("frontend-1.js"), folder.path().join("frontend-9.js")).unwrap();
        assert_eq!(provider(Some(folder.path().to_owned()), true)().js, "/pkg/frontend-9.js");
    }
}
