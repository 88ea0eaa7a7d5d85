//! The learner's own session: its cookie part by part, with the value masked, the row it leads to, and a thief who has read
//! the row.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::learner::begin_learner;
use labs::Experiment;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::session::key_of_cookie;
use web::{Error, components::Icon, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct OwnCookieState {
    /// Whether the thief got in; none before it was tried.
    got_in: Option<bool>,
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }
}

/// Looks a session up by what stands in the row, as if a thief of the table had sent that as a cookie. It is the very
/// function that looks up the session of every request.
async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let digest = match (&cx.visit.session_key, cx.session.id()) {
        (Some(key), _) => key.0.clone(),
        // The session of a guest that began with this very request.
        (None, id) => key_of_cookie(&id.map(|id| id.to_string()).unwrap_or_default()).0,
    };
    let found = store::session::find_session(&cx.db, key_of_cookie(&digest), cx.visit.now).await;
    let got_in = found?.is_some();
    change_state(cx, &learner_key, Experiment::OwnCookie, fields, move |stored| {
        let mut state: OwnCookieState = stored.details();
        state.got_in = Some(got_in);
        stored.note_outcome(if got_in { "yes" } else { "no" });
        stored.set_details(&state);
    })
    .await
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: OwnCookieState = stored.details();
    let result = state.got_in.map(|got_in| {
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
    FigureBody {
        provenance: Provenance::Real("your own session, right now"),
        sections: vec![ticket(cx)],
        controls: None,
        result,
        buttons:
            view! { <button class="button first" name="action" value="steal">"Try it with the digest"</button> }
                .into_any(),
        form_action: None,
    }
}

/// The name of the session cookie here.
fn name(cx: &RequestContext) -> &'static str {
    if cx.site.is_secure() { "__Host-vitrine" } else { "vitrine" }
}

/// The first digits of the digest. The rest stays masked, although it opens nothing.
fn shown(cx: &RequestContext) -> String {
    cx.visit.session_key.as_ref().map_or_else(|| "not yet".to_owned(), |key| key.0.chars().take(8).collect())
}

/// The cookie and the row, side by side.
fn ticket(cx: &RequestContext) -> AnyView {
    if cx.visit.session_key.is_none() {
        return view! { <p>"You have no session yet, and so no cookie of it. It begins with your first experiment, or when you sign in."</p> }.into_any();
    }
    let secure = cx.site.is_secure();
    let who = match &cx.visit.viewer {
        Some(viewer) => format!("{} ({})", viewer.id.0, viewer.name),
        None => "NULL: a guest".to_owned(),
    };
    // A part of the cookie, and what it is good for.
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
