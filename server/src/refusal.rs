//! Answers that the app does not make: a request that a layer refused, or one that failed. They never show a path of the
//! machine, SQL, or a stack trace (docs/security.md, E1).
//!
//! A layer answers with a [`Refusal`] and nothing else. `request_meta`, which knows the request, writes it out: as a page
//! for a browser, as the app's own error for the browser's half, as a line of text for any other client.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use std::fmt::Write;
use web::{assets::Assets, context::Site};

/// The app's drawing, as its own pages for errors have it (`app/src/components/empty_state.rs`).
const ILLUSTRATION: &str = "<svg class=\"case\" viewBox=\"7 9 88 90\" aria-hidden=\"true\">\
    <path class=\"stone\" d=\"M8 74h66v24H8z\"/><path class=\"shade\" d=\"m74 74 20-14v24L74 98z\"/>\
    <path class=\"pane\" d=\"M8 24 28 10h66L74 24z\"/><path class=\"pane\" d=\"m74 24 20-14v50L74 74z\"/>\
    <path class=\"pane\" d=\"M8 24h66v50H8z\"/><path d=\"M8 24h66v50H8zM74 24l20-14v50L74 74M18 84h14M18 89h9\"/></svg>";

/// Why there is no answer, in words for the person who waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// A few words, without a full stop.
    pub title: &'static str,
    /// What happened, and what can be done about it.
    pub sentence: String,
    /// After how many seconds it may work, where that is known (RFC 9110, 10.2.3).
    pub retry_after: Option<u64>,
}

/// The format in which a client can read a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a browser that loads a page.
    Html,
    /// For the browser's half of the app: a `web::Error`.
    Json,
    /// For everything else.
    Text,
}

impl Refusal {
    /// The refusal with the usual words for a status.
    pub fn of(status: StatusCode) -> Self {
        let (title, sentence) = match status.as_u16() {
            400 => ("This request makes no sense", "Something in it cannot be read."),
            401 => ("Please sign in", "This page is for people who are signed in."),
            403 => (
                "Not from there",
                "This form was sent from another site, so nothing was done. Open the page here and try again.",
            ),
            404 => ("Nothing here", "There is nothing at this address."),
            405 => ("Not like this", "This address does not take that kind of request."),
            408 => ("Too slow", "The rest of the request did not arrive in time. Try again."),
            413 => ("Too much", "That was more than the site takes at once. Make it shorter."),
            415 => ("Not in this form", "The site does not read what was sent."),
            429 => ("Slow down", "That was a lot in a short time. Wait a little and try again."),
            503 => ("Busy just now", "The site has too much to do. Try again in a moment."),
            _ => ("Something broke", "It broke on our side, and a note about it was kept."),
        };
        // A guess: nobody knows when the site will have less to do.
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5);
        Self { status, title, sentence: sentence.to_owned(), retry_after }
    }

    /// The refusal of a body that is too large, with both sizes where both are known.
    pub fn too_large(bytes: Option<u64>, bytes_max: usize) -> Self {
        let size = |bytes: u64| match bytes {
            0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
            _ => format!("{:.1} MB", bytes as f64 / 1e6),
        };
        let may = size(bytes_max as u64);
        let sentence = match bytes {
            Some(bytes) => format!("That was {}, and the site takes {may} here at once.", size(bytes)),
            None => format!("That was more than the {may} that the site takes here at once."),
        };
        let sentence =
            format!("{sentence} Nothing was changed. Go back, where your text is, and make it shorter.");
        Self { sentence, ..Self::of(StatusCode::PAYLOAD_TOO_LARGE) }
    }

    /// The refusal that says what this error says, in its status, its sentence and its wait.
    pub fn of_error(error: &web::Error, title: &'static str) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, title, sentence: error.to_string(), retry_after: error.retry_after() }
    }

    /// The answer in one of the formats, with its content type. `request_id` is shown, so that a person can report it.
    pub fn write(&self, format: Format, site: &Site, request_id: &str) -> Response {
        let (kind, body) = match format {
            Format::Html => ("text/html; charset=utf-8", self.page(&(site.assets)(), request_id)),
            Format::Json => ("application/json", self.json(request_id)),
            Format::Text => ("text/plain; charset=utf-8", format!("{}. {}\n", self.title, self.sentence)),
        };
        let mut response = (self.status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// A page of its own. It must not need the app, which may be what is broken.
    fn page(&self, assets: &Assets, request_id: &str) -> String {
        let mut styles = String::new();
        for (href, integrity) in &assets.css {
            let _ = write!(styles, r#"<link rel="stylesheet" href="{href}" integrity="{integrity}">"#);
        }
        let Self { status, title, sentence, .. } = self;
        let (title, sentence) = (escape(title), escape(sentence));
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Vitrine</title>\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{styles}</head>\
             <body><main id=\"main\"><section class=\"lost\">{ILLUSTRATION}<div class=\"in\"><p class=\"over\">{}</p><h1>{title}</h1>\
             <p class=\"stand\">{sentence}</p><p class=\"small\">Number of this request: <code>{}</code></p>\
             <p class=\"row\"><a class=\"button\" href=\"/\">To the square</a></p></div></section></main></body></html>\n",
            status.as_u16(),
            escape(request_id)
        )
    }

    /// The error as a server function of the app would return it.
    fn json(&self, request_id: &str) -> String {
        let error = match self.status.as_u16() {
            401 => web::Error::SignedOut,
            404 => web::Error::NotFound,
            413 => web::Error::TooLarge(self.sentence.clone()),
            429 => web::Error::TooManyRequests { seconds: self.retry_after.unwrap_or(5) },
            500 => web::Error::Internal(request_id.to_owned()),
            503 => web::Error::Busy { seconds: self.retry_after.unwrap_or(5) },
            _ => web::Error::Unreachable,
        };
        serde_json::to_string(&error).unwrap_or_default()
    }
}

/// The refusal itself travels in the answer's extensions, where `request_meta` finds it.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Escapes text for HTML, for elements as well as for attributes in quotation marks.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
