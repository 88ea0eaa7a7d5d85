//! The verdict on an answer. What differs stands first, the case that shows why second, and how many are right last: a
//! learner should think about the difference before they count points.

use super::{exercise::marked, prose::quoting};
use labs::exercise::Verdict;
use leptos::prelude::*;

/// Draws the verdict on an answer that was the try number `tries`.
pub fn verdict(of: &Verdict, tries: u32) -> AnyView {
    if of.right && tries > 0 {
        return view! { <div class="verdict-box" role="status">{marked("check", "outcome open", "Right.")}</div> }.into_any();
    }
    // A repaired line has a mark of its own beside those of its demands, and is itself no demand.
    let demands = of.marks.iter().filter(|mark| mark.field.starts_with("demand-")).count();
    let counted = || of.marks.iter().filter(|mark| demands == 0 || mark.field.starts_with("demand-"));
    let wrong = counted().filter(|mark| !mark.right).count();
    let said = match (of.complete, wrong, counted().count()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use labs::exercise::{Answer, Exercise};

    #[test]
    fn j7_only_the_demands_that_are_shown_are_counted() {
        let (_, exercise, _): (_, &std::sync::Arc<Exercise>, _) =
            crate::find_exercise("host-prefix").expect("an exercise of chapter 2");
        let right = exercise.right_answer(0).remove("line").expect("a line");
        let line = right.replace("SameSite=Lax", "SameSite=None");
        let verdict_of_line = exercise.grade(0, &Answer::from([("line".to_owned(), line)]));
        let html = verdict(&verdict_of_line, 1).to_html();
        assert!(html.contains("Not yet. 6 of 7 are right."), "{html}");
        let labs::exercise::Form::Repair { demands, .. } = exercise.question(0).form else {
            panic!("a repair")
        };
        assert_eq!(demands.len(), 7);
    }
}
