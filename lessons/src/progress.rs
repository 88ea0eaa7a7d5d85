//! What the checked work of a learner shows: what is understood, what is open, and what to repeat.
//!
//! Only answers count, never visits. Understood means right at the first go, once: a right answer after hints or after
//! mistakes shows that somebody can mend, and the next question shows whether they understood.

use super::{
    chapters::{chapters, find_chapter, find_exercise, find_figure},
    learner::Learner,
    sql_exercise::{self, sql_exercises},
};
use labs::{
    Engines, Experiment,
    chapter::Chapter,
    exercise::{Ability, Exercise},
    sql_exercise::SqlExercise,
};
use model::Timestamp;
use std::sync::Arc;
use store::learner::Progress;

/// How far somebody is with one exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not tried yet.
    Open,
    /// Tried this often, and never right at the first go.
    Trying(i64),
    /// Right at the first go, at least once.
    Understood,
}

/// How far somebody is, by what their attempts came to.
pub fn stage(progress: Option<&Progress>) -> Stage {
    match progress {
        None => Stage::Open,
        Some(progress) if progress.understood > 0 => Stage::Understood,
        Some(progress) => Stage::Trying(progress.attempts),
    }
}

/// How many exercises of an ability are understood, and how many there are.
pub fn ability(learner: &Learner, ability: Ability) -> (usize, usize) {
    let all = exercises().filter(|exercise| exercise.ability == ability);
    let exercises = all.fold((0, 0), |(done, all), exercise| {
        (done + usize::from(is_understood(learner, exercise)), all + 1)
    });
    let sql_exercises = sql_exercises().filter(|exercise| exercise.group.ability() == ability);
    sql_exercises
        .fold(exercises, |(done, all), exercise| (done + usize::from(is_done(learner, exercise)), all + 1))
}

/// Whether an exercise was answered rightly at the first go, once.
pub fn is_understood(learner: &Learner, exercise: &Exercise) -> bool {
    stage(learner.progress(&exercise.name)) == Stage::Understood
}

/// Whether every exercise of these is understood, and there is one.
pub fn all_understood<'a>(learner: &Learner, exercises: impl Iterator<Item = &'a Arc<Exercise>>) -> bool {
    let mut any = false;
    exercises.inspect(|_| any = true).all(|exercise| is_understood(learner, exercise)) && any
}

/// Whether a SQL exercise was answered rightly, without its worked solution.
pub fn is_done(learner: &Learner, exercise: &SqlExercise) -> bool {
    stage(learner.progress(&exercise.name)) == Stage::Understood
}

fn exercises() -> impl Iterator<Item = &'static Arc<Exercise>> {
    chapters().iter().flat_map(Chapter::exercises)
}

/// Questions of a review; that many take about two minutes.
const REVIEW_MAX: usize = 4;
const DAY: i64 = 24 * 60 * 60;

/// The exercises to repeat now: those with a mistake behind them, the one that was not seen for longest first.
pub fn due(learner: &Learner) -> Vec<&'static Arc<Exercise>> {
    let mut due: Vec<_> = exercises()
        .filter_map(|exercise| {
            let progress = learner.progress(&exercise.name)?;
            is_due(progress, learner.now).then_some((progress.last_at, exercise))
        })
        .collect();
    due.sort_by_key(|(last_at, _)| *last_at);
    due.into_iter().take(REVIEW_MAX).map(|(_, exercise)| exercise).collect()
}

/// Whether an exercise comes back now: two days after a mistake, and after each success in twice the time that lay between
/// the mistake and that success. Intervals that grow are the rule of spaced repetition.
fn is_due(progress: &Progress, now: Timestamp) -> bool {
    progress.last_wrong_at.is_some_and(|wrong| {
        let gap = (2 * progress.last_at.since(wrong)).max(2 * DAY);
        now.since(progress.last_at) >= gap
    })
}

/// A figure or an exercise of a chapter, by the name of its state.
pub struct WorkPlace {
    pub chapter: &'static Chapter,
    /// What people call it: `2.3 b, The life of a cookie`.
    pub title: String,
    /// Its address.
    pub href: String,
}

/// Where a learner left off: the figure or the exercise that they did something at last.
pub fn left_off(learner: &Learner) -> Option<WorkPlace> {
    learner.latest().into_iter().find_map(work_place)
}

fn work_place(name: &str) -> Option<WorkPlace> {
    if let Some((chapter, figure, number)) = Experiment::of_name(name).and_then(find_figure) {
        let href = format!("/learn/{}#{name}", chapter.slug);
        return Some(WorkPlace { chapter, title: format!("{number}, {}", figure.title), href });
    }
    if let Some((chapter, exercise, number)) = find_exercise(name) {
        let href = format!("/learn/{}/{name}", chapter.slug);
        return Some(WorkPlace { chapter, title: format!("{number}, {}", exercise.title), href });
    }
    let exercise = sql_exercise::find_sql_exercise(name)?;
    let chapter = find_chapter(exercise.chapter.as_deref()?)?;
    let href = format!("/learn/{}/{name}", chapter.slug);
    Some(WorkPlace { chapter, title: exercise.title.clone(), href })
}

/// What a reset removes, by the name of an experiment, an exercise or a chapter: what people call it, and the names of the
/// states that belong to it.
pub fn names_of(labs: &Engines, what: &str) -> Option<(String, Vec<String>)> {
    if let Some((_, figure, number)) = Experiment::of_name(what).and_then(find_figure) {
        return Some((format!("{number}, {}", figure.title), vec![what.to_owned()]));
    }
    if let Some((_, exercise, number)) = find_exercise(what) {
        return Some((format!("{number}, {}", exercise.title), vec![what.to_owned()]));
    }
    if let Some(title) = sql_exercise::title(labs, what) {
        return Some((title, vec![what.to_owned()]));
    }
    let chapter = find_chapter(what)?;
    let sql_exercises = sql_exercise::names_in_chapter(labs, &chapter.slug);
    let exercises = chapter.exercises().map(|exercise| exercise.name.clone());
    let experiments = chapter.figures().map(|figure| figure.experiment.name().to_owned());
    Some((format!("chapter {}", chapter.number), exercises.chain(experiments).chain(sql_exercises).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(last_wrong: Option<i64>, last: i64) -> Progress {
        Progress {
            exercise: "order".to_owned(),
            attempts: 2,
            right: 1,
            understood: 0,
            last_at: Timestamp(last),
            last_is_right: true,
            last_wrong_at: last_wrong.map(Timestamp),
        }
    }

    #[test]
    fn a_mistake_comes_back_after_two_days_and_then_later_and_later() {
        assert!(!is_due(&progress(None, 0), Timestamp(100 * DAY)));
        assert!(!is_due(&progress(Some(0), 60), Timestamp(DAY)));
        assert!(is_due(&progress(Some(0), 0), Timestamp(2 * DAY)));
        // It went well two days after the mistake: four more.
        assert!(!is_due(&progress(Some(0), 2 * DAY), Timestamp(5 * DAY)));
        assert!(is_due(&progress(Some(0), 2 * DAY), Timestamp(6 * DAY)));
    }

    #[test]
    fn only_a_first_right_answer_is_understanding() {
        assert_eq!(stage(None), Stage::Open);
        assert_eq!(stage(Some(&progress(Some(0), 60))), Stage::Trying(2));
        assert_eq!(stage(Some(&Progress { understood: 1, ..progress(Some(0), 60) })), Stage::Understood);
    }
}
