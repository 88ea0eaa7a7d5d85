//! Every address that a form, a button or a figure names as text is one that the site answers, and every form that writes
//! carries an idempotency key.
//!
//! Pages of `app` mostly name a server function by its type (`WritePost::PATH`), which the compiler checks. `lessons` lies
//! below `app` and cannot name it, so it writes addresses as text; a function that is renamed would leave its form behind.

use crate::{Site, actor::bare};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use leptos::server_fn::axum::server_fn_paths;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The crates whose sources draw pages.
const SOURCES: [&str; 3] = ["../lessons/src", "../app/src", "../web/src"];

/// The text of every Rust file below a folder.
fn sources(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            texts.push((path, text));
        }
    }
}

/// An address in the source, without its query. `is_whole` is false where it goes on with something that only a request
/// knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Address {
    path: String,
    is_whole: bool,
}

/// The addresses that a source names as text: below `/api/`; of an action below `/lab/`, which are two steps deep; and
/// whatever else stands in an attribute that sends a form or asks for a figure.
fn addresses(source: &str) -> Vec<Address> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("\"/") {
        let Some((text, _)) = source[at + 1..].split_once('"') else { continue };
        // `/lab/own-browser` and `/lab/tamper/` are paths of cookies.
        let is_action = text.starts_with("/lab/") && text.matches('/').count() == 3 && !text.ends_with('/');
        if !text.starts_with("/api/") && !is_action && !is_sent(&source[..at]) {
            continue;
        }
        let text = text.split('?').next().unwrap_or_default();
        let path = text.split('{').next().unwrap_or_default();
        let is_whole = path == text && !path.ends_with(['/', '_']);
        found.push(Address { path: path.to_owned(), is_whole });
    }
    found
}

/// Whether a literal is the value of `action`, `formaction` or an attribute `data-…`, given the source before it.
fn is_sent(before: &str) -> bool {
    let Some(before) = before.strip_suffix('=') else { return false };
    let name = before.rsplit(|c: char| !c.is_ascii_alphabetic() && c != '-').next().unwrap_or_default();
    name == "action" || name == "formaction" || name.starts_with("data-")
}

#[test]
fn addresses_are_found_in_a_source() {
    let source = r#"<form action="/search"> <button formaction="/lab/a/ask"> data-part=format!("/api/one?x={x}")
        const SET: &str = "/lab/a/set"; Path: "/lab/a" "/lab/a/"; href="/learn"; let p = "/api/xray_"; format!("/api/{name}");"#;
    let found = addresses(source);
    let texts: Vec<_> = found.iter().map(|address| (address.path.as_str(), address.is_whole)).collect();
    let want = [("/search", true), ("/lab/a/ask", true), ("/api/one", true), ("/lab/a/set", true)];
    assert_eq!(texts, [&want[..], &[("/api/xray_", false), ("/api/", false)]].concat());
}

#[tokio::test]
async fn every_address_that_is_named_as_text_is_answered() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    SOURCES.iter().for_each(|folder| sources(&here.join(folder), &mut texts));
    let mut named = BTreeMap::new();
    for (file, text) in &texts {
        for address in addresses(text) {
            named.entry(address).or_insert(file);
        }
    }
    assert!(named.len() > 20, "only {} addresses were found: {:?}", named.len(), named.keys());

    let site = Site::fresh().await;
    let functions: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    let mut unknown = Vec::new();
    for (Address { path, is_whole }, file) in named {
        let is_known = match (path.starts_with("/api/"), is_whole) {
            (true, true) => functions.contains(&path.as_str()),
            (true, false) => functions.iter().any(|function| function.starts_with(&path)),
            (false, _) => is_routed(&site, &path).await,
        };
        if !is_known {
            unknown.push(format!("{path} in {}", file.display()));
        }
    }
    assert!(unknown.is_empty(), "nothing answers these addresses:\n{}", unknown.join("\n"));
}

/// Whether the router has this address, for a form that is sent by either method.
async fn is_routed(site: &Site, path: &str) -> bool {
    let form = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let missing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
    for request in [bare(Method::GET, path), form.body(Body::empty()).unwrap()] {
        if !missing.contains(&site.nobody().send(request).await.status) {
            return true;
        }
    }
    false
}

/// Forms that need no key, because the same form sent twice comes to the same: each says by itself how things shall be, or
/// ends what can be ended only once.
const FORMS_WITHOUT_KEY: [&str; 4] =
    ["\"/theme\"", "\"/listing-language\"", "SwitchXray::PATH", "SignOut::PATH"];

/// The forms of a source that are posted: each with its opening tag and its content.
fn posted_forms(source: &str) -> Vec<&str> {
    let forms = source.match_indices("<form ").map(|(at, _)| &source[at..]);
    let whole = forms.map(|form| form.find("</form>").map_or(form, |end| &form[..end]));
    whole.filter(|form| form.contains("method=\"post\"")).collect()
}

#[test]
fn every_form_that_writes_carries_an_idempotency_key() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    SOURCES.iter().for_each(|folder| sources(&here.join(folder), &mut texts));
    let forms: Vec<_> = texts
        .iter()
        .flat_map(|(file, text)| posted_forms(text).into_iter().map(move |form| (file, form)))
        .collect();
    assert!(forms.len() > 25, "only {} forms were found", forms.len());
    let needs_one =
        |form: &str| !FORMS_WITHOUT_KEY.iter().any(|address| form.contains(&format!("action={address}")));
    let missing: Vec<_> = forms
        .iter()
        .filter(|(_, form)| needs_one(form) && !form.contains("<IdempotencyKeyField"))
        .map(|(file, form)| format!("{}: {}", file.display(), form.lines().next().unwrap_or_default()))
        .collect();
    assert!(missing.is_empty(), "give these an <IdempotencyKeyField/>:\n{}", missing.join("\n"));
}
