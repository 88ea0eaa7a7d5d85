use leptos::prelude::*;

/// A field for several lines of text. It is the only place that may write a `textarea` (`xtask/src/fences/raw_tags.rs`).
///
/// The renderer writes a textarea's child as it is, so a text with `</textarea>` in it would end the element early and
/// become markup. Here `&` and `<` are written as the references that the element's text is read with (HTML Living
/// Standard, 13.2.5.2), and the browser's half sets the text as a property.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    name: &'static str,
    /// The text, at first and as it is typed.
    value: RwSignal<String>,
    #[prop(default = 6)] rows: u32,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] describedby: Signal<String>,
    #[prop(into, optional)] invalid: Signal<bool>,
) -> impl IntoView {
    let begins_with = value.get_untracked().replace('&', "&amp;").replace('<', "&lt;");
    // The parser drops a line end right after the opening tag (HTML Living Standard, 13.2.6.4.7), so a text that begins
    // with one gets a second.
    let child = if begins_with.starts_with('\n') { format!("\n{begins_with}") } else { begins_with };
    keep_typed(&id, value);
    view! {
        <textarea
            id=id
            name=name
            rows=rows
            class=class
            prop:value=move || value.get()
            on:input=move |ev| value.set(event_target_value(&ev))
            aria-describedby=move || Some(describedby.get()).filter(|ids| !ids.is_empty())
            aria-invalid=move || invalid.get().then_some("true")
        >
            {child}
        </textarea>
    }
}

/// Takes over what stands in a field of the page that the server drew, while the page is hydrated. On a slow line somebody
/// has typed into it by then, or the browser has filled it, and hydration would set it to the server's text.
///
/// To be called by every component that sets `prop:value`, before its view is made.
#[cfg(feature = "hydrate")]
pub fn keep_typed(id: &str, value: RwSignal<String>) {
    let document = document();
    // The mark is set when hydration is over (`app/src/routes.rs`). A page that is drawn later has fields of its own.
    if document.document_element().is_none_or(|root| root.has_attribute("data-hydrated")) {
        return;
    }
    let field = document.get_element_by_id(id);
    let typed = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string());
    if let Some(typed) = typed {
        value.set(typed);
    }
}

/// There is nothing to keep while the server draws.
#[cfg(not(feature = "hydrate"))]
pub fn keep_typed(_: &str, _: RwSignal<String>) {}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_the_end_of_the_element_stays_text() {
        let html = Owner::new().with(|| {
            let value = RwSignal::new("</textarea><script>alert(1)</script> & more".to_owned());
            view! { <TextArea id="x" name="body" value/> }.to_html()
        });
        assert!(html.contains("&lt;/textarea>&lt;script>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        assert!(html.contains("&amp; more"), "{html}");
    }
}
