//! The content of the demo's files: who there is, who wrote what how long ago, and who liked it.
//!
//! Every text passes the rules of `model` here, and the order of time is checked: nobody writes before they joined, comments
//! on a post before it was written, or answers a comment before it was.

use super::demo_format::{CommentSection, Location, Section, parse_span};
use anyhow::{Result, anyhow, bail};
use model::{Bio, CommentBody, DisplayName, PostDraft, UserName};

/// A person of the demo. Others refer to them by their index in the list. Moments are seconds before the demo is inserted.
#[derive(Debug)]
pub struct DemoPerson {
    pub name: UserName,
    pub display_name: DisplayName,
    pub bio: Bio,
    /// Seconds since they joined.
    pub ago: i64,
    /// Indexes of people.
    pub follows: Vec<usize>,
}

/// A post, with everything below it. `ago` and `edited` are seconds before the demo is inserted, `likes` indexes of people.
#[derive(Debug)]
pub struct DemoPost {
    /// The index of a person.
    pub author: usize,
    pub draft: PostDraft,
    pub ago: i64,
    pub edited: Option<i64>,
    pub likes: Vec<usize>,
    pub comments: Vec<DemoComment>,
}

/// A comment, or an answer to one; the fields are as those of a post.
#[derive(Debug)]
pub struct DemoComment {
    pub author: usize,
    pub body: CommentBody,
    pub ago: i64,
    pub edited: Option<i64>,
    pub likes: Vec<usize>,
    /// The index of a comment under the same post.
    pub answers: Option<usize>,
}

/// The whole demo.
#[derive(Debug)]
pub struct DemoContent {
    pub people: Vec<DemoPerson>,
    pub posts: Vec<DemoPost>,
}

/// A file's name and what is in it.
pub type File = (&'static str, &'static str);

impl DemoContent {
    /// Reads all files. The people come first, because everything else names them.
    ///
    /// # Errors
    /// One sentence that names the file and the line.
    pub fn parse(people: File, weeks: &[File]) -> Result<Self> {
        let sections = Section::parse_all(people)?;
        let mut content = Self { people: Vec::new(), posts: Vec::new() };
        for section in &sections {
            content.people.push(person(section)?);
        }
        for (index, mut section) in sections.into_iter().enumerate() {
            let names = section.take("follows", |names| content.find_all(names))?.unwrap_or_default();
            if names.contains(&index) {
                return Err(section.location.error("nobody follows themselves"));
            }
            content.people[index].follows = names;
            content.people[index].ago = section.require("came", parse_span)?;
            section.check_all_taken()?;
        }
        for week in weeks {
            for section in Section::parse_all(*week)? {
                let post = content.post(section)?;
                content.posts.push(post);
            }
        }
        Ok(content)
    }

    /// The index of a person.
    fn find(&self, name: &str) -> Result<usize> {
        let index = self.people.iter().position(|person| person.name.as_str() == name);
        index.ok_or_else(|| anyhow!("nobody in people.md is called `{name}`"))
    }

    /// Names with commas or spaces between, each once.
    fn find_all(&self, names: &str) -> Result<Vec<usize>> {
        let mut found = Vec::new();
        for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
            let index = self.find(name)?;
            if found.contains(&index) {
                bail!("`{name}` stands there twice");
            }
            found.push(index);
        }
        Ok(found)
    }

    /// Who likes something: names, or a number. For a number, people are taken from the list, beginning at another one each
    /// `turn`, so that not always the same people like everything.
    fn likers(&self, text: &str, author: usize, turn: usize) -> Result<Vec<usize>> {
        let Ok(count) = text.parse::<usize>() else { return self.find_all(text) };
        let all = self.people.len();
        // Steps of five meet everybody once, unless the number of people is a multiple of five.
        let others = (0..all).map(|n| (turn + n * if all.is_multiple_of(5) { 1 } else { 5 }) % all);
        let likers: Vec<_> = others.filter(|who| *who != author).take(count).collect();
        if likers.len() < count {
            bail!("there are only {} others", likers.len());
        }
        Ok(likers)
    }

    /// A post below a title, with its comments.
    fn post(&self, mut section: Section) -> Result<DemoPost> {
        let location = section.location;
        let author = section.require("author", |name| self.find(name))?;
        let tags = section.take("tags", |tags| Ok(tags.to_owned()))?.unwrap_or_default();
        let draft = PostDraft::parse(section.title, &section.text, &tags);
        let mut post = DemoPost {
            author,
            draft: draft.map_err(|invalid| location.error(format!("{}: {invalid}", invalid.field.key())))?,
            ago: section.require("ago", parse_span)?,
            edited: section.take("edited", parse_span)?,
            likes: section
                .take("likes", |text| self.likers(text, author, location.line))?
                .unwrap_or_default(),
            comments: Vec::new(),
        };
        section.check_all_taken()?;
        check_order(location, "arrival", self.people[author].ago, "post", post.ago)?;
        check_order(location, "post", post.ago, "edit", post.edited.unwrap_or_default())?;
        let mut question = None;
        for section in &section.comments {
            let mut comment = self.comment(section)?;
            check_order(section.location, "post", post.ago, "comment", comment.ago)?;
            if section.is_answer {
                let question_index =
                    question.ok_or_else(|| section.location.error("there is no comment above to answer"))?;
                comment.answers = Some(question_index);
                check_order(
                    section.location,
                    "comment",
                    post.comments[question_index].ago,
                    "answer",
                    comment.ago,
                )?;
            } else {
                question = Some(post.comments.len());
            }
            post.comments.push(comment);
        }
        Ok(post)
    }

    /// A comment below a head such as `noor, 31m ago, likes 5, edited 20m ago`.
    fn comment(&self, section: &CommentSection) -> Result<DemoComment> {
        let location = section.location;
        let here = |e: anyhow::Error| location.error(e);
        let mut parts = section.head.split(',').map(str::trim);
        let author = self.find(parts.next().unwrap_or_default()).map_err(here)?;
        let (mut ago, mut edited, mut likes) = (None, None, Vec::new());
        for part in parts {
            if let Some(who) = part.strip_prefix("likes ") {
                likes = self.likers(who, author, location.line).map_err(here)?;
            } else if let Some(when) = part.strip_prefix("edited ") {
                edited = Some(parse_span(when.trim_end_matches(" ago")).map_err(here)?);
            } else {
                ago = Some(parse_span(part.trim_end_matches(" ago")).map_err(here)?);
            }
        }
        let ago = ago.ok_or_else(|| location.error("how long ago it was is missing, such as `31m ago`"))?;
        check_order(location, "arrival", self.people[author].ago, "comment", ago)?;
        check_order(location, "comment", ago, "edit", edited.unwrap_or_default())?;
        let body = CommentBody::parse(&section.text).map_err(|e| location.error(e))?;
        Ok(DemoComment { author, body, ago, edited, likes, answers: None })
    }
}

