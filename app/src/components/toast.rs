use super::Icon;
use leptos::prelude::*;
use std::time::Duration;

/// How long a short message stays.
const STAYS: Duration = Duration::from_secs(8);

/// Short messages at the lower edge of the page. Code that runs after an await finds no context any more, so take this
/// out of the context before.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u64, String)>>);

/// Puts the messages into the context.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts(RwSignal::new(Vec::new()));
    provide_context(toasts);
    toasts
}

impl Toasts {
    /// Says something for a few seconds.
    pub fn say(self, text: String) {
        let id = self.0.with(|list| list.last().map_or(0, |(id, _)| id + 1));
        self.0.update(|list| list.push((id, text)));
        set_timeout(move || self.dismiss(id), STAYS);
    }

    fn dismiss(self, id: u64) {
        self.0.try_update(|list| list.retain(|(other, _)| *other != id));
    }

    /// Where the messages appear.
    pub fn region(self) -> impl IntoView {
        view! {
            <div class="toasts" role="status" aria-live="polite">
                <For each=move || self.0.get() key=|(id, _)| *id let:toast>
                    <div class="toast">
                        <Icon name="warn"/>
                        <p>{toast.1}</p>
                        <button type="button" class="press" aria-label="Dismiss" on:click=move |_| self.dismiss(toast.0)>
                            <Icon name="close"/>
                        </button>
                    </div>
                </For>
            </div>
        }
    }
}
