//! Knows a form that was sent before by its idempotency key.
//!
//! A form with a key is the same form again if the key, the address, every field and whose form it is are the same: a
//! double click, a reload, a second try after an answer that was lost. Requests with the same form take turns, so the
//! second finds what the first one did. The layer tells the app by `Visit::sent_form`; the key itself is kept by the
//! transaction of the write (`store/src/idempotency_key.rs`), and so also by a power cut.
//!
//! A request without a key is answered as if there were none: programs that send forms need not know of it.

use crate::{refusal::Refusal, request_meta::RequestMeta, state::State};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use sha2::{Digest, Sha256};
use store::idempotency_key::{IdempotencyKey, KeyOwner, find_result};
use url::form_urlencoded;
use web::{
    context::{SentForm, Visit},
    idempotency_key::FIELD,
};

/// Forms that change who is signed in. Their second sending may come from whoever the first one made of the sender, so
/// they are known by their key alone. Each of them holds a password, which is a part of what must be the same.
const BEARER_PATHS: [&str; 3] = ["/api/sign_in", "/api/sign_up", "/api/delete_account"];
/// Characters of a key. The server's have 32, and those that the browser adds a number to a few more.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 32..=50;

/// The layer, right inside of `visit`, which says whose form it is.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some((key, meta)) = key(&request) else { return next.run(request).await };
    // Nothing is ever inserted: a request that has the guard holds its place, and the others with the same key wait until
    // it is answered, for no longer than the answer may take (`body.rs`).
    let _turn = state.forms_under_way.get_value_or_guard_async(key.digest()).await;
    let first = match find_result(&meta.db(&state), &key).await {
        Ok(first) => first,
        Err(e) => {
            tracing::error!(request = meta.request_id, error = %e, "a form's key could not be looked up: {e}");
            return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
    };
    if let Some(visit) = request.extensions_mut().get_mut::<Visit>() {
        visit.sent_form = Some(SentForm { key, first });
    }
    next.run(request).await
}

/// The key of the form that a request carries, if it carries one and there is somebody whose form it is. A guest's first
/// form begins their session, and until then nothing tells one guest from another.
fn key(request: &Request) -> Option<(IdempotencyKey, RequestMeta)> {
    let path = request.uri().path();
    if request.method() != Method::POST || !path.starts_with("/api/") {
        return None;
    }
    let meta = request.extensions().get::<RequestMeta>()?;
    let fields = fields(meta.sent.get()?)?;
    let visit = request.extensions().get::<Visit>()?;
    let owner = match (&visit.viewer, &visit.session_key) {
        _ if BEARER_PATHS.contains(&path) => KeyOwner::Bearer,
        (Some(viewer), _) => KeyOwner::Person(viewer.id),
        (None, Some(session)) => KeyOwner::Guest(session.clone()),
        (None, None) => return None,
    };
    let digest = digest(path, &fields, &owner);
    Some((IdempotencyKey::new(digest, owner, visit.now), meta.clone()))
}

/// The fields of a form that has a key, in an order that does not depend on how it was sent.
fn fields(body: &[u8]) -> Option<Vec<(String, String)>> {
    // Browsers send CR LF for every line end of a plain form, and scripts what stands in the field (HTML Living Standard,
    // 4.10.21.4).
    let one = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        (name.into_owned(), value.replace("\r\n", "\n"))
    };
    let mut fields: Vec<_> = form_urlencoded::parse(body).map(one).collect();
    let is_key = |value: &str| {
        KEY_CHARS.contains(&value.len()) && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    };
    let keys = || fields.iter().filter(|(name, _)| name == FIELD);
    if keys().count() != 1 || !keys().all(|(_, value)| is_key(value)) {
        return None;
    }
    fields.sort();
    Some(fields)
}

/// The digest of everything that makes a form the same form. Each part goes in with its length, so that no two forms come
/// to the same bytes.
fn digest(path: &str, fields: &[(String, String)], owner: &KeyOwner) -> String {
    let owner = match owner {
        KeyOwner::Person(id) => format!("person {id}"),
        KeyOwner::Guest(key) => format!("guest {}", key.0),
        KeyOwner::Bearer => String::new(),
    };
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    };
    add(path);
    add(&owner);
    fields.iter().for_each(|(name, value)| {
        add(name);
        add(value);
    });
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::UserId;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn of(body: &str, owner: &KeyOwner) -> Option<String> {
        fields(body.as_bytes()).map(|fields| digest("/api/write_post", &fields, owner))
    }

    #[test]
    fn a_form_is_the_same_only_with_the_same_key_fields_address_and_owner() {
        let ana = KeyOwner::Person(UserId(1));
        let first = of(&format!("once={KEY}&title=a&body=b%0D%0Ac"), &ana).unwrap();
        assert_eq!(of(&format!("title=a&body=b%0Ac&once={KEY}"), &ana), Some(first.clone()));
        for other in [
            format!("once={KEY}-1&title=a&body=b%0D%0Ac"),
            format!("once={KEY}&title=a&body=c"),
            format!("once={KEY}&title=ab&ody=b%0D%0Ac"),
        ] {
            assert_ne!(of(&other, &ana), Some(first.clone()), "{other}");
        }
        assert_ne!(
            of(&format!("once={KEY}&title=a&body=b%0D%0Ac"), &KeyOwner::Person(UserId(2))),
            Some(first)
        );
    }

    #[test]
    fn a_form_without_one_sound_key_has_none() {
        let ana = KeyOwner::Person(UserId(1));
        for body in
            ["title=a", "once=", "once=short", &format!("once={KEY}&once={KEY}"), &format!("once={KEY}%00")]
        {
            assert_eq!(of(body, &ana), None, "{body}");
        }
        assert_eq!(of(&format!("once={}", "a".repeat(51)), &ana), None);
    }
}
