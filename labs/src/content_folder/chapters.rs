//! Checking the chapters of a folder, as the build checks the site's own.

use super::{
    FileFault,
    read::{list, read_exercise, reason, stem},
};
use crate::{
    chapter::{Chapter, Mistake, check},
    sql_exercise::ExerciseFault,
};
use std::path::Path;

/// The chapters of a folder that read without a mistake, and every mistake in the others.
#[derive(Default)]
pub struct ChapterFolder {
    /// In the order of their numbers.
    pub chapters: Vec<Chapter>,
    /// What is wrong with the texts, in the order of the files.
    pub faults: Vec<FileFault>,
}

/// Reads and checks the chapters in `folder`, which is the `learn/` of a content folder. A text without front matter is no
/// chapter. `exists` is asked whether an address of the site exists that is no chapter of the folder.
pub fn read_chapters(folder: &Path, exists: &dyn Fn(&str) -> bool) -> ChapterFolder {
    let mut read = ChapterFolder::default();
    let files = match list(folder, "md") {
        Ok(files) => files,
        Err(e) => {
            read.faults.push(FileFault::of(folder, reason(&e)));
            return read;
        }
    };
    let fault = |mistake: Mistake| {
        // A mistake names its file as it is called in the repository; here it is the operator's own.
        let name = Path::new(&mistake.file).file_name().unwrap_or_default().to_owned();
        FileFault { file: folder.join(name), fault: ExerciseFault { line: mistake.line, says: mistake.says } }
    };
    for file in files {
        match read_exercise(folder, &file) {
            Ok(text) if text.starts_with("+++") => match Chapter::read(&stem(&file), &text) {
                Ok(chapter) => read.chapters.push(chapter),
                Err(mistake) => read.faults.push(fault(mistake)),
            },
            Ok(_) => {}
            Err(e) => read.faults.push(e),
        }
    }
    read.chapters.sort_by_key(|chapter| chapter.number);
    read.faults.extend(check(&read.chapters, exists).into_iter().map(fault));
    read
}
