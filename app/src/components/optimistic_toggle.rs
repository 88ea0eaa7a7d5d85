use crate::components::Toasts;
use leptos::{ev::SubmitEvent, prelude::*};
use std::{pin::Pin, sync::Arc};
use web::{Error, page_context};

/// The state of a button that switches something on or off: it changes at once, before the server has answered, and
/// changes back where the server refuses. Cheap to copy.
#[derive(Clone, Copy)]
pub struct OptimisticToggle {
    on: RwSignal<bool>,
    sending: RwSignal<bool>,
    toasts: Option<Toasts>,
    guest: bool,
}

/// A call of a server function that is under way. Boxed, so that the browser's code holds `submit` once.
pub type PendingCall = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Starts the call that brings about the state that is wanted.
pub type ToggleCall = Arc<dyn Fn(bool) -> PendingCall + Send + Sync>;

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

    /// Sends the toggle's form in place of the browser. If the call fails, the toggle changes back and the error is shown as
    /// a toast.
    pub fn submit(self, ev: &SubmitEvent, call: ToggleCall) {
        // A guest's browser posts the plain form, which leads to signing in and back.
        if self.guest {
            return;
        }
        ev.prevent_default();
        self.on.update(|on| *on = !*on);
        // One call at a time, so that none overtakes another on its way to the server. What is wanted by the time of the
        // answer is sent next.
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        leptos::task::spawn_local(async move {
            // The component may be gone when an answer arrives, hence `try_…`.
            while let Some(wanted) = self.on.try_get_untracked() {
                if let Err(error) = call(wanted).await {
                    self.on.try_set(!wanted);
                    if let Some(toasts) = self.toasts {
                        toasts.show(error.to_string());
                    }
                    break;
                }
                if self.on.try_get_untracked() == Some(wanted) {
                    break;
                }
            }
            self.sending.try_set(false);
        });
    }
}
