//! The attack of level 3: the attacker's actions, carried out one after the other on the shop and in Ben's browser.

use super::{
    browser::{Browser, NOW, SHOP, url},
    strong::{Rules, Server},
};
use crate::cookie::{Request, StoreOutcome};

const MADE_UP: &str = "an-id-that-you-made-up";
const BEN: &str = "Ben";
/// The longest sequence of actions that is tried against a defence. All sequences up to this length are tried.
pub(super) const ACTIONS_MAX: u32 = 4;

/// An action of the attacker's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Action {
    /// Visit the shop and note the id.
    GetId,
    /// Put an id into Ben's browser.
    Plant,
    /// Wait until Ben signs in.
    VictimSignsIn,
    /// Visit the shop with the id that was noted.
    UseId,
    /// Visit the shop with an id that the attacker made up.
    UseMadeUpId,
}

impl Action {
    /// Each action with its key in the form and its text on the page.
    pub(super) const ALL: [(Self, &str, &str); 5] = [
        (Self::GetId, "get-id", "Visit the shop and note the id it gives you"),
        (Self::Plant, "plant", "Plant an id in Ben’s browser: the one you got, or else one you make up"),
        (Self::VictimSignsIn, "victim-signs-in", "Wait until Ben signs in"),
        (Self::UseId, "use-id", "Visit the shop with the id you got"),
        (Self::UseMadeUpId, "use-made-up-id", "Visit the shop with the id you made up"),
    ];

    /// The action of this key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == key).map(|(action, ..)| *action)
    }
}

/// An attack, carried out or under way.
pub(super) struct Attack {
    server: Server,
    ben: Browser,
    /// The id that the attacker noted.
    got: Option<String>,
    /// Whether the shop took the attacker for Ben.
    pub(super) worked: bool,
    /// What happened, in order.
    pub(super) steps: Vec<String>,
}

impl Attack {
    /// Carries out the actions on a fresh shop with these defences.
    pub(super) fn run(seed: u64, rules: Rules, actions: &[Action]) -> Self {
        let server = Server::new(seed, rules);
        let mut attack = Self { server, ben: Browser::new(), got: None, worked: false, steps: Vec::new() };
        for action in actions {
            let step = match action {
                Action::GetId => attack.get_id(),
                Action::Plant => attack.plant(),
                Action::VictimSignsIn => attack.victim_signs_in(),
                Action::UseId => match attack.got.clone() {
                    Some(id) => attack.use_id(id),
                    None => {
                        "You have no id from the shop yet, so there is nothing to visit it with.".to_owned()
                    }
                },
                Action::UseMadeUpId => attack.use_id(MADE_UP.to_owned()),
            };
            attack.steps.push(step);
        }
        attack
    }

    /// Visits the shop without a cookie and notes the id.
    fn get_id(&mut self) -> String {
        let (id, set) = self.server.visit(None);
        self.got = Some(id);
        format!("You visit the shop. It answers `Set-Cookie: {}`.", set.unwrap_or_default())
    }

    /// Plants an id in Ben's browser by a script in a page of the shop. The jar decides whether the script may do that.
    fn plant(&mut self) -> String {
        let id = self.got.as_deref().unwrap_or(MADE_UP);
        let line = format!("id={id}; Path=/; Secure");
        match self.ben.jar.set(&line, &url(SHOP), Request::SCRIPT, NOW) {
            Ok(StoreOutcome::New { .. } | StoreOutcome::Replaced) => {
                format!("A script that you got into the shop’s page writes `{line}` into Ben’s browser.")
            }
            Ok(nothing) => nothing.to_string(),
            Err(refused) => format!("Your script can’t plant `{line}` in Ben’s browser. {refused}"),
        }
    }

    /// Ben signs in with whatever his browser sends.
    fn victim_signs_in(&mut self) -> String {
        let shown = self.ben.sent_value("id", Request::OWN);
        let with =
            shown.as_ref().map_or("without a cookie".to_owned(), |id| format!("with `Cookie: id={id}`"));
        let (id, set) = self.server.sign_in(shown, BEN);
        let answer = match set {
            Some(header) => {
                self.ben.receive(&header);
                format!("The shop answers `Set-Cookie: {header}`.")
            }
            None => format!("The shop keeps the id `{id}` and notes in its row that this is Ben."),
        };
        format!("Ben signs in, {with}. {answer}")
    }

    /// Visits the shop with this id, and sees whom it takes the attacker for.
    fn use_id(&mut self, id: String) -> String {
        let (row, _) = self.server.visit(Some(id.clone()));
        match self.server.user(&row) {
            Some(name) => {
                self.worked = true;
                format!(
                    "You visit the shop with `Cookie: id={id}`: “Hello, {name}.” It takes you for {name}."
                )
            }
            None => format!(
                "You visit the shop with `Cookie: id={id}`: “Hello, guest.” Nobody is signed in under it."
            ),
        }
    }
}

/// Every sequence of up to `ACTIONS_MAX` actions. Those that use an id from the shop come first, because the first one
/// that works is shown, and it is the more instructive attack; among the rest shorter ones come first.
pub(super) fn action_sequences() -> Vec<Vec<Action>> {
    let kinds = Action::ALL.len();
    let of_length = |length: u32| (0..kinds.pow(length)).map(move |n| (length, n));
    let nth =
        |(length, n): (u32, usize)| (0..length).map(|at| Action::ALL[n / kinds.pow(at) % kinds].0).collect();
    let mut sequences: Vec<Vec<Action>> = (1..=ACTIONS_MAX).flat_map(of_length).map(nth).collect();
    sequences.sort_by_key(|actions| !actions.contains(&Action::UseId));
    sequences
}
