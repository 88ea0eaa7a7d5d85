//! What belongs to a learner's own database, apart from the worker that runs its SQL: the data sets that it may begin
//! with, and what one process remembers of it.
//!
//! The caller stores the bytes of the database. Everything here can be computed again, and is lost when the process
//! ends.

mod data_set;
mod memory;
mod upload_places;
mod weight;

pub use data_set::{DATA_SETS, DataSet};
pub use memory::{Done, LastResult, NumberedSchema, PendingCsv, Sandboxes};
pub use upload_places::{UploadPlace, UploadPlaces};
pub use weight::result_bytes;
