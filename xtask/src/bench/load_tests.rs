//! The figures on hand-made times, and the load against a listener of a few lines.

use super::*;
use crate::bench::client::{HTML, get};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
};

#[test]
fn a_percentile_is_one_of_the_times() {
    let hundred: Vec<u32> = (1..=100).collect();
    for (share, is) in [(0.0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100)] {
        assert_eq!(percentile(&hundred, share), is, "at {share}");
    }
    assert_eq!(percentile(&[7], 0.5), 7);
    assert_eq!(percentile(&[1, 2, 3], 0.5), 2);
    assert_eq!(percentile(&[1, 2, 3], 0.99), 3);
}

#[test]
fn a_spread_names_the_middle_and_both_ends() {
    assert_eq!(Spread::of(vec![3.0, 9.0, 1.0]), Spread { median: 3.0, min: 1.0, max: 9.0 });
    assert_eq!(Spread::of(vec![4.0, 2.0]), Spread { median: 3.0, min: 2.0, max: 4.0 });
}

/// A listener that answers every request with `answer`, until its connections end.
pub fn listen(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().take(CONNECTIONS) {
            let mut stream = BufReader::new(stream.unwrap());
            thread::spawn(move || {
                let mut line = String::new();
                while stream.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                    if line == "\r\n" && stream.get_mut().write_all(answer.as_bytes()).is_err() {
                        break;
                    }
                    line.clear();
                }
            });
        }
    });
    address
}

fn round_against(answer: &'static str) -> Result<Round> {
    let address = listen(answer);
    round(&Target::same(address, get(address, "/", HTML, "")), Duration::from_millis(50))
}

#[test]
fn a_round_gives_figures_in_order() {
    let round = round_against("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").unwrap();
    assert!(round.per_second > 0.0);
    assert!(Duration::ZERO < round.p50 && round.p50 <= round.p99);
}

#[test]
fn a_refusal_under_load_fails_the_round() {
    let error = round_against("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n").err().unwrap();
    let said = error.to_string();
    assert!(said.contains("were not 200; the first was 503"), "{said}");
}

#[test]
fn a_broken_connection_fails_the_round_and_ends_it() {
    let error =
        round_against("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort\r\n\r\nHTTP/1.1 ").err().unwrap();
    assert!(error.to_string().contains("broke"), "{error:#}");
}
