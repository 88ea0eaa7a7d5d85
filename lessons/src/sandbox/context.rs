//! Who sent what for which database: what every action of the sandbox begins with and ends with.

use super::job::{NotDone, run_job_made};
use crate::learner;
use labs::own_database::{DATA_SETS, Done, LastResult};
use labs::sandbox::{ClaimKind, IMAGE_BYTES_MAX, Job, MEMBER_IMAGE_BYTES_MAX, Refused, Schema};
use serde::{Deserialize, Serialize};
use store::learner::{
    LearnerKey, find_or_insert_learner,
    sandbox::{self as states, StoredImage},
};
use web::{Error, context::RequestContext};

/// The name under which the text of the editor is stored among the learner's states.
pub const DRAFT: &str = "sandbox";
/// The longest text that is stored. A longer one is held in memory only, as a part of the last answer.
const DRAFT_BYTES_MAX: usize = 30_000;

const ANOTHER_TAB: &str =
    "Your database was changed in another tab meanwhile, so this was not kept. Send it again.";

/// The text of the editor, as `lab_states.state` has it (JSON).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub sql: String,
}

/// The text of the editor, as a form brings it along.
pub struct Typed(pub String);

/// Who sent what for which database. Every action begins by opening one. The database itself is read when a worker is free
/// for it.
pub(super) struct SandboxContext<'a> {
    pub cx: &'a RequestContext,
    /// Whose database it is.
    pub learner_key: LearnerKey,
    /// The learner's number in the database.
    pub learner: i64,
    /// The number of the state that the request began with.
    pub number: i64,
    /// The text of the editor.
    pub text: String,
}

/// The largest database, and the largest file, of the learner behind a request, in bytes.
pub fn bytes_max(cx: &RequestContext) -> usize {
    if cx.visit.viewer.is_some() { MEMBER_IMAGE_BYTES_MAX } else { IMAGE_BYTES_MAX }
}

impl<'a> SandboxContext<'a> {
    /// Finds the learner behind this request, and stores the text. A guest's session begins here.
    pub async fn of(cx: &'a RequestContext, Typed(text): Typed) -> Result<Self, Error> {
        let learner_key = learner::begin_learner(cx).await?;
        // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4).
        let text = text.replace("\r\n", "\n");
        let (learner, number) = match states::find_number(&cx.db, &learner_key).await? {
            Some(found) => found,
            None => (find_or_insert_learner(&cx.db, &learner_key, cx.visit.now).await?, 0),
        };
        let context = Self { cx, learner_key, learner, number, text };
        context.keep_draft().await?;
        Ok(context)
    }

    /// Stores the text of the editor, unless it is the one that is remembered already.
    async fn keep_draft(&self) -> Result<(), Error> {
        let same = self.cx.site.labs.sandboxes.last(self.learner).is_some_and(|last| last.text == self.text);
        if same || self.text.len() > DRAFT_BYTES_MAX {
            return Ok(());
        }
        let draft = serde_json::to_string(&Draft { sql: self.text.clone() });
        // The text is kept also where the run fails, so it does not make the form one that did its work.
        let db = self.cx.db.with_idempotency_key(None);
        let kept =
            store::learner::change_state(&db, &self.learner_key, DRAFT, self.cx.visit.now, move |_| {
                draft.map(|draft| (draft, ()))
            });
        match kept.await {
            // The text is remembered with the answer. Only after a restart it would be missed.
            Err(store::Error::NoRoom | store::Error::LearnerFull) => Ok(()),
            Err(e) => Err(e.into()),
            Ok(_) => Ok(()),
        }
    }

    /// Has a worker do a job, which is made of the database when the turn has come. The inner error is why it was not done.
    pub async fn work<J: Job>(
        &self,
        make: impl AsyncFnOnce(Vec<u8>) -> Result<J, NotDone>,
    ) -> Result<Result<J::Answer, Refused>, Error> {
        let answered = async {
            // Where there is one worker, it could not be made while this job has it.
            if self.number == 0 {
                self.cx.site.labs.sandboxes.prepared(&self.cx.site.labs.sandbox, &DATA_SETS[0]).await?;
            }
            let claim = learner::claim(self.cx, &self.learner_key, ClaimKind::Run);
            run_job_made(self.cx, claim, async { make(self.image().await?).await }).await
        };
        match answered.await {
            Ok(answer) => Ok(Ok(answer)),
            Err(NotDone::Sandbox(refused)) => Ok(Err(refused)),
            Err(NotDone::Site(error)) => Err(error),
        }
    }

    /// The bytes of the database; where the learner has not changed it yet, it is the community.
    async fn image(&self) -> Result<Vec<u8>, NotDone> {
        let state = states::find_state(&self.cx.db, &self.learner_key).await.map_err(Error::from)?;
        match state.map(|state| state.image) {
            Some(StoredImage::Bytes(image)) => Ok(image),
            Some(StoredImage::Unreadable) => Err(Refused::Unreadable.into()),
            Some(StoredImage::Beginning) | None => {
                let made = self.cx.site.labs.sandboxes.prepared_already(&DATA_SETS[0]);
                Ok(made.ok_or(Refused::Busy)?.image.clone())
            }
        }
    }

    /// Stores a new state of the database. The inner error is why nothing was stored, as a sentence.
    pub async fn keep(
        &self,
        image: Vec<u8>,
        schema: Schema,
        cause: String,
    ) -> Result<Result<(), String>, Error> {
        // Everybody's writes wait for one that is as large, so there are fewer of these.
        if image.len() > IMAGE_BYTES_MAX
            && let Err(slower) = learner::count_heavy_action(self.cx, &self.learner_key)
        {
            return Ok(Err(slower.to_string()));
        }
        let kept = states::insert_state(
            &self.cx.db,
            &self.learner_key,
            self.number,
            image,
            cause,
            self.cx.visit.now,
        );
        match kept.await {
            Ok(true) => {
                self.cx.site.labs.sandboxes.put_schema(self.learner, self.number + 1, schema);
                Ok(Ok(()))
            }
            Ok(false) => Ok(Err(ANOTHER_TAB.to_owned())),
            Err(e @ (store::Error::NoRoom | store::Error::LearnerFull)) => {
                Ok(Err(Error::from(e).to_string()))
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Remembers why nothing was done. `pasted` is the name of a table and a text, for the form to show again.
    pub fn refuse(self, said: String, pasted: Option<(String, String)>) -> Result<(), Error> {
        self.remember(Done::Refused(said), String::new(), pasted);
        Ok(())
    }

    /// Remembers the answer. `ran` is the text that ran.
    pub fn remember(&self, done: Done, ran: String, pasted: Option<(String, String)>) {
        let text = self.text.clone();
        self.cx.site.labs.sandboxes.put(self.learner, LastResult { text, ran, done, pasted });
    }
}
