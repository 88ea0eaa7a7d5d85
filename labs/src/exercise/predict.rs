//! The kind `predict`: say which cookies go with a request. The jar decides what is right; no text says it.
//!
//! The lines are stored in one jar in the order shown, so a later one may replace or remove an earlier one.

use super::{
    Answer, Choice, Form, Line, Mark, Verdict, kind::Kind, question::key, simulation, variant::Variant,
};
use crate::cookie::{StoredCookie, Url};
use crate::jar_lab::RequestKind;
use serde::Deserialize;

/// The keys of this kind in an exercise's TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Predict {
    /// How many cookies one variant shows.
    show: usize,
    /// Lines to draw from, at least two more than are shown.
    cookies: Vec<CookieLine>,
    /// Requests to draw from, at least three.
    requests: Vec<RequestOption>,
}

/// A `Set-Cookie` line that a variant may show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CookieLine {
    /// The URL of the response.
    from: String,
    /// What follows `Set-Cookie:`.
    set: String,
}

/// A request that a variant may ask about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestOption {
    /// How it comes about, in words.
    says: String,
    /// The address that it goes to.
    to: String,
    /// How it comes about, for the jar.
    how: RequestKind,
}

/// A variant drawn: the lines shown, the request, and what the jar decides for each line.
struct DrawnVariant<'a> {
    lines: Vec<Line>,
    request: &'a RequestOption,
    to: String,
    outcomes: Vec<simulation::Outcome>,
}

/// How often the lines of a variant are drawn again when they replace one another so that all or none are sent.
const DRAWS_MAX: usize = 32;

impl Predict {
    /// Draws the variant so that some of its cookies are sent and some are not. `None` when the text has no request.
    ///
    /// An exercise in which all or none are sent would be answered by ticking everything or nothing. So the request is
    /// drawn from those that divide the lines, and at least one line of each side is drawn. A line alone says nothing
    /// sure about the same line among others, since these may replace it; that is why the draw is checked and repeated.
    fn drawn(&self, variant: &Variant) -> Option<DrawnVariant<'_>> {
        let lines: Vec<Line> = self.lines(variant);
        let mut random = variant.random("cookies");
        let kept: Vec<Option<StoredCookie>> =
            lines.iter().map(|line| simulation::store(&line.from, &line.set).ok()).collect();
        // For each line, whether its cookie would be sent if it were the only one in the jar.
        let alone = |request: &RequestOption| -> Vec<bool> {
            let (to, how) = (variant.fill(&request.to), request.how.request());
            kept.iter()
                .map(|kept| kept.as_ref().is_some_and(|cookie| simulation::send(cookie, &to, how).sent))
                .collect()
        };
        let has_both = |request: &RequestOption| alone(request).windows(2).any(|two| two[0] != two[1]);
        let mut requests: Vec<&RequestOption> =
            self.requests.iter().filter(|request| has_both(request)).collect();
        // No request divides the lines. Drawing goes on all the same, and `prove` reports it to the author.
        if requests.is_empty() {
            requests = self.requests.iter().collect();
        }
        let request = *random.pick(&requests)?;
        let to = variant.fill(&request.to);
        let alone = alone(request);
        let (going, staying): (Vec<usize>, Vec<usize>) = (0..lines.len()).partition(|&at| alone[at]);
        // One line of each side, then any others up to the number shown.
        let mut draw = || {
            let mut at = [random.draw(&going, 1), random.draw(&staying, 1)].concat();
            let rest: Vec<usize> = (0..lines.len()).filter(|line| !at.contains(line)).collect();
            at.extend(random.draw(&rest, self.show.saturating_sub(at.len())));
            random.shuffle(&mut at);
            let lines: Vec<Line> = at.iter().map(|&at| lines[at].clone()).collect();
            let outcomes = simulation::send_all(&lines, &to, request.how.request());
            DrawnVariant { lines, request, to: to.clone(), outcomes }
        };
        let mut drawn = draw();
        for _ in 1..DRAWS_MAX {
            if drawn.is_mixed() {
                break;
            }
            drawn = draw();
        }
        Some(drawn)
    }

    /// All lines of the text, with the variant's words in them.
    fn lines(&self, variant: &Variant) -> Vec<Line> {
        let line = |(number, line): (usize, &CookieLine)| Line {
            from: variant.fill(&line.from),
            set: variant.fill_line(number, &line.set),
        };
        self.cookies.iter().enumerate().map(line).collect()
    }
}

