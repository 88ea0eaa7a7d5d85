/// x
#[leptos::component]
pub fn App() -> impl leptos::prelude::IntoView {}
