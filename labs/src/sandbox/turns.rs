//! Whose turn it is when a worker becomes free. No process and no clock here: the caller says what time it is.
//!
//! Members go before guests. Within each, the network goes first that has fewest workers running, and then the one that
//! used workers least in the last seconds; within a network verdicts on exercises before free runs, then the person who
//! used them least, and among equals the one who came first. A person has one worker at a time. Batches of races and of
//! proofs go last.
//!
//! A job that runs cannot be put aside, so where there is more than one worker, the last free one is kept for members and
//! for networks that have none running. The places in the queue are bounded for each person, for each network, and for
//! guests together.

use super::pool::{Permit, Refused};
use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// The most jobs that wait at the same time.
pub(super) const WAITING_MAX: usize = 256;
/// The most of them that are guests', so that members always find a place.
pub(super) const GUESTS_WAITING_MAX: usize = 160;
/// The most of them that come from guests of one network, and as many from members of it.
pub(super) const NETWORK_WAITING_MAX: usize = 64;
/// The most of them that belong to one person.
pub(super) const PERSON_WAITING_MAX: usize = 3;
/// The most of them that are batches of races.
pub(super) const RACES_WAITING_MAX: usize = 8;
/// The longest that a job waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// The longest that a batch of a race waits for its turn.
const RACE_WAIT_MAX: Duration = Duration::from_secs(60);
/// A member who used workers longer than this of late has no precedence over guests, or a few members with endless
/// statements would leave guests none.
const PRECEDENCE_USED_MAX: Duration = Duration::from_secs(2);
/// One second of work is forgotten after this many seconds.
const FORGOTTEN_AFTER: u32 = 8;

/// Who asks for a worker, and what for: what the order of turns goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The network that the request came from, `192.0.2.0/24` for example.
    pub network: String,
    /// The person's or guest's own number.
    pub person: u64,
    /// Whether the person is signed in.
    pub is_member: bool,
    /// What the worker is to do.
    pub kind: ClaimKind,
}

/// What a worker is to do. Where all else is equal, the upper variants go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// Something of the site's own that is made once, and that more than one learner waits for. It has no bounds: the
    /// caller makes each such thing once.
    Site,
    /// Grading an answer to an exercise.
    Verdict,
    /// Running what a learner typed.
    Run,
    /// A batch of a race, or a part of the proof of an operator's exercise: nobody waits for it impatiently.
    Batch,
}

/// Which claims go before all others: upper variants first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Site,
    Member,
    /// Guests, and members who used workers for long.
    Guest,
    Race,
}

/// Whose use of the workers is counted.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Account {
    /// A network's members or its guests, so that guests do not spoil the turn of a member beside them.
    Network {
        network: String,
        is_member: bool,
    },
    Person(u64),
}

/// Worker time that was used, as it was at one moment. It is forgotten little by little (a leaky bucket).
#[derive(Clone, Copy)]
struct Usage {
    time: Duration,
    at: Instant,
}

/// A job in the queue.
pub(super) struct Waiter {
    pub claim: Claim,
    /// Closed when the request behind the job was dropped.
    pub permit: oneshot::Sender<Permit>,
}

/// What became of a job that asked for a worker.
pub(super) enum Asked {
    /// It may start; it is counted among the running.
    Start,
    /// It waits.
    Wait(oneshot::Receiver<Permit>),
}

/// The jobs that run and wait.
pub(super) struct Queue {
    /// The most workers at the same time.
    at_once: usize,
    /// The claims of the workers that run.
    running: Vec<Claim>,
    /// In the order in which they came.
    waiting: VecDeque<Waiter>,
    /// How long workers ran for each in the last seconds.
    used: HashMap<Account, Usage>,
}

impl Claim {
    /// The site's claim for the proofs of exercises in the operator's folders: after everybody else.
    pub fn proof() -> Self {
        Self { kind: ClaimKind::Batch, ..Self::site() }
    }

