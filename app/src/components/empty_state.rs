use leptos::prelude::*;

/// The site's one illustration, a museum's display case. It is decoration, so it is hidden from screen readers.
#[component]
pub fn Illustration() -> impl IntoView {
    view! {
        <svg class="case" viewBox="7 9 88 90" aria-hidden="true">
            <path class="stone" d="M8 74h66v24H8z"/>
            <path class="shade" d="m74 74 20-14v24L74 98z"/>
            <path class="pane" d="M8 24 28 10h66L74 24z"/>
            <path class="pane" d="m74 24 20-14v50L74 74z"/>
            <path class="pane" d="M8 24h66v50H8z"/>
            <path d="M8 24h66v50H8zM74 24l20-14v50L74 74M18 84h14M18 89h9"/>
        </svg>
    }
}

/// What a list shows when it has no entries: why that is so and, as children, one thing to do about it.
#[component]
pub fn EmptyState(
    title: &'static str,
    why: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Illustration/>
            <h2>{title}</h2>
            <p>{why}</p>
            {children.map(|children| children())}
        </div>
    }
}
