use crate::api::post::preview;
use crate::components::{ErrorSummary, FieldError, TextField};
use leptos::prelude::*;
use model::{Field, PostBody};
use web::components::TextArea;
use web::form::Form;

/// The fields of a post: title, text with a preview, tags. The form around them is the page's.
#[component]
pub fn Editor(
    form: Form,
    #[prop(into, optional)] title: String,
    #[prop(into, optional)] body: String,
    #[prop(into, optional)] tags: String,
) -> impl IntoView {
    let body = RwSignal::new(form.initial_value(Field::Body, &body));
    view! {
        <ErrorSummary form text=true/>
        <TextField form field=Field::Title label="Title" value=title/>
        <Body form body/>
        <TextField form field=Field::Tags label="Tags" value=tags help="Up to five, with commas between: oven, waiting list"/>
    }
}

/// The field for the text, with a tab that shows it as readers will see it. The tabs need scripts and appear with them.
#[component]
fn Body(form: Form, body: RwSignal<String>) -> impl IntoView {
    let seen = RwSignal::new(None::<Result<String, String>>);
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    // Until the page is hydrated, the number is that of the text the server drew, whatever was typed meanwhile.
    let drawn = body.with_untracked(|body| body.chars().count());
    let count = move || if ready.get() { body.with(|body| body.chars().count()) } else { drawn };
    // Whether a preview is wanted. An answer is dropped where somebody has gone back to the text by then, or typed on.
    let wanted = StoredValue::new(false);
    let show = move |_| {
        let text = body.get_untracked();
        wanted.set_value(true);
        leptos::task::spawn_local(async move {
            let html = preview(text.clone()).await;
            if wanted.try_get_value() == Some(true) && body.try_get_untracked() == Some(text) {
                seen.set(Some(html.map_err(|error| error.to_string())));
            }
        });
    };
    let write = move |_| {
        wanted.set_value(false);
        seen.set(None);
    };
    let invalid = Signal::derive(move || form.field_error(Field::Body).is_some());
    let describedby = Signal::derive(|| "body-error body-help".to_owned());
    view! {
        <div class="sheet">
            <label for="body">"Text"</label>
            <Show when=move || ready.get()>
                <div class="tabs" role="tablist" aria-label="Text">
                    <button type="button" role="tab" id="tab-write" aria-controls="pane-write" aria-selected=move || if seen.with(Option::is_none) { "true" } else { "false" } on:click=write>
                        "Write"
                    </button>
                    <button type="button" role="tab" id="tab-preview" aria-controls="pane-preview" aria-selected=move || if seen.with(Option::is_some) { "true" } else { "false" } on:click=show>
                        "Preview"
                    </button>
                </div>
            </Show>
            <div id="pane-write" class="field" hidden=move || seen.with(Option::is_some)>
                <TextArea id="body" name="body" class="l" value=body rows=14 describedby invalid/>
                <FieldError form field=Field::Body/>
                <div class="below">
                    <p class="help" id="body-help">
                        "Markdown: " <code>"*italic*"</code> ", " <code>"**bold**"</code> ", " <code>"[word](address)"</code>
                        ", lists with hyphens, code between three backticks."
                    </p>
                    <span class="count">{count} " of " {PostBody::CHARS_MAX}</span>
                </div>
            </div>
            <div id="pane-preview" class="preview" tabindex="0" aria-live="polite" hidden=move || seen.with(Option::is_none)>
                {move || seen.get().map(|seen| match seen {
                    Ok(html) => view! { <div class="prose" inner_html=html></div> }.into_any(),
                    Err(why) => view! { <p class="quiet-text">{why}</p> }.into_any(),
                })}
            </div>
        </div>
    }
}
