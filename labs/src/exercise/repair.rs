//! The kind `repair`: change a `Set-Cookie` line until it meets every requirement.
//!
//! What is graded is what the jar does with the line, not how it is written, so every right spelling passes. The cookie's
//! value must stay as it was: a line that carries something else has not been repaired.

use super::{
    Answer, Form, Mark, Verdict,
    kind::Kind,
    requirement::{AttemptedLine, Requirement},
    simulation,
    variant::Variant,
};
use crate::cookie::{SetCookie, Url};
use serde::Deserialize;

/// The keys of this kind in an exercise's TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repair {
    /// The address that sends the line.
    from: String,
    /// Faulty lines; a variant shows one.
    faults: Vec<Fault>,
    #[serde(rename = "demands")]
    requirements: Vec<Requirement>,
    /// A line that meets every requirement.
    answer: String,
}

/// A faulty line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    line: String,
}

const FIELD: &str = "line";

/// The longest line that is graded, in characters: the most that a cookie may have, and room for its attributes.
const LINE_CHARS_MAX: usize = 4200;

impl Repair {
    /// The faulty line that a variant shows.
    fn fault(&self, variant: &Variant) -> String {
        let fault = variant.random("fault").pick(&self.faults).map(|fault| variant.fill(&fault.line));
        fault.unwrap_or_default() // `check` has made sure that there are three
    }

    /// The requirements that a line misses, each with the jar's sentence about it.
    fn missed(&self, variant: &Variant, line: &str) -> Vec<(String, String)> {
        let tried = AttemptedLine::new(&variant.fill(&self.from), line);
        let missed =
            |demand: &Requirement| Some((variant.fill(&demand.says), demand.missed(variant, &tried)?));
        self.requirements.iter().filter_map(missed).collect()
    }

    /// The cookie's value, which a repaired line must still carry.
    fn value(&self, variant: &Variant) -> String {
        SetCookie::parse(&variant.fill(&self.answer)).map(|header| header.value).unwrap_or_default()
    }

    /// A list in Markdown of what each attribute of the answer is there for. It is found by leaving the attribute out and
    /// looking which requirements are missed then, so no text has to say it.
    fn attributes(&self, variant: &Variant, answer: &str) -> String {
        let mut pieces = answer.split(';').map(str::trim);
        let pair = pieces.next().unwrap_or_default();
        let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
        let mut says = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            let others = pieces.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, piece)| *piece);
            let without = [pair].into_iter().chain(others).collect::<Vec<_>>().join("; ");
            let meaning = SetCookie::parse(&format!("{pair}; {piece}")).ok();
            let meaning = meaning.and_then(|header| header.attributes.first().map(|a| a.meaning.to_string()));
            let missed: Vec<String> =
                self.missed(variant, &without).into_iter().map(|(demand, _)| format!("“{demand}”")).collect();
            let needed = match missed.as_slice() {
                [] => "No demand here needs it.".to_owned(),
                missed => format!("Without it this would not hold: {}.", missed.join(", ")),
            };
            says += &format!("- `{piece}` – {} {needed}\n", meaning.unwrap_or_default());
        }
        says
    }
}

impl Kind for Repair {
    fn check(&self) -> Result<(), String> {
        if self.faults.len() < 3 {
            return Err(format!("There are three faults at least; here are {}.", self.faults.len()));
        }
        if self.requirements.is_empty() {
            return Err("Nothing is demanded of the line.".to_owned());
        }
        Ok(())
    }

    fn texts(&self) -> Vec<&str> {
        let faults = self.faults.iter().map(|fault| fault.line.as_str());
        let demands = self.requirements.iter().flat_map(Requirement::texts);
        [self.from.as_str(), self.answer.as_str()].into_iter().chain(faults).chain(demands).collect()
    }