impl DrawnVariant<'_> {
    /// Whether some cookies are sent and some are not.
    fn is_mixed(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.sent) && !self.outcomes.iter().all(|outcome| outcome.sent)
    }

    /// The cookie's name as Markdown, with the number of its line when another cookie has the same name.
    fn label(&self, at: usize) -> String {
        let name = |line: &Line| simulation::cookie_name(&line.set).unwrap_or_else(|| line.set.clone());
        let own = name(&self.lines[at]);
        match self.lines.iter().filter(|line| name(line) == own).count() {
            1 => format!("`{own}`"),
            _ => format!("`{own}` (line {})", at + 1),
        }
    }

    /// The start of a sentence: the cookie, and whether it goes along.
    fn says(&self, at: usize) -> String {
        let goes = if self.outcomes[at].sent { "goes along" } else { "does not go along" };
        format!("{} {goes}", self.label(at))
    }
}

impl Kind for Predict {
    fn check(&self) -> Result<(), String> {
        if self.show < 2 {
            return Err("`show` is 2 at least.".to_owned());
        }
        let cookies_min = self.show.saturating_add(2);
        if self.cookies.len() < cookies_min {
            return Err(format!(
                "With `show` at {} there are {cookies_min} cookies at least; here are {}.",
                self.show,
                self.cookies.len()
            ));
        }
        if self.requests.len() < 3 {
            return Err(format!("There are three requests at least; here are {}.", self.requests.len()));
        }
        Ok(())
    }

    fn texts(&self) -> Vec<&str> {
        let cookies = self.cookies.iter().flat_map(|line| [&line.from, &line.set]);
        let requests = self.requests.iter().flat_map(|request| [&request.says, &request.to]);
        cookies.chain(requests).map(String::as_str).collect()
    }

    fn form(&self, variant: &Variant) -> Form {
        let Some(drawn) = self.drawn(variant) else {
            return Form::Predict { jar: vec![], request: String::new(), to: String::new(), cookies: vec![] };
        };
        Form::Predict {
            cookies: (0..drawn.lines.len()).map(|at| Choice::at(at, drawn.label(at))).collect(),
            request: variant.fill(&drawn.request.says),
            to: drawn.to,
            jar: drawn.lines,
        }
    }

    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict {
        let Some(drawn) = self.drawn(variant) else { return Verdict::right(vec![]) };
        let said = |at: usize| answer.get(&key(at)).is_some_and(|value| value == "on");
        let places = 0..drawn.lines.len();
        if !places.clone().any(said) {
            let marks = places.map(|at| Mark::new(&key(at), false, "It is not ticked."));
            let says = "Tick the cookies that go along; at least one does.";
            return Verdict::incomplete(says.to_owned(), marks.collect());
        }
        let mark = |at: usize| match said(at) == drawn.outcomes[at].sent {
            true => Mark::new(&key(at), true, &drawn.outcomes[at].why),
            false => Mark::new(&key(at), false, "It is the other way round."),
        };
        let marks: Vec<Mark> = places.map(mark).collect();
        match marks.iter().position(|mark| !mark.right) {
            Some(at) => {
                Verdict::wrong(format!("{}.", drawn.says(at)), Some(drawn.outcomes[at].why.clone()), marks)
            }
            None => Verdict::right(marks),
        }
    }

    fn worked_solution(&self, variant: &Variant) -> String {
        let Some(drawn) = self.drawn(variant) else { return String::new() };
        let line = |at: usize| format!("- {}. {}\n", drawn.says(at), drawn.outcomes[at].why);
        (0..drawn.lines.len()).map(line).collect()
    }

    fn right_answer(&self, variant: &Variant) -> Answer {
        let outcomes = self.drawn(variant).map(|drawn| drawn.outcomes).unwrap_or_default();
        let going = outcomes.into_iter().enumerate().filter(|(_, outcome)| outcome.sent);
        going.map(|(at, _)| (key(at), "on".to_owned())).collect()
    }

    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer> {
        let right = self.right_answer(variant);
        let turned = |at: usize| {
            let mut answer = right.clone();
            if answer.remove(&key(at)).is_none() {
                answer.insert(key(at), "on".to_owned());
            }
            answer
        };
        (0..self.show).map(turned).collect()
    }

