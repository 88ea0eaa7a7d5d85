use crate::components::Toasts;
use leptos::{ev::SubmitEvent, prelude::*};
use std::pin::Pin;
use web::{Error, form_post::FormPost, page_context};

/// The state of a button that switches something on or off: it changes at once, before the server has answered, and
/// changes back where the server refuses. Cheap to copy.
#[derive(Clone, Copy)]
pub struct OptimisticToggle {
    on: RwSignal<bool>,
    sending: RwSignal<bool>,
    toasts: Option<Toasts>,
    guest: bool,
}

/// A form that is under way. Boxed, so that the browser's code holds `submit` once.
pub type PendingCall = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

impl OptimisticToggle {
    /// A toggle in the state that the server drew. To be made while a component is set up, since it reads the context.
    pub fn new(on: bool) -> Self {
        Self {
            on: RwSignal::new(on),
            sending: RwSignal::new(false),
            toasts: use_context(),
            guest: page_context::viewer().is_none(),
        }
    }

    /// Whether it is on, or will be if the server agrees.
    pub fn is_on(self) -> bool {
        self.on.get()
    }

    /// The value of `aria-pressed`.
    pub fn aria_pressed(self) -> &'static str {
        if self.on.get() { "true" } else { "false" }
    }

    /// The value of `aria-busy`: `None` unless a call is under way.
    pub fn aria_busy(self) -> Option<&'static str> {
        self.sending.get().then_some("true")
    }

    /// Sends the toggle's form in place of the browser. `call` gets the state that is wanted and the form, and sends it; if the
    /// call fails, the toggle changes back and the error is shown as a toast.
    pub fn submit(self, ev: &SubmitEvent, call: &dyn Fn(bool, FormPost) -> PendingCall) {
        // A guest's browser posts the plain form, which leads to signing in and back.
        if self.guest {
            return;
        }
        ev.prevent_default();
        // One call at a time: two quick clicks must not overtake each other on their way to the server.
        if self.sending.get_untracked() {
            return;
        }
        let Some(post) = FormPost::of(ev) else { return };
        let on = !self.on.get_untracked();
        self.sending.set(true);
        self.on.set(on);
        let pending = call(on, post);
        leptos::task::spawn_local(async move {
            // The component may be gone when the answer arrives, hence `try_set`.
            if let Err(error) = pending.await {
                self.on.try_set(!on);
                if let Some(toasts) = self.toasts {
                    toasts.show(error.to_string());
                }
            }
            self.sending.try_set(false);
        });
    }
}
