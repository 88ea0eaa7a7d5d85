//! The learner's own session: its cookie part by part, the value masked; the row it leads to; and a thief who has the row.

use super::{Part, Provenance};
use crate::fields::Fields;
use crate::{
    Kept,
    learner::{begin, change},
};
use labs::Experiment;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::session::key_of_cookie;
use web::{Error, components::Icon, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct Run {
    /// Whether the thief got in, where it was tried.
    got_in: Option<bool>,
}

/// Takes what the row says and sends it as a cookie, as a thief of the table would; through the very function that looks
/// sessions up.
pub async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let who = begin(cx).await?;
    let digest = match (&cx.visit.session_key, cx.session.id()) {
        (Some(key), _) => key.0.clone(),
        // A guest's session that just began.
        (None, id) => key_of_cookie(&id.map(|id| id.to_string()).unwrap_or_default()).0,
    };
    let found = store::session::find_session(&cx.db, key_of_cookie(&digest), cx.visit.now).await;
    let got_in = found?.is_some();
    change(cx, &who, Experiment::OwnCookie, fields, move |kept| {
        let mut run: Run = kept.run();
        run.got_in = Some(got_in);
        kept.note_outcome(if got_in { "yes" } else { "no" });
        kept.set_run(&run);
    })
    .await
}

pub fn draw(cx: &RequestContext, kept: &Kept) -> Part {
    let run: Run = kept.run();
    let result = run.got_in.map(|got_in| {
        let said = if got_in {
            "The site found a session under it: the thief is in."
        } else {
            "The site made the digest of it, looked for a row under that, and found none. The thief remains a stranger."
        };
        let (class, icon) = if got_in { ("outcome believed", "warn") } else { ("outcome refused", "refused") };
        view! {
            <div class="answer" aria-live="polite">
                <div class="message out"><p class="way"><span>"the thief sends"</span><Icon name="right" class="i s"/></p>
                    <pre>{format!("GET /settings HTTP/1.1\ncookie: {}=", name(cx))}<mark>{shown(cx)}</mark>"…"</pre></div>
                <p class=class><Icon name=icon class="i s"/><span>{said}</span></p>
            </div>
        }
        .into_any()
    });
    Part {
        provenance: Provenance::Real("your own session, right now"),
        inside: vec![ticket(cx)],
        ask: None,
        result,
        bar:
            view! { <button class="button first" name="deed" value="steal">"Try it with the digest"</button> }
                .into_any(),
        action: None,
    }
}

fn name(cx: &RequestContext) -> &'static str {
    if cx.site.is_secure() { "__Host-vitrine" } else { "vitrine" }
}

/// The first digits of the digest.
fn shown(cx: &RequestContext) -> String {
    cx.visit.session_key.as_ref().map_or_else(|| "not yet".to_owned(), |key| key.0.chars().take(8).collect())
}

fn ticket(cx: &RequestContext) -> AnyView {
    if cx.visit.session_key.is_none() {
        return view! { <p>"You have no session yet, and so no cookie of it. It begins with your first experiment, or when you sign in."</p> }.into_any();
    }
    let secure = cx.site.is_secure();
    let who = match &cx.visit.viewer {
        Some(viewer) => format!("{} ({})", viewer.id.0, viewer.name),
        None => "NULL: a guest".to_owned(),
    };
    let part = |name: String, says: &'static str| view! { <div><dt>{name}</dt><dd>{says}</dd></div> };
    view! {
        <div class="lab-stage two-up">
            <section><h3><Icon name="browser"/>"In your jar"</h3>
                <dl class="cookie">
                    {part(name(cx).to_owned(), if secure { "the name; its beginning makes the browser insist on Secure, Path=/ and no Domain, so no other host can plant it" } else { "the name; over plain http, as on your own machine, it has no prefix" })}
                    <div><dt><span class="frost">"masked"</span></dt><dd>"128 random bits in 22 characters: nobody guesses it. It says nothing, it only leads to the row"</dd></div>
                    {part("Path=/".to_owned(), "goes to every page of the site")}
                    {part("HttpOnly".to_owned(), "no script can read it, not even ours: a script that somebody smuggled in can’t carry it off")}
                    {part("SameSite=Lax".to_owned(), "does not go with another site’s forms; it does with a link, so that you arrive signed in")}
                    {secure.then(|| part("Secure".to_owned(), "never goes over plain http, where a bystander could read it"))}
                </dl>
            </section>
            <section><h3><Icon name="server"/>"In the server’s table"</h3>
                <table class="record">
                    <caption>"Your row in "<code>"sessions"</code></caption>
                    <tbody>
                        <tr><th scope="row">"digest"</th><td>{shown(cx)}<span class="frost s">"masked"</span></td></tr>
                        <tr><th scope="row">"user_id"</th><td>{who}</td></tr>
                    </tbody>
                </table>
                <p class="small">"The digest is the SHA-256 of the cookie’s value. From the value the server gets to the row; from the row nobody gets to the value."</p>
            </section>
        </div>
    }
    .into_any()
}
