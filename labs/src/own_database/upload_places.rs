//! Places for files that arrive and are brought in: so many at once in all, and fewer for one network. Who finds none waits,
//! in the order of coming, and reads nothing of their file meanwhile.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The most files at once. Each is on the disk while it arrives, and takes memory only when a worker reads it.
const PLACES_MAX: usize = 16;
/// The most of them that come from one network.
const NETWORK_MAX: usize = 8;
/// The longest that somebody waits for a place, or for the one worker that brings files in: a class of thirty behind one
/// address, each with a file that takes two seconds.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// The places. Cheap to clone; clones share them.
#[derive(Clone)]
pub struct UploadPlaces {
    all: Arc<Semaphore>,
    /// A network of which nobody has a place or waits is not in it.
    networks: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
    /// One file at a time is brought in, so that with two workers or more one is always left for what people type.
    worker: Arc<Semaphore>,
}

/// A place. Dropping it gives it back.
pub struct UploadPlace {
    _network: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Default for UploadPlaces {
    fn default() -> Self {
        let all = Arc::new(Semaphore::new(PLACES_MAX));
        Self { all, networks: Arc::default(), worker: Arc::new(Semaphore::new(1)) }
    }
}

impl UploadPlaces {
    /// A place for a file from this network; `None` where none became free in time.
    pub async fn take(&self, network: &str) -> Option<UploadPlace> {
        let own = {
            let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
            networks.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
            networks
                .entry(network.to_owned())
                .or_insert_with(|| Arc::new(Semaphore::new(NETWORK_MAX)))
                .clone()
        };
        let both = async {
            let network = own.acquire_owned().await.ok()?;
            Some(UploadPlace { _network: network, _all: self.all.clone().acquire_owned().await.ok()? })
        };
        timeout(WAIT_MAX, both).await.ok().flatten()
    }

    /// The turn to bring a file in; `None` where it did not come in time.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        timeout(WAIT_MAX, self.worker.clone().acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn r1_one_network_leaves_places_for_others_and_whoever_waits_gets_one() {
        let places = UploadPlaces::default();
        let mut taken = Vec::new();
        for _ in 0..NETWORK_MAX {
            taken.push(places.take("192.0.2.0/24").await.unwrap());
        }
        assert!(places.take("192.0.2.0/24").await.is_none(), "the wait is over after a minute");
        let others = places.take("198.51.100.0/24").await;
        assert!(others.is_some());
        let waiting = tokio::spawn({
            let places = places.clone();
            async move { places.take("192.0.2.0/24").await.is_some() }
        });
        tokio::task::yield_now().await;
        drop(taken.pop());
        assert!(waiting.await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn r1_all_networks_together_have_sixteen_places_and_one_turn() {
        let places = UploadPlaces::default();
        let mut taken = Vec::new();
        for network in 0..PLACES_MAX {
            taken.push(places.take(&format!("192.0.{network}.0/24")).await.unwrap());
        }
        assert!(places.take("198.51.100.0/24").await.is_none());
        taken.clear();
        assert!(places.take("198.51.100.0/24").await.is_some());
        let turn = places.turn().await;
        assert!(turn.is_some() && places.turn().await.is_none());
        assert!(places.networks.lock().unwrap().len() <= 1, "networks are forgotten");
    }
}
