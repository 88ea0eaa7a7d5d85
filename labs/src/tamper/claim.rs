//! What a cookie claims about its bearer: who they are, in which role, and with what in the basket.
//!
//! As text it is `user=17&role=member&basket=bread.3`.

use super::Person;
use serde::{Deserialize, Serialize};

/// The claim of a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Who it is about.
    pub person: Person,
    /// 1 to 20 bytes.
    pub role: String,
    /// What is in the basket.
    pub basket: Basket,
}

/// A number of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basket {
    /// 1 to 20 bytes.
    pub item: String,
    /// 999 at most.
    pub count: u32,
}

/// The longest role and the longest name of a thing, in bytes.
const WORD_BYTES_MAX: usize = 20;
/// The most of one thing.
const COUNT_MAX: u32 = 999;

impl Claim {
    /// What is true of a person. The two baskets differ, so that Ana's cookie with Ben's number is still not Ben's own
    /// cookie.
    pub(super) fn of(person: Person) -> Self {
        let (item, count) = match person {
            Person::Ana => ("bread", 3),
            Person::Ben => ("milk", 1),
        };
        Self { person, role: "member".to_owned(), basket: Basket { item: item.to_owned(), count } }
    }

    /// The claim as text.
    pub(super) fn text(&self) -> String {
        let Basket { item, count } = &self.basket;
        format!("user={}&role={}&basket={item}.{count}", self.person.user(), self.role)
    }

    /// Parses the text as it stands; `%` means nothing in it. When a name comes twice, the first counts. Unknown names are
    /// ignored.
    ///
    /// # Errors
    /// A sentence about what the server missed.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let field = |wanted: &str| {
            let mut fields = text.split('&').filter_map(|field| field.split_once('='));
            let found = fields.find(|(name, _)| *name == wanted).map(|(_, value)| value);
            found.ok_or(format!("It found no `{wanted}` in the text."))
        };
        let word = |word: &str, what: &str| match word.len() {
            1..=WORD_BYTES_MAX => Ok(word.to_owned()),
            _ => Err(format!(
                "It takes a {what} of 1 to {WORD_BYTES_MAX} characters, and this one has {}.",
                word.len()
            )),
        };
        let user = field("user")?;
        let person =
            digits(user).and_then(Person::of_user).ok_or("It has no user of that number.".to_owned())?;
        let role = word(field("role")?, "role")?;
        let (item, count) =
            field("basket")?.rsplit_once('.').ok_or("It found no number in the basket.".to_owned())?;
        let count = digits(count).filter(|count| *count <= COUNT_MAX);
        let count = count.ok_or(format!("It takes a number from 0 to {COUNT_MAX} in the basket."))?;
        Ok(Self { person, role, basket: Basket { item: word(item, "thing in the basket")?, count } })
    }

    /// The text of the page that the server answers with.
    pub(super) fn greeting(&self) -> String {
        let Basket { item, count } = &self.basket;
        format!(
            "Hello, {}. You are {} here, and your basket holds {count} × {item}.",
            self.person.name(),
            self.role
        )
    }
}

/// A number that is written in digits alone. `parse` by itself would also accept a `+`.
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let said = Claim::parse(text).map(|claim| claim.text());
        assert_eq!(said.as_deref().map_err(String::as_str), expected, "{text}");
    }

    #[test]
    fn a_text_says_who_and_what_or_is_refused_in_words() {
        let ana = "user=17&role=member&basket=bread.3";
        check(ana, Ok(ana));
        check("basket=bread.3&x=1&user=17&role=member&user=16", Ok(ana));
        check("user=16&role=admin&basket=a.b.999", Ok("user=16&role=admin&basket=a.b.999"));
        check("", Err("It found no `user` in the text."));
        check("user=18&role=member&basket=bread.3", Err("It has no user of that number."));
        check("user=+17&role=member&basket=bread.3", Err("It has no user of that number."));
        check("user=17&basket=bread.3", Err("It found no `role` in the text."));
        check(
            "user=17&role=&basket=bread.3",
            Err("It takes a role of 1 to 20 characters, and this one has 0."),
        );
        check("user=17&role=member&basket=bread", Err("It found no number in the basket."));
        check("user=17&role=member&basket=bread.1000", Err("It takes a number from 0 to 999 in the basket."));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(user|role|basket|=|&|\\.|1|7|é){0,12}") {
            if let Ok(claim) = Claim::parse(&text) {
                prop_assert_eq!(Claim::parse(&claim.text()), Ok(claim));
            }
        }
    }
}
