use leptos::prelude::*;
use model::Field;
use web::components::{Icon, TextArea};
use web::form::Form;

/// A field for text, with its label, its help and the error of the form it belongs to.
#[component]
pub fn TextField(
    form: Form,
    field: Field,
    label: &'static str,
    #[prop(optional)] help: &'static str,
    /// The value at first. What was typed before a refusal goes before it.
    #[prop(into, optional)]
    value: String,
    #[prop(optional)] autocomplete: &'static str,
    /// The height in lines. 0 makes a field of one line, anything else a `textarea`.
    #[prop(optional)]
    rows: u32,
) -> impl IntoView {
    let key = field.key();
    let typed = form.initial_value(field, &value);
    let control = if rows > 0 {
        let value = RwSignal::new(typed);
        let describedby = Signal::derive(move || format!("{key}-error {key}-help"));
        let invalid = Signal::derive(move || form.field_error(field).is_some());
        view! { <TextArea id=key name=key value rows describedby invalid/> }.into_any()
    } else {
        view! {
            <input
                id=key
                name=key
                type="text"
                value=typed
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck=matches!(field, Field::Name).then_some("false")
                aria-describedby=format!("{key}-error {key}-help")
                aria-invalid=move || form.field_error(field).is_some().then_some("true")
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=key>{label}</label>
            {control}
            <FieldError form field/>
            {(!help.is_empty()).then(|| view! { <p class="help" id=format!("{key}-help")>{help}</p> })}
        </div>
    }
}

/// The error of one field, beside it. The element is always there, so that a screen reader announces what comes in.
#[component]
pub fn FieldError(
    form: Form,
    field: Field,
    /// The element's id, where several forms of a page have this field; `{field}-error` by default.
    #[prop(into, optional)]
    id: String,
) -> impl IntoView {
    let id = if id.is_empty() { format!("{}-error", field.key()) } else { id };
    view! {
        <div id=id aria-live="polite">
            {move || form.field_error(field).map(|why| view! { <p class="wrong"><Icon name="warn" class="i s"/><span>{why}</span></p> })}
        </div>
    }
}

/// The error of a form, above it: a link to the field that is wrong, or a sentence where no single field is.
#[component]
pub fn ErrorSummary(
    form: Form,
    /// Whether the form holds a text, so that the sentence says what became of it.
    #[prop(optional)]
    text: bool,
) -> impl IntoView {
    move || {
        let error = form.error()?;
        let (heading, link) = match &error {
            web::Error::Invalid(invalid) => {
                let (key, name) = (invalid.field.key(), field_name(invalid.field));
                (
                    "One thing to mend".to_owned(),
                    Some(view! { <ul><li><a href=format!("#{key}") rel="external">{name}</a></li></ul> }.into_any()),
                )
            }
            // The link opens a new tab, so that nothing that was typed on this page is lost.
            other @ web::Error::SignedOut => (
                other.to_string(),
                Some(view! { <p><a href="/sign-in" target="_blank">"Sign in in another tab"</a>", then send this again."</p> }.into_any()),
            ),
            other if text => (other.beside_text(), None),
            other => (other.to_string(), None),
        };
        Some(view! {
            <div class="summary" role="alert">
                <h2><Icon name="warn"/>{heading}</h2>
                {link}
            </div>
        })
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Name => "The name",
        Field::DisplayName => "The name others see",
        Field::Bio => "The words about you",
        Field::Password => "The password",
        Field::NewPassword => "The new password",
        Field::Title => "The title",
        Field::Body => "The text",
        Field::Tags => "The tags",
        Field::Query => "The words to search for",
        Field::ContentOnDeletion => "What becomes of your posts",
    }
}

/// A checkbox with its label. Its value is `yes` when it is checked, and a browser sends nothing otherwise.
#[component]
pub fn Checkbox(
    form: Form,
    name: &'static str,
    label: &'static str,
    /// Whether it is checked at first.
    #[prop(optional)]
    ticked: bool,
) -> impl IntoView {
    let ticked = form.initially_checked(name, ticked);
    view! {
        <label class="tick-box">
            <input type="checkbox" name=name value="yes" checked=ticked/>
            <span>{label}</span>
        </label>
    }
}
