//! What a page asks for, and how it waits: one kind of resource for every type of answer.
//!
//! A resource, its suspense and its transition are compiled anew for each type they hold, and each copy costs the browser
//! kilobytes. So the type is left out until the moment of drawing: the machinery stands in the wasm once.

use super::ErrorPage;
use crate::Error;
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, convert::Infallible, fmt::Debug, marker::PhantomData, pin::Pin, sync::Arc};

/// What a page asked for; a `T` once it is there. Cheap to copy.
pub struct PageResource<T> {
    resource: Resource<ErasedResult, JsonCodec>,
    value: PhantomData<fn() -> T>,
}

impl<T> PageResource<T>
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    /// Fetches by `fetch` what belongs to `key`, and again whenever that changes.
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
        let fetch = move |_| -> PendingResult {
            let pending = fetch(untrack(|| current_key()));
            Box::pin(async move { ErasedResult::Value(Arc::new(pending.await)) })
        };
        let resource = new_resource(Box::new(move || format!("{:?}", key())), Box::new(fetch));
        Self { resource, value: PhantomData }
    }

    /// Draws what was asked for once it is there, or why it is not.
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

fn new_resource(key: KeyFn, fetch: FetchFn) -> Resource<ErasedResult, JsonCodec> {
    Resource::new_with_options(key, fetch, false)
}

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

/// A `Result<T, Error>` whose type is known where it was asked for and where it is drawn.
#[derive(Clone)]
enum ErasedResult {
    Value(Arc<dyn ErasedValue>),
    /// As JSON, in the page that the server drew.
    Json(Arc<str>),
}

trait ErasedValue: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn to_json(&self) -> String;
}

impl<T: Serialize + Send + Sync + 'static> ErasedValue for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_json(&self) -> String {
        // Only the server writes answers into pages.
        if cfg!(feature = "ssr") { serde_json::to_string(self).unwrap_or_default() } else { String::new() }
    }
}

impl ErasedResult {
    fn downcast<T: Clone + DeserializeOwned + 'static>(&self) -> Result<T, Error> {
        match self {
            Self::Value(value) => {
                let value = (**value).as_any().downcast_ref::<Result<T, Error>>();
                value.cloned().unwrap_or(Err(Error::Unreachable))
            }
            // From bytes, as server functions read theirs: reading from text would be a second copy of every reader.
            Self::Json(json) => serde_json::from_slice(json.as_bytes()).unwrap_or(Err(Error::Unreachable)),
        }
    }
}

/// Writes an answer into the page, and takes it out again without looking inside.
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
