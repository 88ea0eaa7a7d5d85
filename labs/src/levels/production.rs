//! Level 4: a good cookie that the browser also sends with requests made by other sites (cross-site request forgery).

use super::{
    browser::{Browser, NOW, SHOP, url},
    level::{AttackForm, AttackOutcome, DefenceOutcome, Introduction},
    seeded_random::SeededRandom,
};
use crate::cookie::{Decision, Request};
use std::collections::BTreeMap;

/// The key of the attack's form.
pub(super) const KEY: &str = "way";
/// The attacker's site.
const ATTACKER_ORIGIN: &str = "https://prizes.example";
/// The shop's own origin, as browsers send it in `Origin`.
const OWN_ORIGIN: &str = "https://shop.example";
/// A form of the shop itself is posted.
const OWN_FORM: Request = Request { safe_method: false, ..Request::OWN };

/// How the attacker's page tries to act in Ben's name.
#[derive(Clone, Copy, PartialEq)]
enum AttackVector {
    /// By a link that Ben follows.
    Link,
    /// By an image that his browser loads.
    Image,
    /// By a form that posts itself.
    FormPost,
    /// By a script that reads the cookie.
    ScriptRead,
}

impl AttackVector {
    /// Each with its key in the form and its text on the page.
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Link, "link", "A link to the shop’s basket, which the visitor clicks"),
        (Self::Image, "image", "An image whose address is the shop’s basket"),
        (Self::FormPost, "form-post", "A form that posts itself to the shop’s basket"),
        (Self::ScriptRead, "script-read", "A script that reads the cookie and sends it to you"),
    ];
}

/// The shop.
struct Server {
    /// What follows `HttpOnly` in `Set-Cookie`.
    attributes: &'static str,
    /// Ids have 256 bits instead of 128.
    longer_id: bool,
    /// A POST is refused unless its `Origin` is the shop's own.
    checks_origin: bool,
    random: SeededRandom,
    /// How many things are in the basket, by session id.
    baskets: BTreeMap<String, u32>,
}

/// The shop's response to a request.
#[derive(PartialEq)]
enum Response {
    /// The basket was changed.
    Changed,
    /// The basket was shown.
    Shown,
    /// There was no session.
    SignedOut,
    /// The request was refused because of its `Origin`.
    OtherOrigin,
}

impl Server {
    /// A shop in which nobody has signed in, with these attributes of its cookie.
    fn new(seed: u64, attributes: &'static str) -> Self {
        let random = SeededRandom::new(seed);
        Self { attributes, longer_id: false, checks_origin: false, random, baskets: BTreeMap::new() }
    }

    /// Makes a session and returns the value of its `Set-Cookie` header.
    fn sign_in(&mut self) -> String {
        let id = if self.longer_id { self.random.id::<32>() } else { self.random.id::<16>() };
        self.baskets.insert(id.clone(), 0);
        format!("id={id}; Path=/; Secure; HttpOnly; {}", self.attributes)
    }

    /// `GET /basket` shows the basket; `POST /basket` puts something in. Browsers send `Origin` with every POST.
    fn respond(&mut self, post: bool, origin: &str, id: Option<&str>) -> Response {
        if post && self.checks_origin && origin != OWN_ORIGIN {
            return Response::OtherOrigin;
        }
        match id.and_then(|id| self.baskets.get_mut(id)) {
            None => Response::SignedOut,
            Some(_) if !post => Response::Shown,
            Some(things) => {
                *things += 1;
                Response::Changed
            }
        }
    }

    /// Sends a request from a browser, whose jar decides about the cookie, and notes what happens in `steps`.
    fn send(&mut self, browser: &Browser, how: Request, origin: &str, steps: &mut Vec<String>) -> Response {
        let post = !how.safe_method;
        let id = browser.sent_value("id", how);
        let decided = browser.jar.decide(&url(SHOP), how, NOW);
        let decided = decided.first().map_or(&Decision::Sent, |(_, decision)| decision).to_string();
        let mut request = format!("`{} /basket`", if post { "POST" } else { "GET" });
        if post {
            request.push_str(&format!(", `Origin: {origin}`"));
        }
        if let Some(id) = &id {
            request.push_str(&format!(", `Cookie: id={id}`"));
        }
        steps.push(format!("The browser asks the shop: {request}. The cookie: {decided}"));
        let answer = self.respond(post, origin, id.as_deref());
        steps.push(
            match answer {
                Response::Changed => "The shop finds the session and puts the thing into its basket.",
                Response::Shown => "The shop finds the session and shows its basket; a GET changes nothing.",
                Response::SignedOut => "The shop finds no session: “Please sign in.”",
                Response::OtherOrigin => "The shop sees that the form stood on another site and refuses it.",
            }
            .to_owned(),
        );
        answer
    }
}