    /// The site's own claim, for what it makes once for everybody.
    pub fn site() -> Self {
        Self { network: String::new(), person: 0, is_member: true, kind: ClaimKind::Site }
    }

    /// The longest that a job with this claim waits for its turn.
    pub(super) fn wait_max(&self) -> Duration {
        if self.kind == ClaimKind::Batch { RACE_WAIT_MAX } else { WAIT_MAX }
    }

    /// Whether the two are the same network's members, or the same network's guests.
    fn is_neighbour_of(&self, other: &Self) -> bool {
        (self.is_member, &self.network) == (other.is_member, &other.network)
    }

    /// Whose use of the workers this one counts as.
    fn accounts(&self) -> [Account; 2] {
        let network = Account::Network { network: self.network.clone(), is_member: self.is_member };
        [network, Account::Person(self.person)]
    }
}

impl Queue {
    /// An empty queue for this many workers; at least one.
    pub fn new(at_once: usize) -> Self {
        Self { at_once: at_once.max(1), running: Vec::new(), waiting: VecDeque::new(), used: HashMap::new() }
    }

    /// Lets a job start, or gives it a place in the queue.
    ///
    /// # Errors
    /// Which bound it would exceed.
    pub fn ask(&mut self, claim: Claim, now: Instant) -> Result<Asked, Refused> {
        // Whoever waits may not start now, or would have: so nobody is overtaken here.
        if self.may_start(&claim, now) {
            self.running.push(claim);
            return Ok(Asked::Start);
        }
        self.forget_who_left();
        self.check_bounds(&claim)?;
        let (permit, turn) = oneshot::channel();
        self.waiting.push_back(Waiter { claim, permit });
        Ok(Asked::Wait(turn))
    }

    /// Notes that a job has ended which ran for `time`.
    pub fn end(&mut self, claim: &Claim, time: Duration, now: Instant) {
        if let Some(at) = self.running.iter().position(|running| running == claim) {
            self.running.swap_remove(at);
        }
        self.used.retain(|_, used| !used.left(now).is_zero());
        if claim.kind == ClaimKind::Site {
            return;
        }
        for account in claim.accounts() {
            let time = self.used(&account, now) + time;
            self.used.insert(account, Usage { time, at: now });
        }
    }

    /// Takes the next waiter out of the queue and counts them among the running; none where nobody who waits may start.
    pub fn take_next(&mut self, now: Instant) -> Option<Waiter> {
        self.forget_who_left();
        let may = self.waiting.iter().enumerate().filter(|(_, waiter)| self.may_start(&waiter.claim, now));
        // `min_by_key` takes the first of equals, and the queue is in the order in which they came.
        let (at, _) = may.min_by_key(|(_, waiter)| self.order(&waiter.claim, now))?;
        let next = self.waiting.remove(at)?;
        self.running.push(next.claim.clone());
        Some(next)
    }

    /// Whether there is a worker for this job now.
    fn may_start(&self, claim: &Claim, now: Instant) -> bool {
        let free = self.at_once.saturating_sub(self.running.len());
        let has_one = claim.kind != ClaimKind::Site
            && self.running.iter().any(|other| other.kind != ClaimKind::Site && other.person == claim.person);
        if free == 0 || has_one {
            return false;
        }
        let is_last = free == 1 && self.at_once > 1;
        !is_last
            || match self.rank(claim, now) {
                Rank::Site | Rank::Member => true,
                Rank::Guest => self.running_of(&claim.network) == 0,
                Rank::Race => false,
            }
    }

    /// The lowest goes first.
    fn order(&self, claim: &Claim, now: Instant) -> (Rank, usize, Duration, ClaimKind, Duration) {
        let [network, person] = claim.accounts().map(|account| self.used(&account, now));
        (self.rank(claim, now), self.running_of(&claim.network), network, claim.kind, person)
    }

