//! What an open page is told while it is open.

use crate::{CommentId, CommentView, PostCard, PostId};
use serde::{Deserialize, Serialize};

/// Something that just happened on the square. Everything in it is public: nothing depends on who listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A new post; `liked_by_viewer` is false in it.
    Posted { card: PostCard },
    /// A post's number of likes is now this.
    PostLiked { post: PostId, likes: i64 },
    /// A comment's number of likes is now this.
    CommentLiked { post: PostId, comment: CommentId, likes: i64 },
    /// A new comment, and how many the post has now; the `..._by_viewer` parts are false in it.
    Commented { view: CommentView, comments: i64 },
    /// A comment changed its text; the `..._by_viewer` parts are false in it.
    CommentEdited { view: CommentView },
    /// A comment is gone (its answers with it), and how many the post has now.
    CommentDeleted { post: PostId, comment: CommentId, comments: i64 },
    /// A post's numbers, as a page learns them when it asks again. Only told within a page, never sent.
    Recounted { post: PostId, likes: i64, comments: i64 },
    /// A post is gone.
    PostDeleted { post: PostId },
    /// More was missed than the site remembers: load the page's data again.
    Missed,
}
