use super::field::FieldError;
use leptos::prelude::*;
use model::Field;
use web::{components::keep_typed, form::Form};

/// A field for a password, with a button that shows what was typed where scripts run.
#[component]
pub fn PasswordField(
    form: Form,
    field: Field,
    label: &'static str,
    #[prop(default = "current-password")] autocomplete: &'static str,
    #[prop(optional)] help: &'static str,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! { <Password form field label autocomplete help shown value=RwSignal::new(String::new())/> }
}

/// A field for a new password, with a button that proposes a passphrase.
#[component]
pub fn NewPasswordField(form: Form, field: Field, label: &'static str) -> impl IntoView {
    let (shown, value) = (RwSignal::new(false), RwSignal::new(String::new()));
    let ready = hydrated();
    let propose = move |_| {
        leptos::task::spawn_local(async move {
            if let Some(passphrase) = passphrase().await {
                value.set(passphrase);
                shown.set(true);
            }
        });
    };
    let help =
        "Fifteen characters or more, any you like; a sentence works well. Only a slow hash of it is kept.";
    view! {
        <Password form field label autocomplete="new-password" help shown value/>
        <Show when=move || ready.get()>
            <p class="row"><button type="button" class="button s" on:click=propose>"Propose a passphrase"</button></p>
        </Show>
    }
}

#[component]
fn Password(
    form: Form,
    field: Field,
    label: &'static str,
    autocomplete: &'static str,
    help: &'static str,
    shown: RwSignal<bool>,
    value: RwSignal<String>,
) -> impl IntoView {
    let key = field.key();
    let ready = hydrated();
    keep_typed(key, value);
    view! {
        <div class="field">
            <label for=key>{label}</label>
            <div class="secret">
                <input
                    id=key
                    name=key
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || value.get()
                    on:input=move |ev| value.set(event_target_value(&ev))
                    aria-describedby=format!("{key}-error {key}-help")
                    aria-invalid=move || form.field_error(field).is_some().then_some("true")
                />
                <Show when=move || ready.get()>
                    <button
                        type="button"
                        class="button s bare show"
                        aria-controls=key
                        aria-pressed=move || if shown.get() { "true" } else { "false" }
                        on:click=move |_| shown.update(|shown| *shown = !*shown)
                    >
                        "Show"
                    </button>
                </Show>
            </div>
            <FieldError form field/>
            {(!help.is_empty()).then(|| view! { <p class="help" id=format!("{key}-help")>{help}</p> })}
        </div>
    }
}

/// Whether the page is hydrated. It is false on the server and while the browser hydrates, so that both draw the same
/// tree, and becomes true by an effect right after.
fn hydrated() -> RwSignal<bool> {
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    ready
}

/// Five words out of 2,048, which are 55 bits. They are chosen in the browser by its cryptographic random generator (W3C
/// Web Cryptography, `getRandomValues`), so that the site does not see a passphrase before it is used.
#[cfg(feature = "hydrate")]
async fn passphrase() -> Option<String> {
    const WORDS: usize = 5;
    let list = fetch_words().await?;
    let words: Vec<&str> = list.lines().filter(|word| !word.is_empty()).collect();
    // 2^32 is a multiple of every power of two below it, so the remainder favours no word. Any other length would.
    if !words.len().is_power_of_two() {
        return None;
    }
    let mut random = [0_u8; WORDS * 4];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut random).ok()?;
    let chosen = random.chunks_exact(4).map(|four| {
        let number = four.iter().fold(0_usize, |n, byte| (n << 8) | usize::from(*byte));
        words[number % words.len()]
    });
    Some(chosen.collect::<Vec<_>>().join(" "))
}

#[cfg(feature = "hydrate")]
async fn fetch_words() -> Option<String> {
    use wasm_bindgen::JsCast;
    let response =
        wasm_bindgen_futures::JsFuture::from(web_sys::window()?.fetch_with_str("/words.txt")).await.ok()?;
    let text = response.dyn_into::<web_sys::Response>().ok()?.text().ok()?;
    wasm_bindgen_futures::JsFuture::from(text).await.ok()?.as_string()
}

#[cfg(not(feature = "hydrate"))]
async fn passphrase() -> Option<String> {
    None
}
