//! Renders people's texts away from the threads that answer requests.
//!
//! One text may take a tenth of a second, and anybody can write such texts. So texts are rendered on blocking threads, a few
//! at a time; pages and previews wait in queues of their own, so that who previews much keeps nobody from reading; and a
//! text that was rendered before comes out of a cache.

use super::{
    highlight::Budget,
    render::{excerpt, person_html},
};
use crate::{
    Error,
    blocking_threads::{BlockingThreads, RETRY_SECONDS},
};
use model::UserId;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The most bytes that the cache of rendered texts may hold, keys included.
const CACHE_BYTES_MAX: u64 = 8 << 20;
/// Texts of at most this many bytes together are looked up in the cache without a change of threads: their digests take a
/// fraction of a millisecond.
const LOOK_UP_BYTES_MAX: usize = 64 << 10;
/// How many jobs for pages may wait.
const PAGES_WAITING_MAX: usize = 256;
/// How many previews may wait.
const PREVIEWS_WAITING_MAX: usize = 32;
/// How many previews of one person may be under way.
const PERSON_PREVIEWS_MAX: usize = 2;
/// The longest that code is highlighted for one page, which has up to 501 texts. What is left then stands plain, and comes
/// out highlighted when the page is asked for again.
const PAGE_HIGHLIGHT_MAX: Duration = Duration::from_millis(200);

type Digest = [u8; 32];

/// Renders people's texts. One per process; a clone shares everything and is cheap.
#[derive(Clone)]
pub struct Renderer {
    pages: BlockingThreads,
    previews: BlockingThreads,
    /// How many previews of each person are under way.
    previewing: Arc<Mutex<HashMap<UserId, usize>>>,
    cache: Arc<Cache<Digest, Arc<str>, Bytes>>,
}

impl Default for Renderer {
    fn default() -> Self {
        // Half of the cores stays free for the threads that answer requests.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            pages: BlockingThreads::new((cores / 2).max(1), PAGES_WAITING_MAX),
            previews: BlockingThreads::new(1, PREVIEWS_WAITING_MAX),
            previewing: Arc::default(),
            cache: Arc::new(Cache::with_weighter(10_000, CACHE_BYTES_MAX, Bytes)),
        }
    }
}

impl Renderer {
    /// How many bytes the rendered texts take, and how many they may.
    pub fn cached_bytes(&self) -> (u64, u64) {
        (self.cache.weight(), self.cache.capacity())
    }

    /// One text as sanitized HTML.
    ///
    /// # Errors
    /// `Busy` where too much waits to be rendered.
    pub async fn html(&self, text: &str) -> Result<Arc<str>, Error> {
        let mut html = self.html_of_all(vec![text.to_owned()]).await?;
        Ok(html.pop().unwrap_or_default())
    }

    /// The texts of a page as sanitized HTML, in their order.
    ///
    /// # Errors
    /// As `html`.
    pub async fn html_of_all(&self, texts: Vec<String>) -> Result<Vec<Arc<str>>, Error> {
        if texts.iter().map(String::len).sum::<usize>() <= LOOK_UP_BYTES_MAX
            && let Some(html) = texts.iter().map(|text| self.cache.get(&digest(text))).collect()
        {
            return Ok(html);
        }
        let cache = self.cache.clone();
        let render = move || {
            let deadline = Instant::now() + PAGE_HIGHLIGHT_MAX;
            texts.iter().map(|text| render_cached(&cache, text, deadline)).collect()
        };
        self.pages.run(render).await
    }

    /// A text as its author looks at it while writing. It is not remembered: it will be another one soon.
    ///
    /// # Errors
    /// `Busy` where too much waits to be rendered, or the person has `PERSON_PREVIEWS_MAX` under way.
    pub async fn preview(&self, person: UserId, text: String) -> Result<String, Error> {
        let _place = PreviewPlace::take(&self.previewing, person)?;
        self.previews.run(move || person_html(&text, &mut Budget::of_a_person())).await
    }

