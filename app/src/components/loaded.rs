use super::Failure;
use crate::Error;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// Draws what a page asked for once it is there.
pub fn loaded<T>(
    data: Resource<Result<T, Error>>,
    draw: impl Fn(T) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => draw(data),
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}
