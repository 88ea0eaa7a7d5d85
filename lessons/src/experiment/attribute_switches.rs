//! One switch for each attribute of a cookie, and ten requests: which of them does the cookie go along with?

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use crate::format::coded;
use labs::{
    Experiment,
    cookie::{Decision, Jar, Localhost, Request, SetCookie, Url},
};
use leptos::prelude::*;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{Error, components::Icon, context::RequestContext};

/// A switch: the name of its field, its label, and its positions with their value, their words, and what each adds to the
/// `Set-Cookie` line.
type Switch = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const SWITCHES: [Switch; 8] = [
    (
        "path",
        "Path",
        &[("", "not said", ""), ("account", "/account", "; Path=/account"), ("root", "/", "; Path=/")],
    ),
    (
        "domain",
        "Domain",
        &[
            ("", "not said", ""),
            ("parent", "shop.example", "; Domain=shop.example"),
            ("other", "bank.example", "; Domain=bank.example"),
        ],
    ),
    (
        "life",
        "Life",
        &[
            ("", "not said", ""),
            ("minute", "Max-Age=60", "; Max-Age=60"),
            ("date", "Expires in 2031", "; Expires=Wed, 01 Jan 2031 00:00:00 GMT"),
            ("past", "Max-Age=0", "; Max-Age=0"),
        ],
    ),
    ("secure", "Secure", &[("", "off", ""), ("on", "on", "; Secure")]),
    ("http", "HttpOnly", &[("", "off", ""), ("on", "on", "; HttpOnly")]),
    (
        "site",
        "SameSite",
        &[
            ("", "not said", ""),
            ("lax", "Lax", "; SameSite=Lax"),
            ("strict", "Strict", "; SameSite=Strict"),
            ("none", "None", "; SameSite=None"),
        ],
    ),
    ("prefix", "Prefix", &[("", "none", ""), ("secure", "__Secure-", ""), ("host", "__Host-", "")]),
    ("size", "Size", &[("", "a few bytes", ""), ("full", "4096 bytes", ""), ("over", "4097 bytes", "")]),
];

/// The page that sets the cookie.
const FROM: &str = "https://www.shop.example/account/sign-in";
/// When it sets it.
const SET_AT: Timestamp = Timestamp(1_800_000_000);

/// A request: a sentence on it, its address, how it is made, how many seconds after the cookie was set, and whether the
/// browser was closed in between.
type Asked = (&'static str, &'static str, Request, i64, bool);

const REQUESTS: [Asked; 10] = [
    ("You open a page of the shop", "https://www.shop.example/account/orders", Request::OWN, 5, false),
    ("You open another folder of it", "https://www.shop.example/basket", Request::OWN, 5, false),
    ("You open it by plain http", "http://www.shop.example/account/orders", Request::OWN, 5, false),
    ("You open another host of the shop", "https://help.shop.example/account/", Request::OWN, 5, false),
    ("A script reads document.cookie", "https://www.shop.example/account/orders", Request::SCRIPT, 5, false),
    (
        "You follow a link on another site",
        "https://www.shop.example/account/orders",
        Request::LINK_ELSEWHERE,
        5,
        false,
    ),
    (
        "Another site posts a form here",
        "https://www.shop.example/account/orders",
        Request::FORM_ELSEWHERE,
        5,
        false,
    ),
    (
        "Another site shows a picture from here",
        "https://www.shop.example/account/badge.png",
        Request::EMBEDDED_ELSEWHERE,
        5,
        false,
    ),
    (
        "You open a page two minutes later",
        "https://www.shop.example/account/orders",
        Request::OWN,
        120,
        false,
    ),
    (
        "You close the browser and come back",
        "https://www.shop.example/account/orders",
        Request::OWN,
        30,
        true,
    ),
];

#[derive(Default, Serialize, Deserialize)]
struct SwitchesState {
    /// The position of each switch, by its name.
    set: BTreeMap<String, String>,
    /// For each request, whether the cookie went along before the last change.
    before: Vec<bool>,
}