    fn form(&self, variant: &Variant) -> Form {
        Form::Repair {
            from: variant.fill(&self.from),
            line: self.fault(variant),
            demands: self.requirements.iter().map(|demand| variant.fill(&demand.says)).collect(),
        }
    }

    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict {
        let incomplete =
            |says: &str| Verdict::incomplete(says.to_owned(), vec![Mark::new(FIELD, false, says)]);
        let line = answer.get(FIELD).map(|line| without_name(line.trim())).unwrap_or_default();
        if line.is_empty() {
            return incomplete("Write the line as it should be.");
        }
        if line.chars().nth(LINE_CHARS_MAX).is_some() {
            return incomplete("A line has 4,200 characters at most here; this one has more.");
        }
        // The jar decides, requirement by requirement. A line that it refuses misses all that ask for a stored cookie.
        let missed = self.missed(variant, line);
        let count = self.requirements.len();
        let mark = |right: bool| {
            Mark::new(FIELD, right, format!("{} of {count} demands hold.", count - missed.len()))
        };
        // Several requirements may be missed; the first is explained, and all are marked.
        if let Some((demand, case)) = missed.first() {
            let difference = format!("“{demand}” does not hold yet.");
            let of_demand = |(n, demand): (usize, &Requirement)| {
                let says = variant.fill(&demand.says);
                let holds = missed.iter().all(|(missed, _)| *missed != says);
                Mark::new(&format!("demand-{n}"), holds, "")
            };
            let marks = self.requirements.iter().enumerate().map(of_demand);
            let marks = [mark(false)].into_iter().chain(marks).collect();
            return Verdict::wrong(difference, Some(case.clone()), marks);
        }
        // All requirements hold. What is left to check is that it is still the same cookie.
        let value = self.value(variant);
        if SetCookie::parse(line).is_ok_and(|header| header.value == value) {
            return Verdict::right(vec![mark(true)]);
        }
        Verdict::wrong(
            "The cookie carries another value now.".to_owned(),
            Some(format!("It should still be `{value}`; only what is around it should be mended.")),
            vec![Mark::new(FIELD, false, "The demands hold, but for another cookie.")],
        )
    }

    fn worked_solution(&self, variant: &Variant) -> String {
        let answer = variant.fill(&self.answer);
        let mut worked =
            format!("```http\nSet-Cookie: {answer}\n```\n\n{}", self.attributes(variant, &answer));
        if let Some((demand, case)) = self.missed(variant, &self.fault(variant)).first() {
            worked += &format!("\nAs the line was, “{demand}” did not hold. {case}\n");
        }
        worked
    }

    fn right_answer(&self, variant: &Variant) -> Answer {
        Answer::from([(FIELD.to_owned(), variant.fill(&self.answer))])
    }

    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer> {
        let faults = self.faults.iter().map(|fault| variant.fill(&fault.line));
        let emptied = variant.fill(&self.answer).replacen(&self.value(variant), "", 1);
        let wrong = faults.chain([emptied, "=".to_owned(), "a=\0".to_owned()]);
        wrong.map(|line| Answer::from([(FIELD.to_owned(), line)])).collect()
    }

    fn prove(&self, variant: &Variant) -> Result<(), String> {
        for address in [&self.from].into_iter().chain(self.requirements.iter().filter_map(Requirement::to)) {
            let address = variant.fill(address);
            Url::parse(&address).map_err(|bad| format!("`{address}` is no address: {bad}"))?;
        }
        let answer = variant.fill(&self.answer);
        if let Some((demand, case)) = self.missed(variant, &answer).first() {
            return Err(format!("The answer `{answer}` misses “{demand}”. {case}"));
        }
        if simulation::cookie_name(&answer).is_none() || self.value(variant).is_empty() {
            return Err(format!("The answer `{answer}` has no value to keep."));
        }
        let faults = self.faults.iter().map(|fault| variant.fill(&fault.line));
        match faults.into_iter().find(|line| self.missed(variant, line).is_empty()) {
            Some(line) => Err(format!("The fault `{line}` is none: it meets every demand.")),
            None => Ok(()),
        }
    }
}

