//! What a page asks for, and how it waits: one kind of resource for every type of answer.
//!
//! A resource, its suspense and its transition are compiled anew for each type they hold, and each copy costs the browser
//! kilobytes. So the type is left out until the moment of drawing: the machinery stands in the wasm once.

use super::Failure;
use crate::Error;
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, convert::Infallible, fmt::Debug, marker::PhantomData, pin::Pin, sync::Arc};

/// What a page asked for; a `T` once it is there. Cheap to copy.
pub struct Asked<T> {
    resource: Resource<Answer, Json>,
    answer: PhantomData<fn() -> T>,
}

/// Asks by `ask` for what belongs to `key`, and again whenever that changes.
pub fn asked<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    ask: impl Fn(K) -> F + Send + Sync + 'static,
) -> Asked<T>
where
    K: Debug + 'static,
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let key = Arc::new(key);
    let now = key.clone();
    let ask = move |_| -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        let asked = ask(untrack(|| now()));
        Box::pin(async move { Answer::Here(Arc::new(asked.await)) })
    };
    Asked { resource: resource(Box::new(move || format!("{:?}", key())), Box::new(ask)), answer: PhantomData }
}

type Key = Box<dyn Fn() -> String + Send + Sync>;
type Ask = Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

fn resource(key: Key, ask: Ask) -> Resource<Answer, Json> {
    Resource::new_with_options(key, ask, false)
}

/// Draws what was asked for once it is there, or why it is not.
pub fn loaded<T>(asked: Asked<T>, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + DeserializeOwned + 'static,
{
    let draw = move |answer: Answer| match answer.open() {
        Ok(data) => draw(data),
        Err(error) => view! { <Failure error/> }.into_any(),
    };
    waiting(asked.resource, Arc::new(draw))
}

fn waiting(
    resource: Resource<Answer, Json>,
    draw: Arc<dyn Fn(Answer) -> AnyView + Send + Sync>,
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
enum Answer {
    Here(Arc<dyn Said>),
    /// As JSON, in the page that the server drew.
    Written(Arc<str>),
}

trait Said: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn to_json(&self) -> String;
}

impl<T: Serialize + Send + Sync + 'static> Said for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_json(&self) -> String {
        // Only the server writes answers into pages.
        if cfg!(feature = "ssr") { serde_json::to_string(self).unwrap_or_default() } else { String::new() }
    }
}

impl Answer {
    fn open<T: Clone + DeserializeOwned + 'static>(&self) -> Result<T, Error> {
        match self {
            Self::Here(said) => {
                let said = (**said).as_any().downcast_ref::<Result<T, Error>>();
                said.cloned().unwrap_or(Err(Error::Unreachable))
            }
            // From bytes, as server functions read theirs: reading from text would be a second copy of every reader.
            Self::Written(json) => serde_json::from_slice(json.as_bytes()).unwrap_or(Err(Error::Unreachable)),
        }
    }
}

/// Writes an answer into the page, and takes it out again without looking inside.
struct Json;

impl Encoder<Answer> for Json {
    type Error = Infallible;
    type Encoded = String;

    fn encode(answer: &Answer) -> Result<String, Infallible> {
        Ok(match answer {
            Answer::Here(said) => (**said).to_json(),
            Answer::Written(json) => json.to_string(),
        })
    }
}

impl Decoder<Answer> for Json {
    type Error = Infallible;
    type Encoded = str;

    fn decode(json: &str) -> Result<Answer, Infallible> {
        Ok(Answer::Written(json.into()))
    }
}
