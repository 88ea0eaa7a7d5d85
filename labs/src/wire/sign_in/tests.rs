//! Real runs on real sockets.

use super::*;
use crate::wire::relay::record_connection;
use crate::wire::{HandshakeMessage, RecordKind, SERVER_NAME, find_bytes, find_text, readable, tls_records};
use proptest::prelude::*;
use std::net::SocketAddr;
use std::pin::pin;
use std::task::{Context, Waker};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

fn credentials() -> Credentials {
    Credentials::parse("Ana Ferreira", "correct horse & battery").unwrap()
}

fn text(recording: &Recording, from_browser: bool) -> String {
    String::from_utf8(recording.bytes(from_browser)).unwrap()
}

async fn nobody_listens(addresses: [SocketAddr; 2]) {
    for address in addresses {
        assert!(TcpStream::connect(address).await.is_err(), "somebody listens at {address}");
    }
}

#[tokio::test]
async fn a_plain_sign_in_reads_like_a_letter() {
    let recordings = record_sign_in(&credentials()).await.unwrap();
    let (sent, answered) = (text(&recordings.plain, true), text(&recordings.plain, false));
    assert!(sent.starts_with("POST /sign-in HTTP/1.1\r\nHost: vitrine.test\r\n"), "{sent}");
    assert!(
        sent.contains("\r\n\r\nname=Ana+Ferreira&password=correct+horse+%26+batteryGET / HTTP/1.1\r\n"),
        "{sent}"
    );
    let set = "HTTP/1.1 303 See Other\r\nLocation: /\r\nSet-Cookie: session=";
    let id = answered.strip_prefix(set).and_then(|rest| rest.split_once(';')).map(|(id, _)| id).unwrap();
    assert_eq!(id.len(), 22);
    assert!(answered.contains(&format!("session={id}; Path=/; HttpOnly; SameSite=Lax\r\n")), "{answered}");
    assert!(sent.contains(&format!("\r\nCookie: session={id}\r\n")), "{sent}");
    assert!(answered.ends_with("\r\n\r\nHello, Ana Ferreira"), "{answered}");
    assert_eq!(recordings.plain.chunks.len(), 4, "two questions and two answers");
    let times: Vec<_> = recordings.plain.chunks.iter().map(|chunk| chunk.at_us).collect();
    assert!(times.is_sorted() && recordings.plain.took_us >= times[3], "{times:?}");
}

#[tokio::test]
async fn over_tls_a_bystander_reads_the_name_of_the_server_and_little_else() {
    let tls = record_sign_in(&credentials()).await.unwrap().tls;
    let told = readable(&tls).into_iter().filter(|span| span.from_browser && !span.by_chance);
    let told: Vec<_> = told.map(|span| span.text).collect();
    assert!(told.iter().any(|text| text == SERVER_NAME), "{told:?}");
    assert!(told.iter().any(|text| text == "http/1.1"), "{told:?}");
    for secret in ["POST /sign-in", "session=", "correct+horse", "Ana+Ferreira", "Hello, Ana"] {
        assert!(find_bytes(&tls, secret.as_bytes()).is_empty(), "{secret}");
    }
}

#[tokio::test]
async fn the_records_begin_with_two_hellos_and_add_up() {
    let tls = record_sign_in(&credentials()).await.unwrap().tls;
    let records = tls_records(&tls);
    let hellos: Vec<_> = records.iter().map(|record| record.kind).take(2).collect();
    assert_eq!(
        hellos,
        [
            RecordKind::Handshake(HandshakeMessage::ClientHello),
            RecordKind::Handshake(HandshakeMessage::ServerHello)
        ]
    );
    assert!(records[0].from_browser && !records[1].from_browser);
    assert!(records.iter().any(|record| record.from_browser && record.kind == RecordKind::ApplicationData));
    assert!(
        !records.iter().any(|record| matches!(record.kind, RecordKind::Truncated | RecordKind::Other)),
        "{records:?}"
    );
    let all: usize = tls.chunks.iter().map(|chunk| chunk.bytes.len()).sum();
    assert_eq!(records.iter().map(|record| record.bytes).sum::<usize>(), all);
}

