//! Level 3: the cookie is only a random id, but signing in keeps the id that the browser came with. That allows session
//! fixation: an attacker makes a victim's browser use an id that the attacker knows.

use super::{
    browser::Browser,
    fixation::{ACTIONS_MAX, Action, Attack, action_sequences},
    level::{AttackForm, AttackOutcome, DefenceOutcome, Introduction},
    seeded_random::SeededRandom,
};
use crate::cookie::Request;
use std::collections::BTreeMap;

/// The keys of the attack's form, one for each action in order. They are names of form fields in stored states.
pub(super) const KEYS: [&str; 6] = ["deed-1", "deed-2", "deed-3", "deed-4", "deed-5", "deed-6"];

/// The defences that the shop has.
#[derive(Clone, Copy, Default)]
pub(super) struct Rules {
    /// Signing in moves the session to a new id.
    new_id_at_sign_in: bool,
    /// Ids have 256 bits instead of 128.
    longer_id: bool,
    /// The cookie is `HttpOnly`.
    http_only: bool,
    /// An id that the shop did not give out is replaced.
    refuse_unknown_ids: bool,
}

/// A session.
#[derive(Clone, Default)]
struct Row {
    /// Who is signed in.
    user: Option<&'static str>,
    /// How many things are in the basket. They must survive signing in.
    basket: u32,
}

/// The shop.
pub(super) struct Server {
    rules: Rules,
    random: SeededRandom,
    /// The sessions by their id.
    rows: BTreeMap<String, Row>,
}

impl Server {
    /// A shop without sessions.
    pub(super) fn new(seed: u64, rules: Rules) -> Self {
        Self { rules, random: SeededRandom::new(seed), rows: BTreeMap::new() }
    }

    /// Receives a request with this id, or without one. Returns the id of its session, and the `Set-Cookie` value when the
    /// id is a new one. Without `refuse_unknown_ids` the shop takes over any id, as PHP does without
    /// `session.use_strict_mode`.
    pub(super) fn visit(&mut self, shown: Option<String>) -> (String, Option<String>) {
        match shown {
            Some(id) if self.rows.contains_key(&id) => (id, None),
            Some(id) if !self.rules.refuse_unknown_ids => {
                self.rows.insert(id.clone(), Row::default());
                (id, None)
            }
            _ => self.new_row(Row::default()),
        }
    }

    /// Signs a person in with a request that has this id. Returns the same as `visit`.
    pub(super) fn sign_in(&mut self, shown: Option<String>, name: &'static str) -> (String, Option<String>) {
        let (id, set) = self.visit(shown);
        let row = self.rows.entry(id.clone()).or_default();
        row.user = Some(name);
        if !self.rules.new_id_at_sign_in {
            return (id, set);
        }
        // The row moves to the new id with all that is in it, and the old id opens nothing any more.
        let row = self.rows.remove(&id).unwrap_or_default();
        self.new_row(row)
    }

    /// Puts a session under a new id.
    fn new_row(&mut self, row: Row) -> (String, Option<String>) {
        let id = if self.rules.longer_id { self.random.id::<32>() } else { self.random.id::<16>() };
        self.rows.insert(id.clone(), row);
        let header =
            format!("id={id}; Path=/; Secure{}", if self.rules.http_only { "; HttpOnly" } else { "" });
        (id, Some(header))
    }

    /// Who is signed in under this id.
    pub(super) fn user(&self, id: &str) -> Option<&'static str> {
        self.rows.get(id).and_then(|row| row.user)
    }
}

/// See `Level::introduction`.
pub(super) fn introduction(seed: u64) -> Introduction {
    let (_, set) = Server::new(seed, Rules::default()).visit(None);
    Introduction {
        own_cookie: format!("Set-Cookie: {}", set.unwrap_or_default()),
        says: "This shop gives everyone a random id at the first visit, and when somebody signs in it notes \
               so in that id’s row. You can plant a cookie in Ben’s browser, but you can’t read one there. \
               Put the deeds in an order after which the shop takes you for Ben."
            .to_owned(),
        attack_form: AttackForm::Order {
            keys: KEYS.to_vec(),
            label: "What you do, in order",
            options: Action::ALL.map(|(_, key, text)| (key, text)).to_vec(),
        },
        defences: vec![
            ("new-id-at-sign-in", "Give a new id whenever somebody signs in"),
            ("longer-id", "Make ids of 256 random bits"),
            ("http-only", "Hide the cookie from scripts with HttpOnly"),
            ("refuse-unknown-ids", "Take over no id that the shop did not give out"),
        ],
    }
}

