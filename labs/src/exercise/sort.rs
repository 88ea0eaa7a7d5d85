//! The kind `sort`: put each case into the bin that it belongs to.

use super::{Answer, Choice, Form, Mark, Verdict, kind::Kind, question::key, variant::Variant};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The keys of this kind in an exercise's TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sort {
    /// The text of each bin by its key. The map loses their order, so each value knows its position in the TOML.
    bins: BTreeMap<String, Spanned<String>>,
    /// How many cases one variant shows.
    show: usize,
    cases: Vec<Case>,
}

/// A case, the key of its bin, and why it belongs there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    bin: String,
    because: String,
}

impl Sort {
    /// The cases of a variant in their order on the page. Every bin has at least one.
    fn drawn(&self, variant: &Variant) -> Vec<&Case> {
        let mut random = variant.random("cases");
        let mut rest: Vec<&Case> = self.cases.iter().collect();
        let mut drawn = Vec::new();
        random.shuffle(&mut rest);
        for bin in self.bins.keys() {
            if let Some(at) = rest.iter().position(|case| case.bin == *bin) {
                drawn.push(rest.remove(at));
            }
        }
        drawn.extend(rest);
        drawn.truncate(self.show);
        random.shuffle(&mut drawn);
        drawn
    }

    /// The key and the text of each bin, in the order of the TOML.
    fn bins(&self) -> Vec<(&str, &str)> {
        let mut bins: Vec<_> = self.bins.iter().collect();
        bins.sort_by_key(|(_, text)| text.span().start);
        bins.into_iter().map(|(key, text)| (key.as_str(), text.get_ref().as_str())).collect()
    }

    /// The text of a bin in a variant.
    fn bin(&self, variant: &Variant, key: &str) -> String {
        self.bins.get(key).map(|text| variant.fill(text.get_ref())).unwrap_or_default()
    }
}

impl Kind for Sort {
    fn check(&self) -> Result<(), String> {
        if !(2..=4).contains(&self.bins.len()) {
            return Err(format!("There are 2 to 4 bins; here are {}.", self.bins.len()));
        }
        if let Some(case) = self.cases.iter().find(|case| !self.bins.contains_key(&case.bin)) {
            return Err(format!("“{}” goes into `{}`, which is no bin.", case.text, case.bin));
        }
        if let Some(bin) = self.bins.keys().find(|bin| !self.cases.iter().any(|case| case.bin == **bin)) {
            return Err(format!("No case goes into the bin `{bin}`."));
        }
        if self.show < self.bins.len() {
            return Err(format!("`show` is {}; every bin needs a case.", self.show));
        }
        if self.cases.len() < self.show.saturating_add(3) {
            return Err(format!(
                "With `show` at {} there are {} cases at least; here are {}.",
                self.show,
                self.show.saturating_add(3),
                self.cases.len()
            ));
        }
        Ok(())
    }

    fn texts(&self) -> Vec<&str> {
        let cases = self.cases.iter().flat_map(|case| [case.text.as_str(), case.because.as_str()]);
        self.bins.values().map(|text| text.get_ref().as_str()).chain(cases).collect()
    }

    fn form(&self, variant: &Variant) -> Form {
        let bins = self.bins().into_iter();
        let cases = self.drawn(variant).into_iter().enumerate();
        Form::Sort {
            bins: bins.map(|(key, text)| Choice { key: key.to_owned(), text: variant.fill(text) }).collect(),
            cases: cases.map(|(at, case)| Choice::at(at, variant.fill(&case.text))).collect(),
        }
    }

    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict {
        let (mut marks, mut first_wrong, mut missing) = (Vec::new(), None, 0);
        for (at, case) in self.drawn(variant).into_iter().enumerate() {
            let field = key(at);
            // A value that is no bin counts as unanswered, not as wrong.
            let said = answer.get(&field).filter(|bin| self.bins.contains_key(*bin));
            marks.push(match said {
                Some(bin) if *bin == case.bin => Mark::new(&field, true, variant.fill(&case.because)),
                Some(_) => Mark::new(&field, false, "It belongs elsewhere."),
                None => Mark::new(&field, false, "It has no place yet."),
            });
            match said {
                None => missing += 1,
                Some(bin) if *bin != case.bin => {
                    first_wrong.get_or_insert((case, bin));
                }
                Some(_) => {}
            }
        }
        // As long as a case has no bin the answer is incomplete, whatever the others are.
        if missing > 0 {
            let says = match missing {
                1 => "Give every case a place; one has none yet.".to_owned(),
                n => format!("Give every case a place; {n} have none yet."),
            };
            return Verdict::incomplete(says, marks);
        }
        match first_wrong {
            Some((case, bin)) => Verdict::wrong(
                format!("“{}” does not belong under “{}”.", variant.fill(&case.text), self.bin(variant, bin)),
                Some(variant.fill(&case.because)),
                marks,
            ),
            None => Verdict::right(marks),
        }
    }