    fn rank(&self, claim: &Claim, now: Instant) -> Rank {
        match claim.kind {
            ClaimKind::Site => Rank::Site,
            ClaimKind::Batch => Rank::Race,
            ClaimKind::Verdict | ClaimKind::Run => {
                let used = self.used(&Account::Person(claim.person), now);
                if claim.is_member && used <= PRECEDENCE_USED_MAX { Rank::Member } else { Rank::Guest }
            }
        }
    }

    /// How many workers run for learners of a network. A race of one of them, whose batch may take seconds, keeps no
    /// other of them from the last worker.
    fn running_of(&self, network: &str) -> usize {
        let is_counted = |kind| matches!(kind, ClaimKind::Verdict | ClaimKind::Run);
        let runs = |other: &&Claim| is_counted(other.kind) && other.network == network;
        self.running.iter().filter(runs).count()
    }

    fn used(&self, account: &Account, now: Instant) -> Duration {
        self.used.get(account).map_or(Duration::ZERO, |used| used.left(now))
    }

    /// Whether one more may wait.
    fn check_bounds(&self, claim: &Claim) -> Result<(), Refused> {
        if claim.kind == ClaimKind::Site {
            return Ok(());
        }
        let count =
            |is: &dyn Fn(&Claim) -> bool| self.waiting.iter().filter(|other| is(&other.claim)).count();
        if count(&|other| other.person == claim.person) >= PERSON_WAITING_MAX {
            return Err(Refused::TooManyWaiting);
        }
        if count(&|other| other.is_neighbour_of(claim)) >= NETWORK_WAITING_MAX {
            return Err(Refused::NetworkBusy);
        }
        let is_race = claim.kind == ClaimKind::Batch;
        let is_full = self.waiting.len() >= WAITING_MAX
            || (!claim.is_member && count(&|other| !other.is_member) >= GUESTS_WAITING_MAX)
            || (is_race && count(&|other| other.kind == ClaimKind::Batch) >= RACES_WAITING_MAX);
        if is_full { Err(Refused::Busy) } else { Ok(()) }
    }

    /// Requests that were dropped while they waited do not count.
    fn forget_who_left(&mut self) {
        self.waiting.retain(|waiter| !waiter.permit.is_closed());
    }
}

