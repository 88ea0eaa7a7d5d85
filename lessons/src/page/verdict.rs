//! What was made of an answer: the difference first, the case that shows why second, the verdict third.

use super::{exercise::marked, prose::quoting};
use labs::exercise::Verdict;
use leptos::prelude::*;

pub fn verdict(of: &Verdict, tries: u32) -> AnyView {
    if of.right && tries > 0 {
        return view! { <div class="verdict-box" role="status">{marked("check", "outcome open", "Right.")}</div> }.into_any();
    }
    let wrong = of.marks.iter().filter(|mark| !mark.right).count();
    let said = match (of.complete, wrong, of.marks.len()) {
        (false, ..) => "Not checked yet.".to_owned(),
        (true, _, 0 | 1) => "Not yet.".to_owned(),
        (true, wrong, all) => format!(
            "Not yet. {} of {all} {} right.",
            all - wrong,
            if all - wrong == 1 { "is" } else { "are" }
        ),
    };
    view! {
        <div class="verdict-box" role="status">
            {of.difference.as_ref().map(|text| marked("warn", "outcome believed", text))}
            {of.case.as_ref().map(|text| view! { <div class="case-text">{quoting(text)}</div> })}
            <p class="small quiet-text">{said}</p>
        </div>
    }
    .into_any()
}