    fn worked_solution(&self, variant: &Variant) -> String {
        let line = |case: &Case| {
            let bin = self.bin(variant, &case.bin);
            format!("- {} – **{bin}**. {}\n", variant.fill(&case.text), variant.fill(&case.because))
        };
        self.drawn(variant).into_iter().map(line).collect()
    }

    fn right_answer(&self, variant: &Variant) -> Answer {
        self.drawn(variant).into_iter().enumerate().map(|(at, case)| (key(at), case.bin.clone())).collect()
    }

    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer> {
        let right = self.right_answer(variant);
        let elsewhere = |(field, bin): (&String, &String)| {
            let other = self.bins.keys().find(|key| *key != bin)?;
            let mut answer = right.clone();
            answer.insert(field.clone(), other.clone());
            Some(answer)
        };
        right.iter().filter_map(elsewhere).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::exercise::{Answer, Exercise, Form};

    const TEXT: &str = r#"
        kind = "sort"
        ability = "sessions"
        title = "Who is it?"
        question = "Does the server know?"
        hints = ["a", "b", "c"]
        show = 3
        cases = [
            { text = "with the cookie of {person}", bin = "knows", because = "The id leads to the row." },
            { text = "with a valid token", bin = "knows", because = "The token says so." },
            { text = "after a reload", bin = "knows", because = "The jar sends it again." },
            { text = "without a cookie", bin = "forgets", because = "Nothing links the two." },
            { text = "from another browser", bin = "forgets", because = "Another jar." },
            { text = "after the row is gone", bin = "forgets", because = "The id leads nowhere." },
        ]
        [bins]
        knows = "It knows"
        forgets = "It does not"
        [vary]
        person = ["Ana", "Ben"]
    "#;

    #[test]
    fn every_bin_has_a_case_and_bins_stand_as_written() {
        let exercise = Exercise::read("who", TEXT).unwrap();
        for variant in 0..100 {
            let Form::Sort { bins, cases } = exercise.question(variant).form else { panic!("no sort") };
            assert_eq!(bins.iter().map(|bin| bin.key.as_str()).collect::<Vec<_>>(), ["knows", "forgets"]);
            assert_eq!(cases.iter().map(|case| case.key.as_str()).collect::<Vec<_>>(), ["s1", "s2", "s3"]);
            let right = exercise.right_answer(variant);
            assert!(right.values().any(|bin| bin == "knows") && right.values().any(|bin| bin == "forgets"));
        }
    }

    #[test]
    fn the_first_case_in_a_wrong_bin_is_named_with_its_reason() {
        let exercise = Exercise::read("who", TEXT).unwrap();
        let Form::Sort { cases, .. } = exercise.question(0).form else { panic!("no sort") };
        let mut answer = exercise.right_answer(0);
        for field in ["s2", "s3"] {
            let other = if answer[field] == "knows" { "forgets" } else { "knows" };
            answer.insert(field.to_owned(), other.to_owned());
        }
        let verdict = exercise.grade(0, &answer);
        assert!(verdict.complete && !verdict.right);
        let difference = verdict.difference.unwrap();
        let bin = if answer["s2"] == "knows" { "It knows" } else { "It does not" };
        assert_eq!(difference, format!("“{}” does not belong under “{bin}”.", cases[1].text));
        let right: Vec<bool> = verdict.marks.iter().map(|mark| mark.right).collect();
        assert_eq!(right, [true, false, false]);
        let worked = exercise.worked_solution(0);
        let reason = verdict.case.unwrap();
        assert!(
            worked.lines().any(|line| line.contains(&cases[1].text) && line.ends_with(&reason)),
            "{worked}"
        );
    }

    #[test]
    fn a_case_without_a_place_is_no_wrong_answer_yet() {
        let exercise = Exercise::read("who", TEXT).unwrap();
        let mut answer = exercise.right_answer(0);
        answer.insert("s1".to_owned(), "nowhere".to_owned());
        let verdict = exercise.grade(0, &answer);
        assert_eq!(verdict.difference.as_deref(), Some("Give every case a place; one has none yet."));
        assert!(!verdict.right && !verdict.complete && verdict.marks[1].right);
        let verdict = exercise.grade(0, &Answer::new());
        assert_eq!(verdict.difference.as_deref(), Some("Give every case a place; 3 have none yet."));
    }
}
