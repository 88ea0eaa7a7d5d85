//! The kind `choose`: one option of several is right.

use super::{Answer, Choice, Form, Mark, Verdict, kind::Kind, question::key, variant::Variant};
use serde::Deserialize;

/// The keys of this kind in an exercise's TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    /// How many options one variant shows.
    show: usize,
    options: Vec<AnswerOption>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerOption {
    text: String,
    right: bool,
    because: String,
}

const FIELD: &str = "choice";

impl Choose {
    /// The options of a variant in their order on the page: one right option, and wrong ones.
    fn drawn(&self, variant: &Variant) -> Vec<&AnswerOption> {
        let mut random = variant.random("options");
        let (right, wrong): (Vec<&AnswerOption>, Vec<&AnswerOption>) =
            self.options.iter().partition(|option| option.right);
        let mut drawn = random.draw(&right, 1);
        drawn.extend(random.draw(&wrong, self.show.saturating_sub(1)));
        random.shuffle(&mut drawn);
        drawn
    }
}

impl Kind for Choose {
    fn check(&self) -> Result<(), String> {
        let right = self.options.iter().filter(|option| option.right).count();
        let wrong = self.options.len() - right;
        if self.show < 2 {
            return Err("`show` is 2 at least.".to_owned());
        }
        if right == 0 {
            return Err("No option is right.".to_owned());
        }
        if wrong < self.show {
            return Err(format!(
                "With `show` at {0} there are {0} wrong options at least; here are {wrong}.",
                self.show
            ));
        }
        Ok(())
    }

    fn texts(&self) -> Vec<&str> {
        self.options.iter().flat_map(|option| [option.text.as_str(), option.because.as_str()]).collect()
    }

    fn form(&self, variant: &Variant) -> Form {
        let options = self.drawn(variant).into_iter().enumerate();
        Form::Choose {
            options: options.map(|(at, option)| Choice::at(at, variant.fill(&option.text))).collect(),
        }
    }

    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict {
        let drawn = self.drawn(variant);
        let chosen = answer.get(FIELD).and_then(|said| (0..drawn.len()).find(|&at| key(at) == *said));
        match chosen.map(|at| drawn[at]) {
            None => {
                let mark = Mark::new(FIELD, false, "Nothing is chosen yet.");
                Verdict::incomplete("Choose one.".to_owned(), vec![mark])
            }
            Some(option) if option.right => {
                Verdict::right(vec![Mark::new(FIELD, true, variant.fill(&option.because))])
            }
            Some(option) => Verdict::wrong(
                format!("“{}” is not it.", variant.fill(&option.text)),
                Some(variant.fill(&option.because)),
                vec![Mark::new(FIELD, false, "Another one is right.")],
            ),
        }
    }

    fn worked_solution(&self, variant: &Variant) -> String {
        let (right, wrong): (Vec<&AnswerOption>, Vec<&AnswerOption>) =
            self.drawn(variant).into_iter().partition(|option| option.right);
        let mut worked = String::new();
        for option in right {
            worked += &format!("**{}** {}\n", variant.fill(&option.text), variant.fill(&option.because));
        }
        worked += "\nNot the others:\n\n";
        for option in wrong {
            worked += &format!("- {} – {}\n", variant.fill(&option.text), variant.fill(&option.because));
        }
        worked
    }

    fn right_answer(&self, variant: &Variant) -> Answer {
        let right = self.drawn(variant).iter().position(|option| option.right);
        right.map(|at| (FIELD.to_owned(), key(at))).into_iter().collect()
    }

    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer> {
        let wrong = self.drawn(variant).into_iter().enumerate().filter(|(_, option)| !option.right);
        wrong.map(|(at, _)| Answer::from([(FIELD.to_owned(), key(at))])).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::exercise::{Answer, Exercise, Form};

    const TEXT: &str = r#"
        kind = "choose"
        ability = "securing"
        title = "Who cannot read it"
        question = "What does `HttpOnly` do?"
        hints = ["a", "b", "c"]
        show = 3
        options = [
            { text = "It hides the cookie from scripts", right = true, because = "That is its whole purpose." },
            { text = "`document.cookie` leaves it out", right = true, because = "Scripts read nothing else." },
            { text = "It encrypts the value", right = false, because = "Nothing is encrypted by it." },
            { text = "It keeps HTTPS away", right = false, because = "It says nothing about HTTPS." },
            { text = "It ends the session", right = false, because = "It has no time in it." },
        ]
    "#;

    fn read(variant: u64) -> (Exercise, Vec<String>) {
        let exercise = Exercise::read("http-only", TEXT).unwrap();
        let Form::Choose { options } = exercise.question(variant).form else { panic!("no choice") };
        (exercise, options.into_iter().map(|option| option.text).collect())
    }

    #[test]
    fn exactly_one_option_is_right() {
        for variant in 0..50 {
            let (exercise, options) = read(variant);
            assert_eq!(options.len(), 3);
            let right = |at: usize| {
                let answer = Answer::from([("choice".to_owned(), format!("s{}", at + 1))]);
                exercise.grade(variant, &answer).right
            };
            assert_eq!((0..3).filter(|&at| right(at)).count(), 1, "{options:?}");
        }
    }

    #[test]
    fn a_wrong_choice_hears_its_own_reason() {
        let (variant, at) = (0..)
            .find_map(|variant| {
                read(variant).1.iter().position(|text| text == "It ends the session").map(|at| (variant, at))
            })
            .unwrap();
        let answer = Answer::from([("choice".to_owned(), format!("s{}", at + 1))]);
        let verdict = read(variant).0.grade(variant, &answer);
        assert!(verdict.complete && !verdict.right);
        assert_eq!(verdict.difference.as_deref(), Some("“It ends the session” is not it."));
        assert_eq!(verdict.case.as_deref(), Some("It has no time in it."));
        assert_eq!(verdict.marks.len(), 1);
    }

    #[test]
    fn no_choice_is_no_wrong_answer_yet() {
        let (exercise, _) = read(0);
        for said in [None, Some(""), Some("s4"), Some("s0"), Some("It ends the session")] {
            let answer = said.map(|said| ("choice".to_owned(), said.to_owned())).into_iter().collect();
            let verdict = exercise.grade(0, &answer);
            assert!(!verdict.complete && !verdict.right, "{said:?}");
            assert_eq!(verdict.difference.as_deref(), Some("Choose one."));
        }
        let worked = exercise.worked_solution(0);
        assert!(worked.starts_with("**") && worked.contains("\nNot the others:\n"), "{worked}");
    }
}