impl Usage {
    /// What still counts of it.
    fn left(&self, now: Instant) -> Duration {
        self.time.saturating_sub(now.saturating_duration_since(self.at) / FORGOTTEN_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: &str = "198.51.100.0/24";
    const HOME: &str = "192.0.2.0/24";

    fn guest(network: &str, person: u64) -> Claim {
        Claim { network: network.to_owned(), person, is_member: false, kind: ClaimKind::Run }
    }

    fn member(network: &str, person: u64) -> Claim {
        Claim { is_member: true, ..guest(network, person) }
    }

    /// A queue and what is needed to let time go by in it.
    struct Clocked {
        queue: Queue,
        now: Instant,
        turns: Vec<oneshot::Receiver<Permit>>,
    }

    impl Clocked {
        fn new(at_once: usize) -> Self {
            Self { queue: Queue::new(at_once), now: Instant::now(), turns: Vec::new() }
        }

        /// Asks for a worker; whether the job starts at once.
        fn ask(&mut self, claim: Claim) -> Result<bool, Refused> {
            match self.queue.ask(claim, self.now)? {
                Asked::Start => Ok(true),
                Asked::Wait(turn) => {
                    self.turns.push(turn);
                    Ok(false)
                }
            }
        }

        /// Lets a job end that ran for `time`; who starts then.
        fn end(&mut self, claim: &Claim, time: Duration) -> Vec<u64> {
            self.now += time;
            self.queue.end(claim, time, self.now);
            std::iter::from_fn(|| self.queue.take_next(self.now)).map(|next| next.claim.person).collect()
        }

        /// The order in which those who wait get their turn where one worker is free and jobs take no time.
        fn order(&mut self) -> Vec<u64> {
            std::iter::from_fn(|| {
                self.queue.running.clear();
                self.queue.take_next(self.now).map(|next| next.claim.person)
            })
            .collect()
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn who_used_least_of_late_is_next_and_among_equals_who_came_first() {
        let mut clocked = Clocked::new(1);
        let now = clocked.now;
        clocked.queue.end(&guest(HOME, 1), SECOND, now);
        clocked.queue.end(&guest(HOME, 2), Duration::from_millis(20), now);
        assert_eq!(clocked.ask(guest(SCHOOL, 9)), Ok(true));
        for person in 1..=4 {
            assert_eq!(clocked.ask(guest(HOME, person)), Ok(false));
        }
        assert_eq!(clocked.order(), [3, 4, 2, 1]);
    }

    #[test]
    fn what_was_used_is_forgotten() {
        let mut clocked = Clocked::new(1);
        let now = clocked.now;
        clocked.queue.end(&guest(HOME, 1), SECOND, now);
        assert_eq!(clocked.ask(guest(SCHOOL, 9)), Ok(true));
        for person in [1, 2] {
            assert_eq!(clocked.ask(guest(HOME, person)), Ok(false));
        }
        clocked.now += 9 * SECOND;
        assert_eq!(clocked.order(), [1, 2]);
    }

    #[test]
    fn whoever_runs_or_went_away_is_passed_over() {
        let mut clocked = Clocked::new(2);
        assert_eq!(clocked.ask(member(HOME, 1)), Ok(true));
        assert_eq!(clocked.ask(member(HOME, 1)), Ok(false));
        assert_eq!(clocked.ask(member(HOME, 5)), Ok(true));
        for person in [2, 3] {
            assert_eq!(clocked.ask(member(HOME, person)), Ok(false));
        }
        clocked.turns.remove(1);
        assert_eq!(clocked.end(&member(HOME, 5), SECOND), [3]);
        assert_eq!(clocked.queue.waiting.len(), 1);
    }

    #[test]
    fn x15_networks_take_turns_and_within_one_its_people_do() {
        let mut clocked = Clocked::new(1);
        assert_eq!(clocked.ask(guest(SCHOOL, 1)), Ok(true));
        for person in 2..=4 {
            assert_eq!(clocked.ask(guest(SCHOOL, person)), Ok(false));
        }
        for person in [11, 12] {
            assert_eq!(clocked.ask(guest(HOME, person)), Ok(false));
        }
        let mut order = clocked.end(&guest(SCHOOL, 1), SECOND);
        for _ in 0..4 {
            let person = *order.last().unwrap();
            let network = if person > 10 { HOME } else { SCHOOL };
            order.extend(clocked.end(&guest(network, person), SECOND));
        }
        assert_eq!(order, [11, 2, 12, 3, 4]);
    }

    #[test]
    fn x15_a_member_waits_for_one_job_of_sixty_guests_at_most() {
        // One worker, and three endless statements of each of sixty guests beside the member.
        let mut clocked = Clocked::new(1);
        let asked = |person| guest(SCHOOL, person);
        assert_eq!(clocked.ask(asked(0)), Ok(true));
        let refused = (0..180).filter(|n| clocked.ask(asked(n % 60)).is_err()).count();
        assert_eq!(refused, 180 - NETWORK_WAITING_MAX);
        assert_eq!(clocked.ask(member(SCHOOL, 100)), Ok(false), "a member finds a place");
        assert_eq!(clocked.end(&asked(0), SECOND), [100]);
        // With two workers the second is kept free.
        let mut clocked = Clocked::new(2);
        let started: Vec<_> = (0..60).map(|person| clocked.ask(asked(person)).unwrap()).collect();
        assert_eq!(started.iter().filter(|started| **started).count(), 1);
        assert_eq!(clocked.ask(member(HOME, 100)), Ok(true));
    }

    #[test]
    fn x15_the_last_worker_is_kept_for_networks_that_have_none() {
        let mut clocked = Clocked::new(3);
        for (person, starts) in [(1, true), (2, true), (3, false)] {
            assert_eq!(clocked.ask(guest(SCHOOL, person)), Ok(starts));
        }
        assert_eq!(clocked.ask(guest(HOME, 11)), Ok(true));
        // Now none is free; the first that becomes free is the last one, and both networks have one running.
        assert_eq!(clocked.end(&guest(SCHOOL, 1), SECOND), Vec::<u64>::new());
        assert_eq!(clocked.end(&guest(SCHOOL, 2), SECOND), [3]);
    }

    #[test]
    fn a_race_leaves_the_last_worker_to_runs_of_its_own_network() {
        let mut clocked = Clocked::new(2);
        let race = |person| Claim { kind: ClaimKind::Batch, ..guest(SCHOOL, person) };
        assert_eq!(clocked.ask(race(1)), Ok(true));
        assert_eq!(clocked.ask(race(2)), Ok(false));
        assert_eq!(clocked.ask(guest(SCHOOL, 3)), Ok(true));
    }

    #[test]
    fn x15_who_runs_endless_statements_loses_the_precedence_of_members() {
        let mut clocked = Clocked::new(1);
        let now = clocked.now;
        clocked.queue.end(&member(SCHOOL, 1), 3 * SECOND, now);
        assert_eq!(clocked.ask(member(SCHOOL, 9)), Ok(true));
        assert_eq!(clocked.ask(member(SCHOOL, 1)), Ok(false));
        assert_eq!(clocked.ask(guest(HOME, 2)), Ok(false));
        assert_eq!(clocked.ask(member(SCHOOL, 3)), Ok(false));
        assert_eq!(clocked.order(), [3, 2, 1]);
    }

    #[test]
    fn verdicts_go_before_free_runs_and_races_last() {
        let mut clocked = Clocked::new(1);
        assert_eq!(clocked.ask(member(HOME, 9)), Ok(true));
        let of = |person, kind| Claim { kind, ..member(HOME, person) };
        for claim in
            [of(1, ClaimKind::Batch), of(2, ClaimKind::Run), of(3, ClaimKind::Verdict), guest(SCHOOL, 4)]
        {
            assert_eq!(clocked.ask(claim), Ok(false));
        }
        assert_eq!(clocked.ask(Claim::site()), Ok(false));
        assert_eq!(clocked.order(), [0, 3, 2, 4, 1]);
    }

    #[test]
    fn x15_neither_a_network_nor_guests_nor_races_fill_the_queue() {
        let mut clocked = Clocked::new(1);
        assert_eq!(clocked.ask(member("first", 0)), Ok(true));
        let mut person = 0;
        let mut fill = |clocked: &mut Clocked, like: &Claim| {
            let mut taken = 0;
            loop {
                person += 1;
                match clocked.ask(Claim { person, ..like.clone() }) {
                    Ok(_) => taken += 1,
                    Err(refused) => return (taken, refused),
                }
            }
        };
        let network = NETWORK_WAITING_MAX;
        assert_eq!(fill(&mut clocked, &guest("a", 0)), (network, Refused::NetworkBusy));
        assert_eq!(fill(&mut clocked, &guest("b", 0)), (network, Refused::NetworkBusy));
        assert_eq!(fill(&mut clocked, &guest("c", 0)), (GUESTS_WAITING_MAX - 2 * network, Refused::Busy));
        let race = Claim { kind: ClaimKind::Batch, ..member("d", 0) };
        assert_eq!(fill(&mut clocked, &race), (RACES_WAITING_MAX, Refused::Busy));
        assert_eq!(fill(&mut clocked, &member("a", 0)), (network, Refused::NetworkBusy));
        let left = WAITING_MAX - GUESTS_WAITING_MAX - RACES_WAITING_MAX - network;
        assert_eq!(fill(&mut clocked, &member("e", 0)), (left, Refused::Busy));
        assert_eq!(clocked.ask(Claim::site()), Ok(false), "what everybody waits for is always taken");
    }
}
