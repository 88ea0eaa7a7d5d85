//! How deep quotes, lists and marks may stand in each other.
//!
//! Twenty thousand `>` in a row are as many quotes in each other, and the sanitizer's time grows with the square of the depth:
//! they took 0.8 s. Nobody means more than a few, so what is deeper keeps its text and loses the marks around it.

use pulldown_cmark::{Event, Tag, TagEnd};

/// The deepest that quotes, lists, links and emphasis may be nested.
pub(super) const DEPTH_MAX: usize = 16;

/// The marks around the place that is read just now.
#[derive(Default)]
pub(super) struct Nesting {
    /// One for each mark that is open: whether it is kept.
    open: Vec<bool>,
    kept: usize,
}

impl Nesting {
    /// The event, or what stands in its place where it is nested too deeply.
    pub fn flatten<'a>(&mut self, event: Event<'a>) -> Event<'a> {
        let nothing = || Event::Text("".into());
        match &event {
            // An item goes with its list, around which it cannot be alone.
            Event::Start(Tag::Item) => {
                let is_kept = self.open.last().copied().unwrap_or(true);
                self.open.push(is_kept);
                // Without the list, its items stand in lines of their own.
                if is_kept { event } else { Event::SoftBreak }
            }
            Event::End(TagEnd::Item) => {
                if self.open.pop().unwrap_or(true) {
                    event
                } else {
                    nothing()
                }
            }
            Event::Start(tag) if nests(&tag.to_end()) => {
                let is_kept = self.kept < DEPTH_MAX;
                self.kept += usize::from(is_kept);
                self.open.push(is_kept);
                if is_kept { event } else { nothing() }
            }
            Event::End(tag) if nests(tag) => {
                let is_kept = self.open.pop().unwrap_or(true);
                self.kept -= usize::from(is_kept);
                if is_kept { event } else { nothing() }
            }
            _ => event,
        }
    }
}

/// Whether elements of this kind can stand in each other.
fn nests(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_only_so_many_marks_stand_in_each_other_and_each_kept_one_ends() {
        let mut nesting = Nesting::default();
        let starts = (0..40).map(|_| Event::Start(Tag::Emphasis));
        let ends = (0..40).map(|_| Event::End(TagEnd::Emphasis));
        let all: Vec<_> = starts.chain(ends).map(|event| nesting.flatten(event)).collect();
        let count = |of: &Event<'_>| all.iter().filter(|event| *event == of).count();
        assert_eq!(count(&Event::Start(Tag::Emphasis)), DEPTH_MAX);
        assert_eq!(count(&Event::End(TagEnd::Emphasis)), DEPTH_MAX);
        assert_eq!(nesting.flatten(Event::Start(Tag::Strong)), Event::Start(Tag::Strong));
    }
}
