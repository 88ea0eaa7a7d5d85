//! The two endpoints: a browser that signs in and requests a page, and a server that answers both requests.

use super::credentials::form_decoded;
use super::http::HttpConnection;
use super::tls::SERVER_NAME;
use super::{Credentials, WireError};
use crate::random_bytes::random_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::io::{AsyncRead, AsyncWrite};

/// The browser: it posts the form, takes the cookie from the answer, and requests the page with it.
pub(super) async fn browser<S>(io: S, credentials: &Credentials) -> Result<(), WireError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut server = HttpConnection::new(io);
    let form = credentials.form();
    let post = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {SERVER_NAME}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    server.send(&post).await?;
    let (answer, _) = server.receive().await?;
    let set_cookie = answer.field("set-cookie").ok_or(WireError::Protocol("the server set no cookie"))?;
    // This browser knows only one server, so the attributes of the cookie make no difference to it.
    let pair = set_cookie.split(';').next().unwrap_or_default();
    let get = format!("GET / HTTP/1.1\r\nHost: {SERVER_NAME}\r\nCookie: {pair}\r\n\r\n");
    server.send(&get).await?;
    let (answer, _) = server.receive().await?;
    if !answer.first.contains(" 200 ") {
        return Err(WireError::Protocol("the server did not know the cookie"));
    }
    server.close().await
}

/// The server: it accepts any name and password, and knows the name by its cookie for as long as the connection lasts.
/// `secure` says whether the cookie gets the attribute `Secure`, which a browser would refuse over plain HTTP.
pub(super) async fn server<S>(io: S, secure: bool) -> Result<(), WireError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut browser = HttpConnection::new(io);
    let (request, form) = browser.receive().await?;
    if !request.first.starts_with("POST /sign-in ") {
        return Err(WireError::Protocol("the browser did not sign in"));
    }
    let name = name_in(&form).ok_or(WireError::Protocol("the form had no name"))?;
    // The password is not checked: the point is where it can be read on its way, not whether it is right.
    let session = random_id();
    let secure = if secure { "; Secure" } else { "" };
    let see_other = format!(
        "HTTP/1.1 303 See Other\r\nLocation: /\r\n\
         Set-Cookie: session={session}; Path=/; HttpOnly; SameSite=Lax{secure}\r\nContent-Length: 0\r\n\r\n"
    );
    browser.send(&see_other).await?;
    let (request, _) = browser.receive().await?;
    let known =
        request.field("cookie").and_then(|pair| pair.strip_prefix("session=")) == Some(session.as_str());
    if !known || !request.first.starts_with("GET / ") {
        return Err(WireError::Protocol("the browser did not bring its cookie"));
    }
    // The name in the page shows that the server knows the browser by its cookie. It is plain text and needs no escaping.
    let body = format!("Hello, {name}");
    let page = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    browser.send(&page).await?;
    browser.close().await
}

/// The field `name` of a form.
fn name_in(form: &[u8]) -> Option<String> {
    let form = std::str::from_utf8(form).ok()?;
    form.split('&').find_map(|field| field.strip_prefix("name=")).and_then(form_decoded)
}

/// A session id: 128 random bits in 22 characters.
fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<16>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_cookie_over_tls_is_secure() {
        let (here, there) = tokio::io::duplex(4096);
        let mut browser = HttpConnection::new(here);
        browser.send("POST /sign-in HTTP/1.1\r\nContent-Length: 8\r\n\r\nname=ana").await.unwrap();
        let answered = async {
            let (answer, _) = browser.receive().await?;
            drop(browser);
            Ok(answer.field("set-cookie").unwrap_or_default().to_owned())
        };
        let (set_cookie, end) = tokio::join!(answered, server(there, true));
        let set_cookie: Result<String, WireError> = set_cookie;
        assert!(set_cookie.unwrap().ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
        assert!(matches!(end, Err(WireError::Protocol("one side hung up early"))));
    }
}
