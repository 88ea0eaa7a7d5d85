//! One learner against answers made by hand.

use super::*;
use std::{
    io::{Read, Write},
    net::TcpListener,
};

const DONE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull";
const SET: &str = "HTTP/1.1 307 Temporary Redirect\r\nlocation: /lab/tamper/ask\r\n\
                   set-cookie: lab-tamper=user=16&role=member; Path=/lab/tamper/\r\ncontent-length: 0\r\n\r\n";
const ASKED: &str = "HTTP/1.1 204 No Content\r\n\r\n";
const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 14\r\n\r\nBusy just now\n";

/// Answers one connection's requests in turn, then closes; the requests.
fn serve(answers: &[&str]) -> (SocketAddr, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
    let served = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut requests = Vec::new();
        for answer in answers {
            // Our client sends a request in one piece, and small ones arrive so on loopback.
            let mut request = vec![0; 8 << 10];
            let bytes = stream.read(&mut request).unwrap();
            requests.push(String::from_utf8_lossy(&request[..bytes]).into_owned());
            stream.write_all(answer.as_bytes()).unwrap();
        }
        requests
    });
    (address, served)
}

/// Asks once, and says what came of it and what was sent.
fn check(answers: &[&str], ask: fn(&Learner, &mut Client) -> Result<bool>) -> (Result<bool>, Vec<String>) {
    let (address, served) = serve(answers);
    let learner = Learner { address, session: "vitrine=abc".to_owned(), first_reading: Duration::ZERO };
    let mut client = Client::connect(address).unwrap();
    let done = ask(&learner, &mut client);
    drop(client);
    (done, served.join().unwrap())
}

#[test]
fn the_tampered_cookie_goes_where_the_first_answer_leads() {
    let (done, requests) = check(&[SET, ASKED], Learner::tamper);
    assert!(done.unwrap());
    assert!(requests[0].starts_with("POST /lab/tamper/put ") && !requests[0].contains("lab-tamper="));
    assert!(requests[1].starts_with("POST /lab/tamper/ask "), "{}", requests[1]);
    assert!(
        requests[1].contains("Cookie: vitrine=abc; lab-tamper=user=16&role=member\r\n"),
        "{}",
        requests[1]
    );
    assert!(requests[1].ends_with("\r\n\r\nvalue=user%3D16%26role%3Dmember%26basket%3Dbread%2E3"));
}

#[test]
fn a_refusal_is_lawful_when_it_has_words() {
    assert!(!check(&[BUSY], Learner::wire).0.unwrap());
    assert!(!check(&[BUSY], Learner::tamper).0.unwrap());
    assert!(!check(&[SET, BUSY], Learner::tamper).0.unwrap());
    assert!(check(&["HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"], Learner::wire).0.is_err());
}

#[test]
fn any_other_answer_ends_the_bench() {
    for answer in ["HTTP/1.1 500 Ours\r\ncontent-length: 4\r\n\r\nours", ASKED, SET] {
        assert!(check(&[answer], Learner::wire).0.is_err(), "{answer}");
    }
    for answers in [&[DONE][..], &[SET, DONE], &["HTTP/1.1 307 Nowhere\r\ncontent-length: 0\r\n\r\n"]] {
        assert!(check(answers, Learner::tamper).0.is_err(), "{answers:?}");
    }
}

#[test]
fn a_learner_who_is_cut_off_says_so() {
    let (address, served) = serve(&[DONE]);
    let learner = Learner { address, session: "vitrine=abc".to_owned(), first_reading: Duration::ZERO };
    let progress = Progress::default();
    assert!(learner.learn(&progress).is_err());
    assert_eq!(progress.counts(), (1, 1));
    assert_eq!(served.join().unwrap().len(), 1);
}

#[test]
fn a_learner_goes_when_it_is_over() {
    let (address, served) = serve(&[DONE]);
    let learner = Learner { address, session: "vitrine=abc".to_owned(), first_reading: Duration::ZERO };
    let progress = Progress::ended();
    assert_eq!(learner.learn(&progress).unwrap(), 0);
    assert_eq!(progress.counts(), (1, 1));
    assert_eq!(served.join().unwrap().len(), 1);
}
