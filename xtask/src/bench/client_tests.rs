//! The client against answers made by hand, and against a listener of a few lines.

use super::*;
use std::{net::TcpListener, thread};

fn read(bytes: &str) -> io::Result<(Response, String)> {
    let mut from = bytes.as_bytes();
    let mut answer = Response::default();
    answer.read(&mut from)?;
    Ok((answer, String::from_utf8_lossy(from).into_owned()))
}

/// The answer's status and body, and that nothing of the next answer was taken.
fn check(bytes: &str, status: u16, body: &str) {
    let next = "HTTP/1.1 500 Next\r\n";
    let (answer, rest) = read(&format!("{bytes}{next}")).unwrap();
    assert_eq!((answer.status, String::from_utf8_lossy(&answer.body).as_ref()), (status, body));
    assert_eq!(rest, next);
}

#[test]
fn an_answer_ends_where_its_length_says() {
    check("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, "hello");
    check("HTTP/1.1 200 OK\r\nContent-Length:0\r\n\r\n", 200, "");
    check("HTTP/1.1 204 No Content\r\n\r\n", 204, "");
    check("HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n", 304, "");
}

#[test]
fn chunks_are_joined_up_to_the_empty_one() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    check(&format!("{head}3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"), 200, "abc0123456789");
    check(&format!("{head}1\r\na\r\n0\r\nx-trailer: 1\r\n\r\n"), 200, "a");
    check(&format!("{head}0\r\n\r\n"), 200, "");
}

#[test]
fn an_answer_without_a_length_ends_with_the_connection() {
    let (answer, rest) = read("HTTP/1.1 200 OK\r\n\r\nall of it").unwrap();
    assert_eq!((answer.body.as_slice(), rest.as_str(), answer.closes), (&b"all of it"[..], "", true));
}

#[test]
fn a_broken_answer_is_an_error() {
    for bytes in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "SSH-2.0\r\n\r\n",
    ] {
        assert!(read(bytes).is_err(), "{bytes:?} was taken for an answer");
    }
}

#[test]
fn headers_are_found_in_any_case_and_order() {
    let (answer, _) =
        read("HTTP/1.1 303 x\r\nA: 1\r\nset-Cookie: a=1\r\nSet-Cookie: b=2\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
    assert_eq!(answer.headers("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
    assert_eq!(answer.headers("location").next(), None);
}

#[test]
fn a_form_is_encoded_for_the_wire() {
    assert_eq!(
        urlencoded(&[("name", "reader_1"), ("password", "a b&c=é")]),
        "name=reader_1&password=a+b%26c%3D%C3%A9"
    );
}

#[test]
fn a_connection_is_kept_and_made_again_only_when_the_server_closes_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        for connection in 0..2 {
            let (stream, _) = listener.accept().unwrap();
            let mut stream = BufReader::new(stream);
            for close in ["", "Connection: close\r\n"] {
                let mut line = String::new();
                while line != "\r\n" {
                    line.clear();
                    stream.read_line(&mut line).unwrap();
                }
                let answer = format!("HTTP/1.1 200 OK\r\n{close}Content-Length: 1\r\n\r\n{connection}");
                stream.get_mut().write_all(answer.as_bytes()).unwrap();
            }
        }
    });
    let mut client = Client::connect(address).unwrap();
    let request = get(address, "/", HTML, "");
    let bodies: Vec<_> = (0..4).map(|_| client.send(&request).unwrap().body[0]).collect();
    assert_eq!(bodies, b"0011");
    server.join().unwrap();
    assert!(!client.is_open());
}