/// See `Level::introduction`.
pub(super) fn introduction(seed: u64) -> Introduction {
    let set = Server::new(seed, "SameSite=None").sign_in();
    Introduction {
        own_cookie: format!("Set-Cookie: {set}"),
        says: "This shop gives a new random id at every sign-in, over HTTPS and out of reach of scripts. \
               You own prizes.example, and Ben, signed in to the shop, opens a page of yours. Make his \
               browser change his basket."
            .to_owned(),
        attack_form: AttackForm::Choice {
            key: KEY,
            label: "What your page does",
            options: AttackVector::ALL.map(|(_, key, text)| (key, text)).to_vec(),
        },
        defences: vec![
            ("lax", "Say SameSite=Lax"),
            ("strict", "Say SameSite=Strict"),
            ("origin-check", "Let the server compare Origin with its own address"),
            ("http-only", "Hide the cookie from scripts with HttpOnly"),
            ("longer-id", "Make ids of 256 random bits"),
        ],
    }
}

/// Carries out the attack of this key. The error is a sentence.
pub(super) fn attack(seed: u64, key: &str) -> Result<AttackOutcome, String> {
    let (vector, ..) = AttackVector::ALL
        .into_iter()
        .find(|(_, known, _)| *known == key)
        .ok_or("Nothing was done: choose from the list what your page does.")?;
    let mut steps = Vec::new();
    let worked = forge_request(&mut Server::new(seed, "SameSite=None"), vector, &mut steps);
    Ok(AttackOutcome { worked, steps })
}

/// Ben signs in and opens the attacker's page. Returns whether his basket was changed.
fn forge_request(server: &mut Server, vector: AttackVector, steps: &mut Vec<String>) -> bool {
    let mut ben = Browser::new();
    let set = server.sign_in();
    ben.receive(&set);
    steps.push(format!(
        "Ben has signed in to the shop; it said `Set-Cookie: {set}`. Now he opens {ATTACKER_ORIGIN}."
    ));
    let how = match vector {
        AttackVector::Link => Request::LINK_ELSEWHERE,
        AttackVector::Image => Request::EMBEDDED_ELSEWHERE,
        AttackVector::FormPost => Request::FORM_ELSEWHERE,
        AttackVector::ScriptRead => {
            let seen = ben.jar.header(&url(ATTACKER_ORIGIN), Request::SCRIPT, NOW);
            let decided = ben.jar.decide(&url(ATTACKER_ORIGIN), Request::SCRIPT, NOW);
            let why = decided.first().map(|(_, decision)| decision.to_string()).unwrap_or_default();
            steps.push(format!(
                "Your script reads `document.cookie` and sees “{seen}”. The shop’s cookie: {why}"
            ));
            let id = seen.strip_prefix("id=").map(str::to_owned);
            // The script acts by itself with what it read; Ben's browser has no part in this request.
            return server.respond(true, ATTACKER_ORIGIN, id.as_deref()) == Response::Changed;
        }
    };
    server.send(&ben, how, ATTACKER_ORIGIN, steps) == Response::Changed
}

/// See `level::defend`. `None` when there is no such defence.
pub(super) fn defend(seed: u64, defence: &str) -> Option<DefenceOutcome> {
    let mut server = Server::new(seed, "SameSite=None");
    let why = match defence {
        "lax" => {
            server.attributes = "SameSite=Lax";
            "The cookie comes along when a link leads to the shop, but not with another site’s form."
        }
        "strict" => {
            server.attributes = "SameSite=Strict";
            "The cookie stays at home for every request from elsewhere, and so for the link in the shop’s \
             own mail, from which its customers expect to arrive signed in."
        }
        "origin-check" => {
            server.checks_origin = true;
            "The browser says with every POST where the form stood, and a page can’t change that."
        }
        "http-only" => {
            "It was said already. The other site never sees the cookie; the browser sends it by itself."
        }
        "longer-id" => {
            server.longer_id = true;
            "Nobody guesses the id; the browser sends it by itself, however long it is."
        }
        _ => return None,
    };
    // Defences that change nothing in the server are tried like the others: that they fail must be seen, not asserted.
    let mut steps = Vec::new();
    let mut attack_fails = true;
    // Every vector is tried. When one works, only its steps are shown; otherwise those of all.
    for (vector, _, text) in AttackVector::ALL {
        let mut tried = vec![format!("The other site tries again. {text}.")];
        if forge_request(&mut server, vector, &mut tried) {
            attack_fails = false;
            steps = tried;
            break;
        }
        steps.append(&mut tried);
    }
    let use_works = ordinary_use(&mut server, &mut steps);
    Some(DefenceOutcome::new(attack_fails, use_works, steps, why))
}

/// Ana uses the shop's own form, and later follows a link from her mail. Returns whether she is known both times.
fn ordinary_use(server: &mut Server, steps: &mut Vec<String>) -> bool {
    let mut ana = Browser::new();
    let set = server.sign_in();
    ana.receive(&set);
    steps.push("Ana, signed in, puts something into her basket with the shop’s own form.".to_owned());
    let clicked = server.send(&ana, OWN_FORM, OWN_ORIGIN, steps) == Response::Changed;
    steps.push("Later she follows a link in her mail, on mail.example, to the shop.".to_owned());
    let arrived =
        server.send(&ana, Request::LINK_ELSEWHERE, "https://mail.example", steps) == Response::Shown;
    clicked && arrived
}
