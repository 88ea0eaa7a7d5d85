//! The order of the steps in an ordering exercise, and what the buttons that move a step make of it.
//!
//! An order can be given in three ways that all end in the same fields: by choosing numbers, by these buttons, and by
//! dragging (`frontend/page/order.js`, where scripts run).

use labs::exercise::{Answer, Choice};

/// The steps as they stand on the page: by their numbers, then those without one, and last those that are no part of it.
pub fn in_order<'a>(steps: &'a [Choice], answer: &Answer) -> Vec<&'a Choice> {
    let mut steps: Vec<&Choice> = steps.iter().collect();
    steps.sort_by_key(|step| match answer.get(&step.key).map(String::as_str) {
        Some("none") => usize::MAX,
        Some(number) => number.parse().unwrap_or(usize::MAX - 1),
        None => usize::MAX - 1,
    });
    steps
}

/// The value of a button that moves a step.
pub fn button_value(step: &Choice, is_up: bool) -> String {
    format!("{} {}", if is_up { "up" } else { "down" }, step.key)
}

/// The answer after such a button was pressed: every step that is a part of the sequence has the number of its place. A step
/// that was no part of it comes in at the end. A value that no button has changes nothing.
pub fn moved(steps: &[Choice], answer: &Answer, pressed: &str) -> Answer {
    let is_part = |step: &&Choice| answer.get(&step.key).is_none_or(|place| place != "none");
    let Some((way, key)) = pressed.split_once(' ') else { return answer.clone() };
    let (mut parts, mut others): (Vec<&Choice>, Vec<&Choice>) =
        in_order(steps, answer).into_iter().partition(is_part);
    if let Some(at) = others.iter().position(|step| step.key == key) {
        parts.push(others.remove(at));
    } else if let Some(at) = parts.iter().position(|step| step.key == key) {
        let to = if way == "up" { at.saturating_sub(1) } else { (at + 1).min(parts.len() - 1) };
        parts.swap(at, to);
    }
    let numbered = parts.iter().enumerate().map(|(n, step)| (step.key.clone(), (n + 1).to_string()));
    numbered.chain(others.iter().map(|step| (step.key.clone(), "none".to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<Choice> {
        ["a", "b", "c"].map(|key| Choice { key: key.to_owned(), text: key.to_owned() }).to_vec()
    }

    fn answer(of: &[(&str, &str)]) -> Answer {
        of.iter().map(|(key, place)| ((*key).to_owned(), (*place).to_owned())).collect()
    }

    #[test]
    fn a_move_numbers_all_steps_in_the_order_in_which_they_stand() {
        assert_eq!(moved(&steps(), &Answer::new(), "up b"), answer(&[("b", "1"), ("a", "2"), ("c", "3")]));
        let given = answer(&[("a", "9"), ("b", ""), ("c", "2")]);
        assert_eq!(moved(&steps(), &given, "down c"), answer(&[("a", "1"), ("c", "2"), ("b", "3")]));
        assert_eq!(moved(&steps(), &given, "up c"), answer(&[("c", "1"), ("a", "2"), ("b", "3")]));
    }

    #[test]
    fn what_is_no_part_of_it_stays_out_until_it_is_moved_itself() {
        let given = answer(&[("a", "none"), ("b", "1"), ("c", "2")]);
        let after = moved(&steps(), &given, "down b");
        assert_eq!(after, answer(&[("c", "1"), ("b", "2"), ("a", "none")]));
        assert_eq!(moved(&steps(), &after, "up a"), answer(&[("c", "1"), ("b", "2"), ("a", "3")]));
        assert_eq!(moved(&steps(), &given, "sideways"), given);
    }
}
