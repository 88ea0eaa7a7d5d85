//! The demo as its files tell it: who is there, who wrote what how long ago, and who liked it.
//!
//! Every text passes the rules of `model` here, and time runs one way: nobody writes before they came, comments before
//! the post, or answers before the question.

use super::block::{Block, Place, Remark, span};
use anyhow::{Result, anyhow, bail};
use model::{Bio, CommentBody, DisplayName, PostDraft, UserName};

/// Someone of the demo. Others speak of them by their place in the list.
#[derive(Debug)]
pub struct ScriptPerson {
    pub name: UserName,
    pub display_name: DisplayName,
    pub bio: Bio,
    /// Seconds since they came.
    pub ago: i64,
    pub follows: Vec<usize>,
}

#[derive(Debug)]
pub struct ScriptPost {
    pub author: usize,
    pub draft: PostDraft,
    pub ago: i64,
    pub edited: Option<i64>,
    pub likes: Vec<usize>,
    pub comments: Vec<ScriptComment>,
}

#[derive(Debug)]
pub struct ScriptComment {
    pub author: usize,
    pub body: CommentBody,
    pub ago: i64,
    pub edited: Option<i64>,
    pub likes: Vec<usize>,
    /// Its place under the same post.
    pub answers: Option<usize>,
}

/// All of it.
#[derive(Debug)]
pub struct Script {
    pub people: Vec<ScriptPerson>,
    pub posts: Vec<ScriptPost>,
}

/// A file's name and what is in it.
pub type File = (&'static str, &'static str);

impl Script {
    /// # Errors
    /// One sentence with file and line.
    pub fn parse(people: File, weeks: &[File]) -> Result<Self> {
        let blocks = Block::parse_all(people)?;
        let mut script = Self { people: Vec::new(), posts: Vec::new() };
        for block in &blocks {
            script.people.push(person(block)?);
        }
        for (place, mut block) in blocks.into_iter().enumerate() {
            let names = block.take("follows", |names| script.find_all(names))?.unwrap_or_default();
            if names.contains(&place) {
                return Err(block.place.error("nobody follows themselves"));
            }
            script.people[place].follows = names;
            script.people[place].ago = block.need("came", span)?;
            block.finish()?;
        }
        for week in weeks {
            for block in Block::parse_all(*week)? {
                let post = script.post(block)?;
                script.posts.push(post);
            }
        }
        Ok(script)
    }

    fn find(&self, name: &str) -> Result<usize> {
        let place = self.people.iter().position(|person| person.name.as_str() == name);
        place.ok_or_else(|| anyhow!("nobody in people.md is called `{name}`"))
    }