#[tokio::test]
async fn with_the_older_tls_the_certificate_is_in_the_open_and_the_password_is_not() {
    let ends = TlsEndpoints::with_versions(&[&rustls::version::TLS12]).unwrap();
    let tls = over_tls(Listeners::open().await.unwrap(), &credentials(), ends).await.unwrap();
    let kinds: Vec<_> = tls_records(&tls).into_iter().map(|record| record.kind).collect();
    assert!(kinds.contains(&RecordKind::Handshake(HandshakeMessage::Encrypted)), "{kinds:?}");
    assert!(!kinds.contains(&RecordKind::Other), "{kinds:?}");
    assert!(find_bytes(&tls, SERVER_NAME.as_bytes()).iter().any(|(from_browser, _)| !from_browser));
    assert!(find_text(&tls, credentials().password()).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_given_up_at_the_deadline() {
    let listeners = Listeners::open().await.unwrap();
    let addresses = listeners.addresses();
    let credentials = credentials();
    let began = tokio::time::Instant::now();
    let silent = |io: TcpStream| async move {
        let _held = io;
        std::future::pending().await
    };
    let run = record_connection(listeners, |io| crate::wire::endpoints::browser(io, &credentials), silent);
    assert!(matches!(within_time(run).await, Err(WireError::TimedOut)));
    assert_eq!(began.elapsed().as_secs(), 3);
    nobody_listens(addresses).await;
}

#[tokio::test]
async fn a_recording_stops_at_64_kib() {
    let talk = |bytes: usize| async move {
        let listeners = Listeners::open().await.unwrap();
        let server = |mut io: TcpStream| async move {
            io.write_all(&vec![b'x'; bytes]).await?;
            Ok(())
        };
        let browser = |mut io: TcpStream| async move {
            tokio::io::copy(&mut io, &mut tokio::io::sink()).await?;
            Ok(())
        };
        within_time(record_connection(listeners, browser, server)).await
    };
    let full = talk(Recording::BYTES_MAX).await.unwrap();
    assert_eq!(full.bytes(false).len(), Recording::BYTES_MAX);
    assert!(matches!(talk(Recording::BYTES_MAX + 1).await, Err(WireError::TooLarge)));
}

#[tokio::test]
async fn nobody_listens_after_a_run() {
    let listeners = Listeners::open().await.unwrap();
    let addresses = listeners.addresses();
    plain(listeners, &credentials()).await.unwrap();
    nobody_listens(addresses).await;
}

#[tokio::test]
async fn nobody_listens_after_a_run_is_dropped() {
    let listeners = Listeners::open().await.unwrap();
    let addresses = listeners.addresses();
    let credentials = credentials();
    {
        let mut run = pin!(plain(listeners, &credentials));
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        TcpStream::connect(addresses[1]).await.unwrap();
    }
    nobody_listens(addresses).await;
}

#[test]
fn a_run_may_move_between_threads() {
    fn check<T: Send>(_: T) {}
    check(record_sign_in(&credentials()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_password_is_found_on_the_plain_road_and_not_over_tls(name in "\\PC{1,40}", password in "\\PC{8,40}") {
        let credentials = Credentials::parse(&name, &password).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let recordings = runtime.block_on(record_sign_in(&credentials)).unwrap();
        prop_assert!(find_text(&recordings.plain, &password).iter().any(|find| find.from_browser));
        prop_assert!(find_text(&recordings.tls, &password).is_empty());
        let heads = find_bytes(&recordings.plain, b" HTTP/1.1\r\nHost: ").len();
        prop_assert_eq!(heads, 2, "nobody smuggles a third request in");
    }
}