    /// The beginning of a text for lists (`markdown::excerpt`).
    ///
    /// # Errors
    /// As `html`.
    pub async fn excerpt(&self, text: &str) -> Result<String, Error> {
        let text = text.to_owned();
        self.pages.run(move || excerpt(&text)).await
    }
}

fn render_cached(cache: &Cache<Digest, Arc<str>, Bytes>, text: &str, deadline: Instant) -> Arc<str> {
    let key = digest(text);
    if let Some(html) = cache.get(&key) {
        return html;
    }
    let mut budget = Budget::of_a_person().until(deadline);
    let html: Arc<str> = person_html(text, &mut budget).into();
    if !budget.is_late() {
        cache.insert(key, html.clone());
    }
    html
}

fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

/// Weighs a cache's entries by their bytes.
#[derive(Clone)]
struct Bytes;

impl Weighter<Digest, Arc<str>> for Bytes {
    fn weight(&self, key: &Digest, html: &Arc<str>) -> u64 {
        (key.len() + html.len()) as u64
    }
}

/// One of a person's previews under way. Dropping it gives the place back.
struct PreviewPlace {
    previewing: Arc<Mutex<HashMap<UserId, usize>>>,
    person: UserId,
}

impl PreviewPlace {
    fn take(previewing: &Arc<Mutex<HashMap<UserId, usize>>>, person: UserId) -> Result<Self, Error> {
        let mut counts = previewing.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(person).or_default();
        if *count >= PERSON_PREVIEWS_MAX {
            return Err(Error::Busy { seconds: RETRY_SECONDS });
        }
        *count += 1;
        Ok(Self { previewing: previewing.clone(), person })
    }
}

impl Drop for PreviewPlace {
    fn drop(&mut self) {
        let mut counts = self.previewing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocking_threads::is_pending;

    #[tokio::test]
    async fn r1_texts_wait_for_a_thread_but_not_those_that_were_rendered_before() {
        let renderer = Renderer::default();
        assert_eq!(&*renderer.html("*one*").await.unwrap(), "<p><em>one</em></p>\n");
        let all = renderer.pages.take_all_threads().await;
        assert!(renderer.html("*one*").await.is_ok());
        let mut two = Box::pin(renderer.html_of_all(vec!["*one*".to_owned(), "*two*".to_owned()]));
        assert!(is_pending(&mut two).await);
        assert!(renderer.preview(UserId(1), "text".to_owned()).await.is_ok(), "a queue of its own");
        drop(all);
        let html: Vec<_> = two.await.unwrap().iter().map(|html| html.trim().to_owned()).collect();
        assert_eq!(html, ["<p><em>one</em></p>", "<p><em>two</em></p>"]);
    }

    #[tokio::test]
    async fn r1_one_person_has_two_previews_under_way_and_another_is_not_kept_from_theirs() {
        let renderer = Renderer::default();
        let thread = renderer.previews.take_all_threads().await;
        let mut mine = [1, 2].map(|_| Box::pin(renderer.preview(UserId(1), "mine".to_owned())));
        for wait in &mut mine {
            assert!(is_pending(wait).await);
        }
        let mut third = Box::pin(renderer.preview(UserId(1), "third".to_owned()));
        assert!(!is_pending(&mut third).await, "it is refused at once");
        assert!(matches!(renderer.preview(UserId(1), "third".to_owned()).await, Err(Error::Busy { .. })));
        let mut other = Box::pin(renderer.preview(UserId(2), "other".to_owned()));
        assert!(is_pending(&mut other).await);
        drop(mine);
        drop(thread);
        assert!(other.await.is_ok());
        assert!(renderer.previewing.lock().unwrap().is_empty(), "places come back");
    }

    #[test]
    fn r1_what_stayed_plain_for_want_of_time_is_not_remembered() {
        let renderer = Renderer::default();
        let text = "```sql\nSELECT 1\n```";
        let late = render_cached(&renderer.cache, text, Instant::now());
        assert!(!late.contains("<span"), "{late}");
        let html = render_cached(&renderer.cache, text, Instant::now() + 10 * PAGE_HIGHLIGHT_MAX);
        assert!(html.contains("<span"), "{html}");
        assert!(renderer.cache.get(&digest(text)).is_some());
    }
}