    /// Names with commas or spaces between, each once.
    fn find_all(&self, names: &str) -> Result<Vec<usize>> {
        let mut found = Vec::new();
        for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
            let place = self.find(name)?;
            if found.contains(&place) {
                bail!("`{name}` stands there twice");
            }
            found.push(place);
        }
        Ok(found)
    }

    /// Who likes something: names, or a number of people, who are then taken in turn from the list.
    fn likers(&self, text: &str, author: usize, turn: usize) -> Result<Vec<usize>> {
        let Ok(count) = text.parse::<usize>() else { return self.find_all(text) };
        let all = self.people.len();
        // Steps of five meet everybody once, unless their number is a multiple of five.
        let others = (0..all).map(|n| (turn + n * if all.is_multiple_of(5) { 1 } else { 5 }) % all);
        let likers: Vec<_> = others.filter(|who| *who != author).take(count).collect();
        if likers.len() < count {
            bail!("there are only {} others", likers.len());
        }
        Ok(likers)
    }

    fn post(&self, mut block: Block) -> Result<ScriptPost> {
        let place = block.place;
        let author = block.need("author", |name| self.find(name))?;
        let tags = block.take("tags", |tags| Ok(tags.to_owned()))?.unwrap_or_default();
        let draft = PostDraft::parse(block.title, &block.text, &tags);
        let mut post = ScriptPost {
            author,
            draft: draft.map_err(|invalid| place.error(format!("{}: {invalid}", invalid.field.key())))?,
            ago: block.need("ago", span)?,
            edited: block.take("edited", span)?,
            likes: block.take("likes", |text| self.likers(text, author, place.line))?.unwrap_or_default(),
            comments: Vec::new(),
        };
        block.finish()?;
        in_order(place, "arrival", self.people[author].ago, "post", post.ago)?;
        in_order(place, "post", post.ago, "edit", post.edited.unwrap_or_default())?;
        let mut question = None;
        for remark in &block.remarks {
            let mut comment = self.comment(remark)?;
            in_order(remark.place, "post", post.ago, "comment", comment.ago)?;
            if remark.is_answer {
                let asked =
                    question.ok_or_else(|| remark.place.error("there is no comment above to answer"))?;
                comment.answers = Some(asked);
                in_order(remark.place, "comment", post.comments[asked].ago, "answer", comment.ago)?;
            } else {
                question = Some(post.comments.len());
            }
            post.comments.push(comment);
        }
        Ok(post)
    }

    /// A comment below a head such as `noor, 31m ago, likes 5, edited 20m ago`.
    fn comment(&self, remark: &Remark) -> Result<ScriptComment> {
        let place = remark.place;
        let here = |e: anyhow::Error| place.error(e);
        let mut parts = remark.head.split(',').map(str::trim);
        let author = self.find(parts.next().unwrap_or_default()).map_err(here)?;
        let (mut ago, mut edited, mut likes) = (None, None, Vec::new());
        for part in parts {
            if let Some(who) = part.strip_prefix("likes ") {
                likes = self.likers(who, author, place.line).map_err(here)?;
            } else if let Some(when) = part.strip_prefix("edited ") {
                edited = Some(span(when.trim_end_matches(" ago")).map_err(here)?);
            } else {
                ago = Some(span(part.trim_end_matches(" ago")).map_err(here)?);
            }
        }
        let ago = ago.ok_or_else(|| place.error("how long ago it was is missing, such as `31m ago`"))?;
        in_order(place, "arrival", self.people[author].ago, "comment", ago)?;
        in_order(place, "comment", ago, "edit", edited.unwrap_or_default())?;
        let body = CommentBody::parse(&remark.text).map_err(|e| place.error(e))?;
        Ok(ScriptComment { author, body, ago, edited, likes, answers: None })
    }
}

/// A person below a title such as `ruth: Ruth Okonjo`, but for what needs the others to be known.
fn person(block: &Block) -> Result<ScriptPerson> {
    let place = block.place;
    let (name, display_name) = block
        .title
        .split_once(':')
        .ok_or_else(|| place.error("a person is a short name, a colon and a name for bylines"))?;
    Ok(ScriptPerson {
        name: UserName::parse(name).map_err(|e| place.error(e))?,
        display_name: DisplayName::parse(display_name).map_err(|e| place.error(e))?,
        bio: Bio::parse(&block.text).map_err(|e| place.error(e))?,
        ago: 0,
        follows: Vec::new(),
    })
}

fn in_order(place: Place, first: &str, first_ago: i64, then: &str, then_ago: i64) -> Result<()> {
    if then_ago > first_ago {
        return Err(place.error(format!("the {then} is from before the {first}")));
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

    fn parse(week: &'static str) -> Result<Script> {
        Script::parse(PEOPLE, &[("week.md", week)])
    }

    #[test]
    fn a_post_has_likes_and_comments_and_answers() {
        let script = parse(
            "=== Pump\nauthor: ana\nago: 1d\nedited: 2h\ntags: pump, waiting list\nlikes: 2\n\nThe *pump*.\n\n\
             --- ben, 20h ago, likes ana cleo\nYes.\n\n---> ana, 19h ago, edited 3h ago\nNo.\n",
        );
        let script = script.unwrap();
        assert_eq!(script.people[0].follows, [1]);
        let post = &script.posts[0];
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
