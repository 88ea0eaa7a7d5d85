//! Which connections are open, and which one goes when there is no place for another (docs/security.md, R1).
//!
//! There is a bound for all of them and one for each network. Where either is reached, the connection that has been silent
//! for longest is closed: no request of it is under way, so its client loses nothing. Thousands of connections that say
//! nothing so never keep anybody out. Where all of them are at work, the new one is refused.
//!
//! Never here: how long a connection may be silent when there is room (`activity.rs`).

use crate::network::{Proxies, network_of};
use ipnet::IpNet;
use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Connections that were chosen to go and are not closed yet. While there are so many, no other is accepted, so that the
/// files of those that go never exceed what `open_files` leaves for them.
const LEAVING_MAX: usize = 64;

/// How many connections may be open.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// In all.
    pub connections_max: usize,
    /// From one network. Networks of `proxies` have no bound of their own.
    pub per_network_max: usize,
    /// The proxies in front of the site.
    pub proxies: Arc<Proxies>,
}

/// Every open connection of the site.
pub struct Connections {
    limits: ConnectionLimits,
    inner: Mutex<Inner>,
    leaving: Arc<Semaphore>,
}

#[derive(Default)]
struct Inner {
    /// By number.
    open: HashMap<u64, Open>,
    /// The numbers of silent connections, by when they fell silent: the first one goes first.
    silent: BTreeMap<u64, u64>,
    networks: HashMap<IpNet, OfNetwork>,
    /// The permits of connections that were told to go, until they have.
    leaving: HashMap<u64, OwnedSemaphorePermit>,
    /// Numbers connections, and moments at which one fell silent.
    next: u64,
}

struct Open {
    /// None where the network has no bound.
    network: Option<IpNet>,
    /// Its key in `silent`, while it is.
    silent_since: Option<u64>,
    told_to_go: Arc<Notify>,
}

/// The connections of one network.
#[derive(Default)]
struct OfNetwork {
    open: usize,
    silent: BTreeMap<u64, u64>,
}

/// Room to close one connection, which a new one may need.
pub struct Leave(OwnedSemaphorePermit);

/// The place of one connection. It is given back when this is dropped.
pub struct Place {
    number: u64,
    told_to_go: Arc<Notify>,
    connections: Arc<Connections>,
}

impl Connections {
    /// No connections yet.
    pub fn new(limits: ConnectionLimits) -> Arc<Self> {
        let leaving = Arc::new(Semaphore::new(LEAVING_MAX));
        Arc::new(Self { limits, inner: Mutex::default(), leaving })
    }

    /// Waits until few enough connections are on their way out, which takes a moment at most. None never happens while the
    /// site runs.
    pub async fn leave(&self) -> Option<Leave> {
        self.leaving.clone().acquire_owned().await.ok().map(Leave)
    }

    /// A place for a connection from this address, silent at first. Where there is none, the longest silent connection of
    /// its network or of all goes for it; None where all of those are at work.
    pub fn admit(self: &Arc<Self>, address: IpAddr, leave: Leave) -> Option<Place> {
        let network = Some(network_of(address)).filter(|net| !self.limits.proxies.are_in(&net.to_string()));
        let mut inner = self.lock();
        let of_network = network.and_then(|net| inner.networks.get(&net));
        if of_network.is_some_and(|of| of.open >= self.limits.per_network_max) {
            let oldest = of_network.and_then(|of| of.silent.first_key_value()).map(|(_, number)| *number)?;
            inner.tell_to_go(oldest, leave);
        } else if inner.open.len() >= self.limits.connections_max {
            let oldest = inner.silent.first_key_value().map(|(_, number)| *number)?;
            inner.tell_to_go(oldest, leave);
        }
        inner.next += 1;
        let number = inner.next;
        let told_to_go = Arc::new(Notify::new());
        inner.open.insert(number, Open { network, silent_since: None, told_to_go: told_to_go.clone() });
        if let Some(network) = network {
            inner.networks.entry(network).or_default().open += 1;
        }
        inner.set_silent(number);
        Some(Place { number, told_to_go, connections: self.clone() })
    }

    /// Closes the connection that has been silent for longest, if there is one: the process has no file left for another.
    pub fn close_longest_silent(&self, leave: Leave) {
        let mut inner = self.lock();
        if let Some((_, number)) = inner.silent.first_key_value() {
            let number = *number;
            inner.tell_to_go(number, leave);
        }
    }

