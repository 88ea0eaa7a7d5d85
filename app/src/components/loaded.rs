use super::Failure;
use crate::{Error, live::Line};
use leptos::prelude::*;
use model::Event;
use serde::{Serialize, de::DeserializeOwned};

/// Draws what a page asked for once it is there; asks again when the live line missed too much.
pub fn loaded<T>(
    data: Resource<Result<T, Error>>,
    draw: impl Fn(T) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    Line::on(move |event| {
        if *event == Event::Missed {
            data.refetch();
        }
    });
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