/// The `Set-Cookie` line that these switches make.
fn line(set: &BTreeMap<String, String>) -> String {
    let at = |name: &str| set.get(name).map_or("", String::as_str);
    let prefix = match at("prefix") {
        "secure" => "__Secure-",
        "host" => "__Host-",
        _ => "",
    };
    let name = format!("{prefix}id");
    let octets: usize = match at("size") {
        "full" => SetCookie::OCTETS_MAX - name.len(),
        "over" => SetCookie::OCTETS_MAX - name.len() + 1,
        _ => 4,
    };
    let added = SWITCHES.iter().filter_map(|(switch, _, positions)| {
        positions.iter().find(|(value, ..)| *value == at(switch)).map(|(.., text)| *text)
    });
    format!("{name}={}{}", "7".repeat(octets), added.collect::<String>())
}

/// Whether the jar stored the cookie, as it says itself; and for each request none if the cookie goes along, or why it does
/// not.
fn outcome(line: &str) -> (Result<String, String>, Vec<Option<String>>) {
    let mut jar = Jar::new(Localhost::LikeAnyHost);
    let from = Url::parse(FROM).expect("a fixed address that is one");
    let stored = jar.set(line, &from, Request::OWN, SET_AT);
    let refused = stored.is_err();
    let decided = REQUESTS.iter().map(|(_, to, how, after, closed)| {
        let mut jar = jar.clone();
        let to = Url::parse(to).expect("a fixed address that is one");
        let now = SET_AT.plus(*after);
        if *closed && !jar.remove_session_cookies().is_empty() {
            return Some("It lived until the browser was closed.".to_owned());
        }
        let decision = jar.decide(&to, *how, now).into_iter().map(|(_, decision)| decision).next();
        match decision {
            Some(Decision::Sent) => None,
            Some(Decision::NotSent(why)) => Some(why.to_string()),
            None if refused => Some("It was never kept.".to_owned()),
            None => Some("It is not in the jar.".to_owned()),
        }
    });
    let decided = decided.collect();
    (stored.map(|stored| stored.to_string()).map_err(|refused| refused.to_string()), decided)
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Switches, fields, run)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let mut state: SwitchesState = stored.details();
    let sent = |set: &BTreeMap<String, String>| -> Vec<bool> {
        outcome(&line(set)).1.iter().map(Option::is_none).collect()
    };
    let before = sent(&state.set);
    let known = SWITCHES.iter().filter_map(|(name, _, positions)| {
        let value = fields.get(name);
        positions.iter().any(|(known, ..)| *known == value).then(|| ((*name).to_owned(), value.to_owned()))
    });
    state.set = known.collect();
    let count = |sent: &[bool]| sent.iter().filter(|sent| **sent).count();
    let (was, is) = (count(&before), count(&sent(&state.set)));
    stored.note_outcome(match is.cmp(&was) {
        std::cmp::Ordering::Less => "fewer",
        std::cmp::Ordering::Equal => "same",
        std::cmp::Ordering::Greater => "more",
    });
    state.before = before;
    stored.set_details(&state);
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: SwitchesState = stored.details();
    let written = line(&state.set);
    let (stored, decided) = outcome(&written);
    let switches: Vec<_> = SWITCHES.iter().map(|switch| control(switch, &state.set)).collect();
    let rows: Vec<_> = REQUESTS
        .iter()
        .zip(&decided)
        .enumerate()
        .map(|(n, ((says, to, ..), why))| {
            let changed = state.before.get(n).is_some_and(|before| *before != why.is_none());
            request(says, to, why.as_deref(), changed)
        })
        .collect();
    // A cookie of 4096 bytes would fill the page.
    let shown = match written.len() > 200 {
        true => format!("{}… {} bytes in all", &written[..60], written.len()),
        false => written,
    };
    let (class, icon, said) = match &stored {
        Ok(said) => ("outcome open", "check", said.clone()),
        Err(said) => ("outcome refused", "refused", said.clone()),
    };
    FigureBody {
        provenance: Provenance::Simulated("a simulated browser, the standard’s rules"),
        sections: vec![
            view! {
                <p class="small cap">"From "<code>{FROM}</code></p>
                <pre class="setline" tabindex="0" role="region" aria-label="The line">"Set-Cookie: "{shown}</pre>
                <p class=class aria-live="polite"><Icon name=icon class="i s"/><span>{coded(&said)}</span></p>
                <ul class="goes">{rows}</ul>
            }
            .into_any(),
        ],
        // The button stands between the switches and what they change, so that both are on a phone's screen.
        controls: Some(view! {
            <div class="switches">{switches}</div>
            <div class="actions"><button class="button first" name="action" value="run">"Set the cookie so, and ask"</button></div>
        }.into_any()),
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

fn control((name, label, positions): &Switch, set: &BTreeMap<String, String>) -> AnyView {
    let now = set.get(*name).map_or("", String::as_str);
    let options: Vec<_> = positions
        .iter()
        .map(|(value, words, _)| view! { <option value=*value selected=*value == now>{*words}</option> })
        .collect();
    view! { <label><span>{*label}</span><select name=*name>{options}</select></label> }.into_any()
}

fn request(says: &'static str, to: &'static str, why: Option<&str>, changed: bool) -> AnyView {
    let (class, icon, word) = match why {
        None => ("sent", "right", "goes along"),
        Some(_) => ("stays", "missing", "stays"),
    };
    let class = if changed { format!("{class} changed") } else { class.to_owned() };
    view! {
        <li class=class>
            <Icon name=icon class="i s"/>
            <span><b>{says}</b>" "<code>{to}</code></span>
            <span class="tag">{word}{changed.then_some(", changed")}</span>
            {why.map(|why| view! { <span class="why small">{coded(why)}</span> })}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes(set: &[(&str, &str)]) -> Vec<usize> {
        let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        outcome(&line(&set)).1.iter().enumerate().filter(|(_, why)| why.is_none()).map(|(n, _)| n).collect()
    }

    #[test]
    fn each_switch_changes_what_it_says_and_nothing_else() {
        let off = goes(&[]);
        assert_eq!(
            off,
            [0, 2, 4, 5, 8],
            "no attributes: this host, this folder, Lax, until the browser closes"
        );
        assert_eq!(goes(&[("path", "root")]), [0, 1, 2, 4, 5, 8]);
        assert_eq!(goes(&[("domain", "parent")]), [0, 2, 3, 4, 5, 8]);
        assert_eq!(goes(&[("domain", "other")]), [0_usize; 0]);
        assert_eq!(goes(&[("life", "minute")]), [0, 2, 4, 5, 9]);
        assert_eq!(goes(&[("life", "date")]), [0, 2, 4, 5, 8, 9]);
        assert_eq!(goes(&[("life", "past")]), [0_usize; 0]);
        assert_eq!(goes(&[("secure", "on")]), [0, 4, 5, 8]);
        assert_eq!(goes(&[("http", "on")]), [0, 2, 5, 8]);
        assert_eq!(goes(&[("site", "strict")]), [0, 2, 4, 8]);
        assert_eq!(goes(&[("site", "none")]), [0_usize; 0], "without Secure it is refused");
        assert_eq!(goes(&[("site", "none"), ("secure", "on")]), [0, 4, 5, 6, 7, 8]);
        assert_eq!(goes(&[("prefix", "host"), ("secure", "on"), ("path", "root")]), [0, 1, 4, 5, 8]);
        assert_eq!(goes(&[("prefix", "host")]), [0_usize; 0]);
        assert_eq!(goes(&[("size", "full")]), off);
        assert_eq!(goes(&[("size", "over")]), [0_usize; 0]);
    }
}