    /// How many are open, without those that were told to go.
    pub fn count(&self) -> usize {
        self.lock().open.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn tell_to_go(&mut self, number: u64, leave: Leave) {
        if let Some(open) = self.remove(number) {
            self.leaving.insert(number, leave.0);
            open.told_to_go.notify_one();
        }
    }

    fn remove(&mut self, number: u64) -> Option<Open> {
        self.set_busy(number);
        let open = self.open.remove(&number)?;
        if let Some(network) = open.network
            && let Some(of) = self.networks.get_mut(&network)
        {
            of.open -= 1;
            if of.open == 0 {
                self.networks.remove(&network);
            }
        }
        Some(open)
    }

    /// Notes that no request of this connection is under way from now on.
    fn set_silent(&mut self, number: u64) {
        self.next += 1;
        let now = self.next;
        let Some(open) = self.open.get_mut(&number).filter(|open| open.silent_since.is_none()) else {
            return;
        };
        open.silent_since = Some(now);
        self.silent.insert(now, number);
        if let Some(of) = open.network.and_then(|network| self.networks.get_mut(&network)) {
            of.silent.insert(now, number);
        }
    }

    /// Notes that a request of this connection is under way. `false` where it was told to go.
    fn set_busy(&mut self, number: u64) -> bool {
        let Some(open) = self.open.get_mut(&number) else { return false };
        if let Some(since) = open.silent_since.take() {
            self.silent.remove(&since);
            if let Some(of) = open.network.and_then(|network| self.networks.get_mut(&network)) {
                of.silent.remove(&since);
            }
        }
        true
    }
}

impl Place {
    /// Notes that a request begins. `false` where the connection was told to go just before, so that the request must not
    /// be begun.
    pub fn set_busy(&self) -> bool {
        self.connections.lock().set_busy(self.number)
    }

    /// Notes that the answer is on its way, whole, and no other request has come.
    pub fn set_silent(&self) {
        self.connections.lock().set_silent(self.number);
    }

    /// Waits until the connection has to make place for another.
    pub async fn told_to_go(&self) {
        self.told_to_go.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inner = self.connections.lock();
        inner.remove(self.number);
        inner.leaving.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn connections(connections_max: usize, per_network_max: usize) -> Arc<Connections> {
        Connections::new(ConnectionLimits { connections_max, per_network_max, proxies: Arc::default() })
    }

    async fn admit(connections: &Arc<Connections>, address: &str) -> Option<Place> {
        connections.admit(address.parse().unwrap(), connections.leave().await.unwrap())
    }

    fn has_to_go(place: &Place) -> bool {
        place.told_to_go().now_or_never().is_some()
    }

    #[tokio::test]
    async fn r1_the_longest_silent_connection_makes_place_and_one_at_work_does_not() {
        let all = connections(3, 3);
        let at_work = admit(&all, "192.0.2.1").await.unwrap();
        let rested = admit(&all, "198.51.100.1").await.unwrap();
        let silent = admit(&all, "203.0.113.1").await.unwrap();
        assert!(at_work.set_busy() && rested.set_busy());
        rested.set_silent();
        let new = admit(&all, "203.0.113.2").await.unwrap();
        assert!(has_to_go(&silent) && !has_to_go(&rested) && !has_to_go(&at_work));
        assert!(!silent.set_busy(), "what was told to go begins no request");
        assert!(rested.set_busy() && new.set_busy());
        assert!(admit(&all, "203.0.113.3").await.is_none(), "all of them are at work");
        drop(at_work);
        assert!(admit(&all, "203.0.113.3").await.is_some());
    }

    #[tokio::test]
    async fn r1_one_network_fills_its_own_places_and_nobody_elses() {
        let all = connections(10, 2);
        let ours: Vec<_> =
            [admit(&all, "192.0.2.1").await.unwrap(), admit(&all, "192.0.2.2").await.unwrap()].into();
        let other = admit(&all, "198.51.100.1").await.unwrap();
        let third = admit(&all, "192.0.2.3").await.unwrap();
        assert!(has_to_go(&ours[0]) && !has_to_go(&ours[1]) && !has_to_go(&other));
        assert!(ours[1].set_busy() && third.set_busy());
        assert!(admit(&all, "192.0.2.4").await.is_none(), "and its own are at work");
        assert!(admit(&all, "198.51.100.2").await.is_some());
    }

    #[tokio::test]
    async fn this_machine_has_no_bound_of_its_own() {
        let all = connections(10, 2);
        let mut places = Vec::new();
        for _ in 0..10 {
            places.push(admit(&all, "127.0.0.1").await.unwrap());
        }
        assert_eq!(all.count(), 10);
        assert!(!places.iter().any(has_to_go));
    }

    #[tokio::test]
    async fn nothing_is_left_of_a_connection_that_is_over() {
        let all = connections(2, 2);
        for n in 0..10 {
            let place = admit(&all, "192.0.2.1").await.unwrap();
            assert!(n % 2 == 0 || place.set_busy());
        }
        let inner = all.lock();
        assert!(inner.open.is_empty() && inner.silent.is_empty() && inner.networks.is_empty());
        assert_eq!(all.leaving.available_permits(), LEAVING_MAX);
    }
}
