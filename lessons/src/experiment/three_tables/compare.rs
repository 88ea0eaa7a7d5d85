//! How many comments each post has, counted in four ways beside each other, and whether the easy way is right.

use super::answer::Answer;
use crate::{format::count, sandbox::view::write_value};
use labs::{
    join::{COMMENTS_COLUMN, Piece},
    sandbox::Cell,
};
use leptos::prelude::*;
use web::components::Icon;

/// The places of two queries in the piece: one that is right, and the one whose rows multiply.
const RIGHT: usize = 0;
const MULTIPLIED: usize = 1;
const TITLE_COLUMN: usize = 1;

/// The numbers of comments that a query counted, post by post.
fn comments(answers: &[Answer], way: usize) -> Vec<&Cell> {
    let rows = answers.get(way).map_or(&[][..], |answer| &answer.rows.rows);
    rows.iter().filter_map(|row| row.get(COMMENTS_COLUMN)).collect()
}

/// The outcome of the guess: whether two LEFT JOINs count the right numbers, more, or fewer.
pub fn outcome(piece: Piece, answers: &[Answer]) -> Option<&'static str> {
    if piece != Piece::Comments {
        return None;
    }
    let sum = |way| {
        let number = |cell: &&Cell| if let Cell::Integer(number) = cell { *number } else { 0 };
        comments(answers, way).iter().map(number).fold(0_i64, i64::saturating_add)
    };
    Some(match sum(MULTIPLIED).cmp(&sum(RIGHT)) {
        std::cmp::Ordering::Less => "fewer",
        std::cmp::Ordering::Equal => "right",
        std::cmp::Ordering::Greater => "more",
    })
}

/// One row for each post, and one column for each way. Nothing where the piece has one query only.
pub fn draw(piece: Piece, answers: &[Answer]) -> Option<AnyView> {
    let ways = piece.queries();
    if ways.len() < 2 {
        return None;
    }
    let columns: Vec<_> = (0..ways.len()).map(|way| comments(answers, way)).collect();
    let wrong = columns[MULTIPLIED].iter().zip(&columns[RIGHT]).filter(|(easy, right)| easy != right).count();
    // The rows of the right query name the posts; the others list the same posts in the same order.
    let titles = answers.get(RIGHT).map_or(&[][..], |answer| &answer.rows.rows);
    let rows: Vec<_> =
        titles.iter().enumerate().map(|(n, row)| post(row.get(TITLE_COLUMN), n, &columns)).collect();
    let head: Vec<_> =
        ways.iter().map(|query| view! { <th scope="col" class="n">{query.way}</th> }).collect();
    let (class, icon, verdict) = match wrong {
        0 => ("outcome open", "check", "On these posts the two LEFT JOINs happen to be right.".to_owned()),
        wrong => {
            let posts = count(wrong as u64, "post", "posts");
            (
                "outcome believed",
                "warn",
                format!("The two LEFT JOINs are wrong about {posts}. The other three ways are right."),
            )
        }
    };
    let why = match wrong {
        0 => {
            "None of them has a comment and two likes at once. Let a post with a comment get a second like, and the number is wrong."
        }
        _ => "Each comment is beside each like of its post, and is counted once for every one of them.",
    };
    let drawn = view! {
        <h3>"The same number, four ways"</h3>
        <p class=class aria-live="polite"><Icon name=icon class="i s"/><span>{verdict}</span></p>
        <p>{why}</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Comments by each way">
            <table class="rows ways">
                <caption class="sr">"How many comments each way has counted"</caption>
                <thead><tr><th scope="col">"post"</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    Some(drawn.into_any())
}

fn post(title: Option<&Cell>, n: usize, columns: &[Vec<&Cell>]) -> AnyView {
    let shown = |cell: &Cell| {
        let mut html = String::new();
        write_value(&mut html, cell);
        view! { <span inner_html=html></span> }
    };
    let right = columns[RIGHT].get(n).copied();
    let cells: Vec<_> = columns
        .iter()
        .map(|column| {
            let cell = column.get(n).copied();
            let is_wrong = cell != right;
            let mark = is_wrong
                .then(|| view! { <Icon name="changed" class="i s"/><span class="sr">"wrong: "</span> });
            view! { <td class=if is_wrong { "n off" } else { "n" }>{mark}{cell.map(shown)}</td> }
        })
        .collect();
    view! { <tr><th scope="row">{title.map(shown)}</th>{cells}</tr> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::own_database::DATA_SETS;
    use labs::sandbox::{Database, run_script};

    fn answers(change: &str) -> Vec<Answer> {
        let made = run_script(&Database::empty().unwrap(), &format!("{}{change}", DATA_SETS[0].sql)).unwrap();
        let database = Database::of_image(&made.image.unwrap()).unwrap();
        let ran = run_script(&database, &Piece::Comments.script()).unwrap();
        ran.outcomes.into_iter().map(|outcome| Answer::of(outcome).unwrap()).collect()
    }

    #[test]
    fn two_left_joins_count_too_many_and_are_told_so() {
        let answers = answers("");
        assert_eq!(outcome(Piece::Comments, &answers), Some("more"));
        let html = draw(Piece::Comments, &answers).unwrap().to_html();
        assert!(html.contains("wrong about") && html.matches("wrong: ").count() == 2, "{html}");
    }

    #[test]
    fn where_nothing_multiplies_that_is_said() {
        let answers = answers("DELETE FROM likes;");
        assert_eq!(outcome(Piece::Comments, &answers), Some("right"));
        let html = draw(Piece::Comments, &answers).unwrap().to_html();
        assert!(html.contains("happen to be right") && !html.contains("wrong: "), "{html}");
    }
}