/// The line without the header's name, which some learners write in front of it.
fn without_name(line: &str) -> &str {
    const NAME: &str = "set-cookie:";
    match line.get(..NAME.len()) {
        Some(start) if start.eq_ignore_ascii_case(NAME) => line[NAME.len()..].trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use crate::exercise::{Answer, Exercise, Form, Verdict};

    const TEXT: &str = r#"
        kind = "repair"
        ability = "securing"
        title = "Mend it"
        question = "Mend the line."
        hints = ["a", "b", "c"]
        from = "https://{host}/sign-in"
        answer = "session={n}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400"
        faults = [
            { line = "session={n}; Path=/account; HttpOnly" },
            { line = "session={n}; Path=/; Secure; SameSite=None" },
            { line = "session={n}; Path=/; SameSite=None" },
        ]
        demands = [
            { says = "The browser keeps it", kept = true },
            { says = "It goes to every page", to = "https://{host}/orders", how = "own", sent = true },
            { says = "Scripts do not see it", to = "https://{host}/", how = "script", sent = false },
            { says = "It never travels in the open", to = "http://{host}/", how = "own", sent = false },
            { says = "Forms elsewhere do not have it", to = "https://{host}/", how = "form-elsewhere", sent = false },
            { says = "It lasts an hour at least", lasts_min = 3600 },
            { says = "It lasts two weeks at most", lasts_max = 1209600 },
        ]
        [vary]
        host = ["shop.example", "books.example"]
    "#;

    fn exercise() -> Exercise {
        Exercise::read("mend", TEXT).unwrap()
    }

    fn value() -> String {
        let line = exercise().right_answer(0).remove("line").unwrap();
        line.split(';').next().unwrap().to_owned()
    }

    /// What is said to a line, in which `session` is the name and the value as given.
    fn grade(line: &str) -> Verdict {
        let line = line.replacen("session", &value(), 1);
        exercise().grade(0, &Answer::from([("line".to_owned(), line)]))
    }

    #[test]
    fn the_first_demand_that_is_missed_is_named_with_what_the_jar_says() {
        for (line, difference, case) in [
            (
                "session; SameSite=None",
                "The browser keeps it",
                "`SameSite=None` needs `Secure` beside it, by the standard and in Chromium.",
            ),
            (
                "session; Max-Age=0",
                "The browser keeps it",
                "Nothing changed. It has run out already, and there",
            ),
            (
                "session; Path=/account",
                "It goes to every page",
                "It goes to `/account` and the paths below it.",
            ),
            ("session", "Scripts do not see it", "It is sent. Nothing holds it back: the host is"),
            (
                "session; HttpOnly",
                "It never travels in the open",
                "It is sent. Nothing holds it back: the host is",
            ),
            (
                "session; HttpOnly; Secure; SameSite=None",
                "Forms elsewhere do not have it",
                "It is sent. Nothing holds it back: the host is",
            ),
            (
                "session; HttpOnly; Secure",
                "It lasts an hour at least",
                "No `Max-Age` and no `Expires`, so it lasts until the browser is closed, or longer",
            ),
            (
                "session; HttpOnly; Secure; Max-Age=3599",
                "It lasts an hour at least",
                "`Max-Age=3599`: Lasts 3599 seconds from its arrival.",
            ),
            (
                "session; HttpOnly; Secure; Expires=Sun, 15 Mar 2026 12:00:01 GMT",
                "It lasts two weeks at most",
                "`Expires=Sun, 15 Mar 2026 12:00:01 GMT`: Lasts until 15 Mar 2026, 12:00 UTC,",
            ),
        ] {
            let verdict = grade(line);
            assert!(verdict.complete && !verdict.right, "{line}");
            assert_eq!(verdict.difference, Some(format!("“{difference}” does not hold yet.")), "{line}");
            let seen = verdict.case.unwrap();
            assert!(seen.starts_with(case), "{line}: {seen}");
        }
    }

    #[test]
    fn any_line_that_does_it_is_right() {
        for line in [
            "session; HttpOnly; Secure; Max-Age=3600",
            "  Set-Cookie: session; max-age=1209600; secure; HTTPONLY; SameSite=Strict\r\n",
            "session;Secure;HttpOnly;Expires=Sun, 15 Mar 2026 12:00:00 GMT",
        ] {
            let verdict = grade(line);
            assert!(verdict.right && verdict.complete, "{line} {verdict:?}");
        }
        assert_eq!(grade("session; Path=/account").marks[0].says, "4 of 7 demands hold.");
    }

    #[test]
    fn another_value_mends_nothing() {
        let verdict = exercise().grade(
            0,
            &Answer::from([("line".to_owned(), "session=x; HttpOnly; Secure; Max-Age=3600".to_owned())]),
        );
        assert!(verdict.complete && !verdict.right);
        assert_eq!(verdict.difference.as_deref(), Some("The cookie carries another value now."));
    }

    #[test]
    fn l9_another_name_mends_nothing_where_the_name_is_asked_for() {
        let named = r#"{ says = "Its name is `session`", named = "session" },
            { says = "The browser keeps it", kept = true },"#;
        let text = TEXT.replacen(r#"{ says = "The browser keeps it", kept = true },"#, named, 1);
        let exercise = Exercise::read("mend", &text).unwrap();
        let right = exercise.right_answer(0).remove("line").unwrap();
        let renamed = right.replacen("session", "__Host-session", 1);
        let grade = |line: &str| exercise.grade(0, &Answer::from([("line".to_owned(), line.to_owned())]));
        assert!(grade(&right).right);
        let verdict = grade(&renamed);
        assert!(verdict.complete && !verdict.right);
        assert_eq!(verdict.difference.as_deref(), Some("“Its name is `session`” does not hold yet."));
        assert_eq!(verdict.case.as_deref(), Some("The name is `__Host-session` now."));
        assert_eq!(exercise.prove(), Ok(()));
    }

    #[test]
    fn empty_and_endless_lines_are_no_wrong_answers_yet() {
        for (line, says) in [
            ("", "Write the line as it should be."),
            (" \r\n", "Write the line as it should be."),
            ("Set-Cookie:", "Write the line as it should be."),
            (&"é".repeat(4201), "A line has 4,200 characters at most here; this one has more."),
        ] {
            let verdict = exercise().grade(0, &Answer::from([("line".to_owned(), line.to_owned())]));
            assert!(!verdict.complete && !verdict.right);
            assert_eq!(verdict.difference.as_deref(), Some(says));
        }
        assert!(!exercise().grade(0, &Answer::new()).complete);
        // At the bound it is an answer, and the jar's to refuse.
        let verdict = exercise().grade(0, &Answer::from([("line".to_owned(), "v".repeat(4200))]));
        assert_eq!(verdict.case.unwrap(), "Name and value have 4200 octets together; 4096 are the most.");
        let verdict = exercise().grade(0, &Answer::from([("line".to_owned(), "a=\0\n; Path=/".to_owned())]));
        assert_eq!(
            verdict.case.unwrap(),
            "There is a control character in the header, so all of it is dropped."
        );
    }

    #[test]
    fn the_worked_solution_says_what_each_attribute_is_for() {
        let worked = exercise().worked_solution(0);
        for says in [
            "- `HttpOnly` – Scripts on the page do not see it. No value changes that. Without it this would not hold: \
             “Scripts do not see it”.",
            "- `SameSite=Lax` – Goes with requests that begin on the site itself, and when a link on another site \
             opens a page here. No demand here needs it.",
            "\nAs the line was, “",
        ] {
            assert!(worked.contains(says), "{worked}");
        }
        let Form::Repair { demands, .. } = exercise().question(0).form else { panic!() };
        assert_eq!(demands.len(), 7);
    }
}