    fn prove(&self, variant: &Variant) -> Result<(), String> {
        let addresses = self.cookies.iter().map(|line| &line.from);
        for address in addresses.chain(self.requests.iter().map(|request| &request.to)) {
            let address = variant.fill(address);
            Url::parse(&address).map_err(|bad| format!("`{address}` is no address: {bad}"))?;
        }
        if let Some(line) =
            self.lines(variant).iter().find(|line| simulation::cookie_name(&line.set).is_none())
        {
            return Err(format!("`{}` is no line of `Set-Cookie`.", line.set));
        }
        match self.drawn(variant) {
            Some(drawn) if drawn.is_mixed() => Ok(()),
            _ => Err("No request was found with which some of the cookies go and some do not.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::exercise::{Answer, Choice, Exercise, Form};

    const TEXT: &str = r#"
        kind = "predict"
        ability = "cookies"
        title = "Which go along?"
        question = "Tick those that go."
        hints = ["a", "b", "c"]
        show = 3
        cookies = [
            { from = "https://{host}/account/", set = "cart={n}; Path=/shop; Secure" },
            { from = "https://{host}/account/", set = "session={n}; Path=/; HttpOnly; SameSite=Lax" },
            { from = "https://{host}/account/", set = "tip={d}" },
            { from = "https://{host}/account/", set = "wide={d}; Domain={host}; Path=/" },
            { from = "http://{host}/", set = "old={d}; Path=/; Secure" },
        ]
        requests = [
            { says = "You open the basket.", to = "https://{host}/shop/basket", how = "own" },
            { says = "You follow a link elsewhere.", to = "https://www.{host}/", how = "link-elsewhere" },
            { says = "A script looks.", to = "https://{host}/shop", how = "script" },
        ]
        [vary]
        host = ["shop.example", "books.example"]
    "#;

    #[test]
    fn some_cookies_go_and_some_do_not() {
        let exercise = Exercise::read("which", TEXT).unwrap();
        let mut tokens = Vec::new();
        for variant in 0..100 {
            let Form::Predict { jar, cookies, .. } = exercise.question(variant).form else { panic!() };
            let right = exercise.right_answer(variant);
            assert!(jar.len() == 3 && cookies.len() == 3 && (1..3).contains(&right.len()), "{right:?}");
            let value = |set: &str| set.split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
            tokens.extend(jar.iter().map(|line| value(&line.set)).filter(|value| value.len() == 22));
        }
        let drawn = tokens.len();
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), drawn, "every token is another one");
    }

    #[test]
    fn the_first_wrong_cookie_hears_the_jars_own_sentence() {
        let exercise = Exercise::read("which", TEXT).unwrap();
        let (mut went, mut stayed) = (false, false);
        for variant in 0..60 {
            let Form::Predict { jar, cookies, to, .. } = exercise.question(variant).form else { panic!() };
            let mut answer = exercise.right_answer(variant);
            for Choice { key, .. } in &cookies {
                if answer.remove(key).is_none() {
                    answer.insert(key.clone(), "on".to_owned());
                }
            }
            let verdict = exercise.grade(variant, &answer);
            assert!(verdict.complete && !verdict.right && verdict.marks.iter().all(|mark| !mark.right));
            let (difference, case) = (verdict.difference.unwrap(), verdict.case.unwrap());
            if answer.contains_key("s1") {
                assert_eq!(difference, format!("{} does not go along.", cookies[0].text));
                if jar[0].set.starts_with("cart") && to.ends_with(".example/") && !to.contains("www.") {
                    assert_eq!(case, "It goes to `/shop` and the paths below it.");
                }
                if jar[0].set.starts_with("old") {
                    stayed = true;
                    assert_eq!(case, "The browser refused it. A `Secure` cookie must come over HTTPS.");
                }
            } else {
                went = true;
                assert_eq!(difference, format!("{} goes along.", cookies[0].text));
                assert!(case.starts_with("Nothing holds it back: "), "{case}");
            }
        }
        assert!(went && stayed);
    }

    #[test]
    fn nothing_ticked_is_no_wrong_answer_yet() {
        let exercise = Exercise::read("which", TEXT).unwrap();
        for answer in [Answer::new(), Answer::from([("s1".to_owned(), "off".to_owned())])] {
            let verdict = exercise.grade(0, &answer);
            assert!(!verdict.right && !verdict.complete && verdict.marks.len() == 3, "{verdict:?}");
        }
    }

    #[test]
    fn the_worked_solution_has_a_reason_for_every_cookie() {
        let exercise = Exercise::read("which", TEXT).unwrap();
        let worked = exercise.worked_solution(0);
        assert_eq!(
            worked
                .lines()
                .filter(|line| line.contains(" go along. ") || line.contains(" goes along. "))
                .count(),
            3,
            "{worked}"
        );
    }
}