/// Carries out the chosen actions; empty keys are skipped. The error is a sentence.
pub(super) fn attack(seed: u64, keys: &[&str]) -> Result<AttackOutcome, String> {
    let chosen: Vec<&str> = keys.iter().copied().filter(|key| !key.is_empty()).collect();
    if chosen.is_empty() {
        return Err("Nothing was done: choose at least one deed first.".to_owned());
    }
    let actions: Option<Vec<Action>> = chosen.into_iter().map(Action::of_key).collect();
    let actions = actions.ok_or("Nothing was done: one of the deeds is not in the list.")?;
    let attack = Attack::run(seed, Rules::default(), &actions);
    Ok(AttackOutcome { worked: attack.worked, steps: attack.steps })
}

/// See `level::defend`. `None` when there is no such defence.
pub(super) fn defend(seed: u64, defence: &str) -> Option<DefenceOutcome> {
    let rules = Rules::default();
    let (rules, why) = match defence {
        "new-id-at-sign-in" => (
            Rules { new_id_at_sign_in: true, ..rules },
            "The id that was planted is worth nothing after the sign-in, and the new one was shown to Ben’s \
             browser alone.",
        ),
        "longer-id" => (
            Rules { longer_id: true, ..rules },
            "Nobody guessed the id: the attacker knows it because it was theirs first, however long it is.",
        ),
        "http-only" => (
            Rules { http_only: true, ..rules },
            "HttpOnly keeps scripts from reading the cookie, or replacing one; where there is none yet, \
             they can plant one.",
        ),
        "refuse-unknown-ids" => (
            Rules { refuse_unknown_ids: true, ..rules },
            "That stops ids that were made up. But the attacker can ask the shop for one, and that one is known.",
        ),
        _ => return None,
    };
    // The attack is tried for real, in every order of a few actions, each on a fresh shop.
    let sequences = action_sequences();
    let hit = sequences.iter().map(|actions| Attack::run(seed, rules, actions)).find(|attack| attack.worked);
    let attack_fails = hit.is_none();
    let mut steps = match hit {
        Some(attack) => attack.steps,
        None => vec![format!(
            "Every order of up to {ACTIONS_MAX} deeds is tried, {} in all; none works.",
            sequences.len()
        )],
    };
    let use_works = ordinary_use(seed, rules, &mut steps);
    Some(DefenceOutcome::new(attack_fails, use_works, steps, why))
}

/// Ana puts something into her basket, signs in and comes back. Returns whether she is known and her basket as she left it.
fn ordinary_use(seed: u64, rules: Rules, steps: &mut Vec<String>) -> bool {
    let (mut server, mut ana) = (Server::new(seed, rules), Browser::new());
    let (id, set) = server.visit(ana.sent_value("id", Request::OWN));
    server.rows.entry(id).or_default().basket += 1;
    set.iter().for_each(|header| drop(ana.receive(header)));
    let (_, set) = server.sign_in(ana.sent_value("id", Request::OWN), "Ana");
    set.iter().for_each(|header| drop(ana.receive(header)));
    let row =
        ana.sent_value("id", Request::OWN).and_then(|id| server.rows.get(&id).cloned()).unwrap_or_default();
    let works = row.user == Some("Ana") && row.basket == 1;
    steps.push(
        if works {
            "Ana fills her basket, signs in and comes back: the shop knows her, and the basket is as she left it."
        } else {
            "Ana fills her basket, signs in and comes back: the shop does not know her, or her basket is lost."
        }
        .to_owned(),
    );
    works
}
