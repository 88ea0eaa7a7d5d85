//! The data of a page: what it fetches, and what is shown until the data are there.
//!
//! Leptos compiles a resource, its `Suspense` and its `Transition` anew for each type that they hold, and each copy costs
//! the browser several kilobytes. So the type is erased here: there is one resource for results of any type, and a result
//! gets its type back at the moment when it is drawn. What is generic in this file is kept as small as possible.

use super::ErrorPage;
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, convert::Infallible, fmt::Debug, marker::PhantomData, pin::Pin, sync::Arc};
use web::Error;

/// Data that a page fetches by a server function; a `T` once it is there. To be made at the top of a component, so that
/// server and browser number their resources alike.
pub struct PageResource<T> {
    resource: Resource<ErasedResult, JsonCodec>,
    value: PhantomData<fn() -> T>,
}

impl<T> PageResource<T>
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    /// Fetches by `fetch` what belongs to `key`, and again whenever the key changes.
    pub fn new<K, F>(
        key: impl Fn() -> K + Send + Sync + 'static,
        fetch: impl Fn(K) -> F + Send + Sync + 'static,
    ) -> Self
    where
        K: Debug + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let key = Arc::new(key);
        let current_key = key.clone();
        // Leptos compares keys to see whether they changed. Comparing their `Debug` text needs no copy of its code for
        // each type of key; the key itself is read again when it is needed.
        let fetch = move |_| -> PendingResult {
            let pending = fetch(untrack(|| current_key()));
            Box::pin(async move { ErasedResult::Value(Arc::new(pending.await)) })
        };
        let resource = new_resource(Box::new(move || format!("{:?}", key())), Box::new(fetch));
        Self { resource, value: PhantomData }
    }

    /// Draws the data once they are there, or an `ErrorPage`. While newer data are fetched, the older ones stay.
    pub fn view(self, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> impl IntoView {
        let draw = move |result: ErasedResult| match result.downcast() {
            Ok(data) => draw(data),
            Err(error) => view! { <ErrorPage error/> }.into_any(),
        };
        transition(self.resource, Arc::new(draw))
    }
}

type KeyFn = Box<dyn Fn() -> String + Send + Sync>;
type PendingResult = Pin<Box<dyn Future<Output = ErasedResult> + Send>>;
type FetchFn = Box<dyn Fn(String) -> PendingResult + Send + Sync>;

/// The resource, the same for every type.
fn new_resource(key: KeyFn, fetch: FetchFn) -> Resource<ErasedResult, JsonCodec> {
    Resource::new_with_options(key, fetch, false)
}

/// The view that waits, the same for every type.
fn transition(
    resource: Resource<ErasedResult, JsonCodec>,
    draw: Arc<dyn Fn(ErasedResult) -> AnyView + Send + Sync>,
) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || {
                let draw = draw.clone();
                Suspend::new(async move { draw(resource.await) })
            }}
        </Transition>
    }
}

/// A `Result<T, Error>` whose type is known only where it is fetched and where it is drawn.
#[derive(Clone)]
enum ErasedResult {
    Value(Arc<dyn ErasedValue>),
    /// As JSON, the way it came with the page that the server drew.
    Json(Arc<str>),
}

/// A value of any type that can be written as JSON or taken back as what it was.
trait ErasedValue: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn to_json(&self) -> String;
}

impl<T: Serialize + Send + Sync + 'static> ErasedValue for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_json(&self) -> String {
        // Only the server writes results into pages, so the browser is spared the code that would.
        if cfg!(feature = "ssr") { serde_json::to_string(self).unwrap_or_default() } else { String::new() }
    }
}

impl ErasedResult {
    /// The result with its type.
    ///
    /// # Errors
    /// The error that was fetched, or `Unreachable` where the text is not of this type, which would be a mistake of ours.
    fn downcast<T: Clone + DeserializeOwned + 'static>(&self) -> Result<T, Error> {
        match self {
            Self::Value(value) => {
                let value = (**value).as_any().downcast_ref::<Result<T, Error>>();
                value.cloned().unwrap_or(Err(Error::Unreachable))
            }
            // `from_slice` and not `from_str`: server functions read their answers from bytes, and the other function
            // would add a second copy of every deserializer to the wasm.
            Self::Json(json) => serde_json::from_slice(json.as_bytes()).unwrap_or(Err(Error::Unreachable)),
        }
    }
}

/// Writes a result into the page that the server draws. In the browser the text is kept as it is, and only read when the
/// type is known.
struct JsonCodec;

impl Encoder<ErasedResult> for JsonCodec {
    type Error = Infallible;
    type Encoded = String;

    fn encode(result: &ErasedResult) -> Result<String, Infallible> {
        Ok(match result {
            ErasedResult::Value(value) => (**value).to_json(),
            ErasedResult::Json(json) => json.to_string(),
        })
    }
}

impl Decoder<ErasedResult> for JsonCodec {
    type Error = Infallible;
    type Encoded = str;

    fn decode(json: &str) -> Result<ErasedResult, Infallible> {
        Ok(ErasedResult::Json(json.into()))
    }
}
