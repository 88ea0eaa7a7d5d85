//! The form fields of a question, for each kind of exercise.

use super::prose::line;
use crate::step_order::{button_value, in_order};
use labs::exercise::{Answer, Choice, Form, Mark, Verdict};
use leptos::prelude::*;
use web::components::Icon;

/// Fields to be filled in, with what was answered last and the marks it got.
pub fn fields(exercise: &str, form: &Form, answer: &Answer, graded: Option<&Verdict>) -> AnyView {
    let question_form = QuestionForm { exercise, answer, graded, closed: false };
    question_form.form(form)
}

/// The same for a question that was answered rightly: nothing can be changed any more.
pub fn closed(exercise: &str, form: &Form, answer: &Answer, graded: Option<&Verdict>) -> AnyView {
    let question_form = QuestionForm { exercise, answer, graded, closed: true };
    question_form.form(form)
}

/// The words of a step without the marks of Markdown, for a name that is only heard.
fn plain(text: &str) -> String {
    text.replace(['`', '*'], "")
}

/// What the fields of one question are drawn from.
struct QuestionForm<'a> {
    exercise: &'a str,
    answer: &'a Answer,
    graded: Option<&'a Verdict>,
    closed: bool,
}

impl QuestionForm<'_> {
    /// All fields of the question.
    fn form(&self, form: &Form) -> AnyView {
        match form {
            Form::Order { steps } => self.order(steps),
            Form::Sort { bins, cases } => self.sort(bins, cases),
            Form::Choose { options } => self.choose(options),
            Form::Predict { jar, request, to, cookies } => {
                let rows: Vec<_> = jar
                    .iter()
                    .map(|set| view! { <tr><td><code>{set.from.clone()}</code></td><td><code>"Set-Cookie: "{set.set.clone()}</code></td></tr> })
                    .collect();
                view! {
                    <div class="scroll" tabindex="0" role="region" aria-labelledby=format!("{}-t {}", self.exercise, self.id("told"))>
                        <table class="rows"><caption class="small" id=self.id("told")>"What the browser was told, in this order"</caption>
                            <thead><tr><th scope="col">"by"</th><th scope="col">"in this line"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                    <p>{line(request)}" The address: "<code>{to.clone()}</code></p>
                    {self.ticks(cookies)}
                }
                .into_any()
            }
            Form::Repair { from, line: given, demands } => self.repair(from, given, demands),
        }
    }

    /// What was answered in a field; empty where nothing was.
    fn value(&self, key: &str) -> &str {
        self.answer.get(key).map_or("", String::as_str)
    }

    /// The id of an element, which no other exercise on the page has.
    fn id(&self, key: &str) -> String {
        format!("{}-{key}", self.exercise)
    }

    /// Whether a field was right, and why not; nothing before the answer was complete and graded.
    fn mark(&self, key: &str) -> AnyView {
        let found = self
            .graded
            .filter(|graded| graded.complete)
            .and_then(|graded| graded.marks.iter().find(|mark| mark.field == key));
        let mark = |mark: &Mark| {
            let (icon, class, word) =
                if mark.right { ("check", "tag", "right") } else { ("warn", "tag not", "not yet") };
            view! { <span class=class><Icon name=icon class="i s"/>{word}</span>{(!mark.says.is_empty()).then(|| view! { <span class="why small">{line(&mark.says)}</span> })} }
        };
        found.map(mark).into_any()
    }

    /// Steps to be put in order: a number for each, and buttons that move it. With scripts a step can be dragged as well.
    fn order(&self, steps: &[Choice]) -> AnyView {
        let steps = in_order(steps, self.answer);
        let count = steps.len();
        let rows: Vec<_> = steps
            .into_iter()
            .map(|step| {
                let now = self.value(&step.key).to_owned();
                let (id, text) = (self.id(&step.key), self.id(&format!("{}-t", step.key)));
                let numbers = (1..=count).map(|n| n.to_string());
                let option = |value: String, label: String| {
                    let selected = value == now;
                    view! { <option value=value selected=selected>{label}</option> }
                };
                let options: Vec<_> = numbers.map(|n| option(n.clone(), n)).collect();
                let button = |is_up: bool, icon: &'static str, words: &'static str| {
                    view! { <button class="press" name="move" value=button_value(step, is_up)><Icon name=icon class="i s"/><span class="sr">{words}{plain(&step.text)}</span></button> }
                };
                let buttons = (!self.closed).then(|| {
                    view! { <span class="moves-step">{button(true, "up", "Move up: ")}{button(false, "down", "Move down: ")}</span> }
                });
                view! {
                    <li>
                        <select id=id name=step.key.clone() aria-labelledby=text.clone() disabled=self.closed>
                            {option(String::new(), "–".to_owned())}
                            {options}
                            {option("none".to_owned(), "no part of it".to_owned())}
                        </select>
                        <span class="step" id=text>{line(&step.text)}</span>
                        {buttons}
                        {self.mark(&step.key)}
                    </li>
                }
            })
            .collect();
        view! { <ol class="steps" data-order=(!self.closed).then_some("")>{rows}</ol> }.into_any()
    }

    /// Cases to be sorted: a row of radio buttons for each.
    fn sort(&self, bins: &[Choice], cases: &[Choice]) -> AnyView {
        let rows: Vec<_> = cases
            .iter()
            .map(|case| {
                let now = self.value(&case.key).to_owned();
                let radios: Vec<_> = bins
                    .iter()
                    .map(|bin| {
                        let checked = bin.key == now;
                        view! { <label><input type="radio" name=case.key.clone() value=bin.key.clone() checked=checked disabled=self.closed/>{line(&bin.text)}</label> }
                    })
                    .collect();
                view! { <fieldset class="sort-case"><legend>{line(&case.text)}</legend><div class="bins">{radios}</div>{self.mark(&case.key)}</fieldset> }
            })
            .collect();
        view! { <div class="cases">{rows}</div> }.into_any()
    }

    /// One of several options.
    fn choose(&self, options: &[Choice]) -> AnyView {
        let now = self.value("choice");
        let rows: Vec<_> = options
            .iter()
            .map(|option| {
                let checked = option.key == now;
                view! { <label><input type="radio" name="choice" value=option.key.clone() checked=checked disabled=self.closed/>{line(&option.text)}<span class="tag">{checked.then(|| self.mark("choice"))}</span></label> }
            })
            .collect();
        view! { <fieldset class="guess"><legend class="sr">"Choose one"</legend><div class="options">{rows}</div></fieldset> }.into_any()
    }

    /// Any number of options.
    fn ticks(&self, cookies: &[Choice]) -> AnyView {
        // A form without a tick sends nothing for its boxes. The hidden field tells "none of them" from "not answered".
        let rows: Vec<_> = cookies
            .iter()
            .map(|cookie| {
                let checked = self.value(&cookie.key) == "on";
                view! { <label><input type="checkbox" name=cookie.key.clone() value="on" checked=checked disabled=self.closed/>{line(&cookie.text)}<span class="tag">{self.mark(&cookie.key)}</span></label> }
            })
            .collect();
        view! {
            <fieldset class="guess">
                <legend>"Which of them go along?"</legend>
                <input type="hidden" name="sent" value="yes"/>
                <div class="options">{rows}</div>
            </fieldset>
        }
        .into_any()
    }

    /// A `Set-Cookie` line to be repaired, with a mark at each requirement.
    fn repair(&self, from: &str, given: &str, demands: &[String]) -> AnyView {
        let now = self.answer.get("line").map_or(given, String::as_str).to_owned();
        let id = self.id("line");
        let marks: Vec<_> = demands
            .iter()
            .enumerate()
            .map(|(n, demand)| view! { <li>{line(demand)}" "{self.mark(&format!("demand-{n}"))}</li> })
            .collect();
        view! {
            <p>"The answer comes from "<code>{from.to_owned()}</code>". It must hold:"</p>
            <ul class="demands">{marks}</ul>
            <div class="field">
                <label for=id.clone()>"Set-Cookie:"</label>
                <input id=id name="line" value=now class="mono" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength="4200" disabled=self.closed/>
            </div>
        }
        .into_any()
    }
}
