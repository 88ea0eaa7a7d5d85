//! Events: what a page is told while it is open.

use crate::{CommentId, CommentView, PostCard, PostId};
use serde::{Deserialize, Serialize};

/// Something that just happened on the square. Everything in it is public and the same for every listener, so one text is
/// made of it and sent to all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A new post.
    Posted {
        /// `liked_by_viewer` is false in it, because it does not depend on the listener.
        card: PostCard,
    },
    /// A post's number of likes is now this.
    PostLiked {
        /// Which post.
        post: PostId,
        /// Its likes from now on.
        likes: i64,
    },
    /// A comment's number of likes is now this.
    CommentLiked {
        /// The post it stands under.
        post: PostId,
        /// Which comment.
        comment: CommentId,
        /// Its likes from now on.
        likes: i64,
    },
    /// A new comment.
    Commented {
        /// Its `liked_by_viewer` and `written_by_viewer` are false.
        view: CommentView,
        /// How many comments the post has now.
        comments: i64,
    },
    /// A comment's text was changed.
    CommentEdited {
        /// Its `liked_by_viewer` and `written_by_viewer` are false.
        view: CommentView,
    },
    /// A comment is gone, and its answers with it.
    CommentDeleted {
        /// The post it stood under.
        post: PostId,
        /// Which comment.
        comment: CommentId,
        /// How many comments the post has now.
        comments: i64,
    },
    /// A post's numbers, as a page learns them when it loads them again. It is passed on within a page and never sent.
    Recounted {
        /// Which post.
        post: PostId,
        /// Its likes.
        likes: i64,
        /// Its comments, answers included.
        comments: i64,
    },
    /// A post is gone.
    PostDeleted {
        /// Which post.
        post: PostId,
    },
    /// The page was away for longer than the site remembers events, so it must load its data again.
    Missed,
}