/// A person below a title such as `ruth: Ruth Okonjo`, without what can be read only once all people are known.
fn person(section: &Section) -> Result<DemoPerson> {
    let location = section.location;
    let (name, display_name) = section
        .title
        .split_once(':')
        .ok_or_else(|| location.error("a person is a short name, a colon and a name for bylines"))?;
    Ok(DemoPerson {
        name: UserName::parse(name).map_err(|e| location.error(e))?,
        display_name: DisplayName::parse(display_name).map_err(|e| location.error(e))?,
        bio: Bio::parse(&section.text).map_err(|e| location.error(e))?,
        ago: 0,
        follows: Vec::new(),
    })
}

/// An error where something happened before what it depends on.
fn check_order(location: Location, first: &str, first_ago: i64, then: &str, then_ago: i64) -> Result<()> {
    if then_ago > first_ago {
        return Err(location.error(format!("the {then} is from before the {first}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: File = (
        "people.md",
        "=== ana: Ana\ncame: 9d\nfollows: ben\n\nBeans.\n=== ben: Ben\ncame: 8d\n\n=== cleo: Cleo\ncame: 2d\n",
    );

    fn parse(week: &'static str) -> Result<DemoContent> {
        DemoContent::parse(PEOPLE, &[("week.md", week)])
    }

    #[test]
    fn a_post_has_likes_and_comments_and_answers() {
        let content = parse(
            "=== Pump\nauthor: ana\nago: 1d\nedited: 2h\ntags: pump, waiting list\nlikes: 2\n\nThe *pump*.\n\n\
             --- ben, 20h ago, likes ana cleo\nYes.\n\n---> ana, 19h ago, edited 3h ago\nNo.\n",
        );
        let content = content.unwrap();
        assert_eq!(content.people[0].follows, [1]);
        let post = &content.posts[0];
        assert_eq!((post.author, post.ago, post.edited), (0, 86_400, Some(7_200)));
        assert!(post.likes.len() == 2 && !post.likes.contains(&0), "{:?}", post.likes);
        assert_eq!(post.draft.body.as_str(), "The *pump*.");
        let [question, answer] = &post.comments[..] else { panic!("two comments") };
        assert_eq!((question.author, question.answers, &question.likes[..]), (1, None, &[0, 2][..]));
        assert_eq!((answer.author, answer.answers, answer.edited), (0, Some(0), Some(3 * 3_600)));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let check = |week, want: &str| assert_eq!(parse(week).unwrap_err().to_string(), want);
        check("=== A\nago: 1d\n\nText.", "week.md, line 1: `author:` is missing below this title");
        check(
            "=== A\nauthor: dan\nago: 1d\n",
            "week.md, line 2: author: nobody in people.md is called `dan`",
        );
        check("=== A\nauthor: ana\nago: 1d\n\n", "week.md, line 1: body: Something is needed here.");
        check(
            "=== A\nauthor: ana\nago: 9x\n\nText.",
            "week.md, line 3: ago: `9x` is not a span such as `38m`, `2h` or `3d 4h`",
        );
        check(
            "=== A\nauthor: cleo\nago: 3d\n\nText.",
            "week.md, line 1: the post is from before the arrival",
        );
        check(
            "=== A\nauthor: ana\nago: 1d\nlikes: 3\n\nText.",
            "week.md, line 4: likes: there are only 2 others",
        );
        check(
            "=== A\nauthor: ana\nago: 1d\nmood: good\n\nText.",
            "week.md, line 4: `mood:` means nothing here, or stands here twice",
        );
        check(
            "=== A\nauthor: ana\nago: 1d\n\nText.\n--- ben, 2d ago\nYes.",
            "week.md, line 6: the comment is from before the post",
        );
        check(
            "=== A\nauthor: ana\nago: 1d\n\nText.\n---> ben, 2h ago\nYes.",
            "week.md, line 6: there is no comment above to answer",
        );
        check(
            "=== A\nauthor: ana\nago: 1d\n\nText.\n--- ben\nYes.",
            "week.md, line 6: how long ago it was is missing, such as `31m ago`",
        );
    }
}
