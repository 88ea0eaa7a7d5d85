//! Posts: what may be written, and what a reader gets.

use crate::{
    Author, CommentView, Field, Invalid, PostId, Reason, Timestamp,
    invalid::{multi_line, single_line},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The title of a post: one line that has passed its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Title(String);

impl Title {
    /// The longest title, in Unicode code points.
    pub const CHARS_MAX: usize = 120;

    /// A title as it was typed.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invisible`, for `Field::Title`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        single_line(Field::Title, raw, 1, Self::CHARS_MAX).map(Self)
    }

    /// The title, trimmed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of a post, in Markdown, that has passed its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostBody(String);

impl PostBody {
    /// The longest text, in Unicode code points.
    pub const CHARS_MAX: usize = 20_000;

    /// A text as it was typed.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invisible`, for `Field::Body`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        multi_line(Field::Body, raw, 1, Self::CHARS_MAX).map(Self)
    }

    /// The text, trimmed, with `\n` at its line ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A word or two that posts have in common, written as in an address: `waiting-list`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// The shortest tag, in Unicode code points.
    pub const CHARS_MIN: usize = 2;
    /// The longest tag, in Unicode code points.
    pub const CHARS_MAX: usize = 24;

    /// One tag, as it was typed or as it stands in an address. Capitals become small, and runs of spaces and hyphens become
    /// one hyphen, so that people who mean the same tag get the same one.
    ///
    /// # Errors
    /// `Empty`, `TooShort`, `TooLong`, `Invisible` or `TagCharacters`, for `Field::Tags`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = single_line(Field::Tags, raw, Self::CHARS_MIN, Self::CHARS_MAX)?.to_lowercase();
        if !text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-') {
            return Err(Invalid::new(Field::Tags, Reason::TagCharacters));
        }
        let words: Vec<_> = text.split([' ', '-']).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(Invalid::new(Field::Tags, Reason::TagCharacters));
        }
        // Small letters can be more characters than their capitals, and joined words fewer than were typed. The result is
        // measured once more, because what comes out must be accepted when it is read again from an address.
        single_line(Field::Tags, &words.join("-"), Self::CHARS_MIN, Self::CHARS_MAX).map(Self)
    }

    /// The tag as it stands in addresses and in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag as people read it: `waiting list`.
    pub fn words(&self) -> String {
        self.0.replace('-', " ")
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The tags of a post: up to five, each once, in the order in which they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tags(Vec<Tag>);

impl Tags {
    /// The most tags on one post.
    pub const COUNT_MAX: usize = 5;

    /// Tags with commas between them; none at all is fine.
    ///
    /// # Errors
    /// `TooManyTags`, or what is wrong with the first tag that is not accepted.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let mut tags = Vec::new();
        for part in raw.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let tag = Tag::parse(part)?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
            if tags.len() > Self::COUNT_MAX {
                return Err(Invalid::new(Field::Tags, Reason::TooManyTags { max: Self::COUNT_MAX }));
            }
        }
        Ok(Self(tags))
    }

    /// The tags in their order.
    pub fn as_slice(&self) -> &[Tag] {
        &self.0
    }
}

/// A post that has passed all its rules and is not yet in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostDraft {
    /// Its title.
    pub title: Title,
    /// Its text, in Markdown.
    pub body: PostBody,
    /// Its tags.
    pub tags: Tags,
}

impl PostDraft {
    /// A post as its form sends it.
    ///
    /// # Errors
    /// What is wrong with the first input that is not accepted, in the order of the form.
    pub fn parse(title: &str, body: &str, tags: &str) -> Result<Self, Invalid> {
        Ok(Self { title: Title::parse(title)?, body: PostBody::parse(body)?, tags: Tags::parse(tags)? })
    }
}

/// A post as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCard {
    /// Its number.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// The beginning of the text, without its Markdown marks.
    pub excerpt: String,
    /// None where the author deleted their account and let the post stay.
    pub author: Option<Author>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub edited_at: Option<Timestamp>,
    /// How many people like it.
    pub likes: i64,
    /// How many comments stand under it, answers included.
    pub comments: i64,
    /// Whether the person who reads it likes it.
    pub liked_by_viewer: bool,
    /// Its tags, in their author's order.
    pub tags: Vec<Tag>,
}

impl PostCard {
    /// The path of this post's page, the one address it has.
    pub fn path(&self) -> String {
        format!("/post/{}/{}", self.id, slug(&self.title))
    }
}

/// A post with everything its own page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    /// The post as lists show it.
    pub card: PostCard,
    /// The text as HTML, cleaned: safe to put into a page as it is.
    pub html: String,
    /// What the author says of themselves; empty where there is none.
    pub author_bio: String,
    /// Whether the person who reads it follows the author.
    pub author_followed_by_viewer: bool,
    /// Whether the person who reads it wrote it, and so may change it.
    pub written_by_viewer: bool,
    /// The oldest first, each answer right after what it answers; at most `CommentView::SHOWN_MAX`.
    pub comments: Vec<CommentView>,
}

/// How many posts of the last seven days carry a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCount {
    /// The tag.
    pub tag: Tag,
    /// Posts that carry it.
    pub posts: i64,
}

/// The words of a title as they stand in an address: small letters and digits of ASCII with hyphens between, at most
/// 60 bytes, and `post` where nothing is left. It is there for people who read the address; the number alone finds the
/// post.
pub fn slug(title: &str) -> String {
    const BYTES_MAX: usize = 60;
    let mut slug = String::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + 1 + word.len() > BYTES_MAX {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    if slug.is_empty() { "post".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_and_a_text_say_something_and_stay_in_bounds() {
        assert_eq!(Title::parse(" \n").unwrap_err().reason, Reason::Empty);
        assert_eq!(
            Title::parse(&"x".repeat(121)).unwrap_err().reason,
            Reason::TooLong { have: 121, max: 120 }
        );
        assert_eq!(Title::parse("one\nline").unwrap_err().reason, Reason::Invisible);
        assert_eq!(PostBody::parse("two\r\nlines").unwrap().as_str(), "two\nlines");
        assert_eq!(PostBody::parse("\0").unwrap_err().reason, Reason::Invisible);
        assert!(PostBody::parse(&"é".repeat(20_000)).is_ok());
        assert!(PostBody::parse(&"é".repeat(20_001)).is_err());
    }

    #[test]
    fn tags_are_up_to_five_words_each_once() {
        let check = |raw: &str, want: Result<&[&str], Reason>| {
            let got = Tags::parse(raw).map_err(|i| i.reason);
            let got = got.as_ref().map(|tags| tags.0.iter().map(Tag::as_str).collect::<Vec<_>>());
            assert_eq!(got, want.as_ref().map(|w| w.to_vec()), "{raw:?}");
        };
        check("", Ok(&[]));
        check("Oven, waiting list, oven,,", Ok(&["oven", "waiting-list"]));
        check("a", Err(Reason::TooShort { have: 1, min: 2 }));
        check("c++", Err(Reason::TagCharacters));
        check("--", Err(Reason::TagCharacters));
        check("a-", Err(Reason::TooShort { have: 1, min: 2 }));
        check("one,two,three,four,five,six", Err(Reason::TooManyTags { max: 5 }));
    }

    #[test]
    fn a_slug_is_plain_and_short_and_never_empty() {
        assert_eq!(slug("Half a plot, by the pump!"), "half-a-plot-by-the-pump");
        assert_eq!(slug("«…»"), "post");
        assert!(slug(&"word ".repeat(100)).len() <= 60);
    }
}
