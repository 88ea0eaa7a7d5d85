use leptos::prelude::*;
use std::time::Duration;
use web::components::Icon;
use web::live::EventStream;

/// How long a message is shown.
const SHOWN_FOR: Duration = Duration::from_secs(8);

/// Short messages at the lower edge of the page. Code after an `await` finds no context any more, so a component takes
/// this out of the context while it is set up. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u64, String)>>);

/// Puts an empty list of messages into the context.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts(RwSignal::new(Vec::new()));
    provide_context(toasts);
    toasts
}

impl Toasts {
    /// Shows a message for a few seconds.
    pub fn show(self, text: String) {
        let id = self.0.with(|list| list.last().map_or(0, |(id, _)| id + 1));
        self.0.update(|list| list.push((id, text)));
        set_timeout(move || self.dismiss(id), SHOWN_FOR);
    }

    fn dismiss(self, id: u64) {
        self.0.try_update(|list| list.retain(|(other, _)| *other != id));
    }

    /// The region where the messages appear, and where it says when the stream of events is down. A page works without
    /// that stream; only other people's changes do not come in by themselves.
    pub fn region(self) -> impl IntoView {
        let stream = use_context::<EventStream>();
        let broken = move || stream.is_some_and(|stream| stream.is_disconnected());
        view! {
            <div class="toasts" role="region" aria-label="Messages">
                <p class="live" class:down=broken role="status">
                    {move || broken().then(|| view! {
                        <Icon name="warn" class="i s"/>
                        <span>"The line to the site is down. This page comes back to life by itself."</span>
                    })}
                </p>
                <For each=move || self.0.get() key=|(id, _)| *id let:toast>
                    <div class="toast bad" role="alert">
                        <Icon name="warn"/>
                        <p>{toast.1}</p>
                        <button type="button" class="button bare icon s" aria-label="Dismiss" on:click=move |_| self.dismiss(toast.0)>
                            <Icon name="close" class="i s"/>
                        </button>
                    </div>
                </For>
            </div>
        }
    }
}
