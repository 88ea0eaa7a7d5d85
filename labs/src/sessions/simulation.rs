//! The simulation itself: the server's table, both jars, and what each event does to them.

use super::{Browser, Cookie, Event, Exchange, SessionRow, Snapshot};
use crate::split_mix64::SplitMix64;

/// The state between two events.
pub(super) struct Simulation {
    /// Session ids are drawn from these numbers.
    numbers: SplitMix64,
    jars: [Option<Cookie>; 2],
    table: Vec<SessionRow>,
}

impl Simulation {
    /// Two empty jars and an empty table.
    pub fn new(seed: u64) -> Self {
        Self { numbers: SplitMix64::new(seed), jars: [None, None], table: Vec::new() }
    }

    /// The snapshot before any event.
    pub fn initial(&self) -> Snapshot {
        self.snapshot(None, None, "Two browsers, and a server that has met neither.".to_owned(), Vec::new())
    }

    /// Carries out one event and returns the state after it.
    pub fn apply(&mut self, event: Event) -> Snapshot {
        let says = match event {
            Event::Send(browser) => return self.send(event, browser),
            Event::DeleteCookie(browser) => {
                let had = self.jars[browser.index()].take().is_some();
                let name = browser.name();
                match had {
                    true => format!(
                        "Browser {name}’s cookie is deleted. The server is told nothing; its table stays as it was."
                    ),
                    false => format!("Browser {name}’s jar was empty already."),
                }
            }
            Event::CopyCookie(from) => {
                let (one, other) = (from.name(), from.other().name());
                match self.jars[from.index()].clone() {
                    Some(cookie) => {
                        self.jars[from.other().index()] = Some(cookie);
                        format!(
                            "Browser {other} now holds a copy of browser {one}’s cookie. Nothing crossed the wire to the server."
                        )
                    }
                    None => format!("Browser {one} has no cookie that could be copied."),
                }
            }
            Event::DeleteSession(browser) => match self.known(browser) {
                Some(at) => {
                    self.table.remove(at);
                    format!(
                        "The server deletes the row of browser {}’s cookie. The cookie itself stays where it is.",
                        browser.name()
                    )
                }
                None => format!("There is no row that browser {}’s cookie leads to.", browser.name()),
            },
            Event::PlantMadeUp(browser) => {
                self.jars[browser.index()] = Some(Cookie { value: "iMadeThisNumberUp12345".to_owned() });
                format!("A number that the server never made is put into browser {}’s jar.", browser.name())
            }
        };
        // Only a request crosses the wire and counts in the table; all other events change what one side stores.
        self.snapshot(Some(event), None, says, Vec::new())
    }

    /// The index of the row of this browser's session, if the server knows it.
    fn known(&self, browser: Browser) -> Option<usize> {
        let cookie = self.jars[browser.index()].as_ref()?;
        self.table.iter().position(|row| row.id == cookie.value)
    }

    /// A request of this browser. The server counts it in the row of its session, or makes a new row.
    fn send(&mut self, event: Event, browser: Browser) -> Snapshot {
        let came = self.jars[browser.index()].clone();
        let cookie = came.as_ref().map(|cookie| format!("\ncookie: id={}", cookie.value)).unwrap_or_default();
        let request = format!("GET /visits HTTP/1.1\nhost: site.example{cookie}");
        let name = browser.name();
        let (row, sets, says) = match (self.known(browser), came.is_some()) {
            (Some(at), _) => {
                self.table[at].count += 1;
                let row = self.table[at].clone();
                let says = format!(
                    "Browser {name} asks with its cookie. The server finds the row of that number and counts on: {}.",
                    row.count
                );
                (row, String::new(), says)
            }
            (None, came) => {
                // An unknown id is treated like none: a new one is made and the browser is told. To take it over would
                // let anybody choose another person's session id (session fixation).
                let row = SessionRow { id: self.draw(), count: 1 };
                self.table.push(row.clone());
                self.jars[browser.index()] = Some(Cookie { value: row.id.clone() });
                let why = match came {
                    true => "with a number that leads to no row. The server takes it for a stranger",
                    false => "without a cookie. The server has never met it",
                };
                let says =
                    format!("Browser {name} asks {why}, makes a new row, and sets its number as a cookie.");
                let sets = format!("\nset-cookie: id={}; HttpOnly; Path=/", row.id);
                (row, sets, says)
            }
        };
        let times = if row.count == 1 { "once".to_owned() } else { format!("{} times", row.count) };
        let answer = format!("HTTP/1.1 200{sets}\n\nYou asked {times}.");
        let exchange = Exchange { from: browser, request, answer };
        self.snapshot(Some(event), Some(exchange), says, vec![row.id])
    }

    /// The next session id, 22 characters. It only has to look random: it comes from a seeded sequence, so that the same
    /// list of events always gives the same ids.
    fn draw(&mut self) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (mut low, mut id) = (0, String::with_capacity(22));
        // Ten characters use 60 of 64 bits, then the next number is drawn.
        for n in 0..22 {
            if n % 10 == 0 {
                low = self.numbers.next();
            }
            id.push(char::from(DIGITS[(low % 64) as usize]));
            low /= 64;
        }
        id
    }

    /// The state as it is now, with what the event did.
    fn snapshot(
        &self,
        event: Option<Event>,
        exchange: Option<Exchange>,
        says: String,
        changed_rows: Vec<String>,
    ) -> Snapshot {
        Snapshot { event, jars: self.jars.clone(), table: self.table.clone(), exchange, says, changed_rows }
    }
}
