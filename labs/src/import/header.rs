//! The first hundred bytes of a database file, by which it is refused before SQLite reads any of it
//! (<https://sqlite.org/fileformat2.html>, 1.3).

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_BYTES: usize = 100;
/// The smallest page there is.
const PAGE_BYTES_MIN: usize = 512;
/// Where the versions of the file format stand: for writing, then for reading. 1 is a rollback journal, 2 a write-ahead log.
const WRITE_VERSION: usize = 18;
const READ_VERSION: usize = 19;

/// Checks the header. A file in WAL mode is changed into one that can be read without its log; whether it was is returned.
///
/// # Errors
/// What is wrong with it, as a whole sentence.
pub fn check(file: &mut [u8]) -> Result<bool, String> {
    if file.is_empty() {
        return Err("The file is empty.".to_owned());
    }
    if !file.starts_with(MAGIC) {
        return Err(
            "The file is no SQLite database: it does not begin as one. An encrypted one does not either."
                .to_owned(),
        );
    }
    if file.len() < PAGE_BYTES_MIN {
        return Err("The file is cut off: it has not even one page.".to_owned());
    }
    let header: [u8; HEADER_BYTES] = file[..HEADER_BYTES].try_into().map_err(|_| "The file is cut off.")?;
    // 65,536 does not fit two bytes and is written as 1.
    let page_bytes = match number(&header, 16, 2) {
        1 => 65_536,
        bytes => bytes,
    };
    if !page_bytes.is_power_of_two() || !(PAGE_BYTES_MIN..=65_536).contains(&page_bytes) {
        return Err(format!("The header names pages of {page_bytes} bytes, and SQLite has no such pages."));
    }
    if !file.len().is_multiple_of(page_bytes) {
        return Err(format!("The file is cut off: its last page has not all of its {page_bytes} bytes."));
    }
    let versions = [header[WRITE_VERSION], header[READ_VERSION]];
    if versions.iter().any(|version| ![1, 2].contains(version)) {
        return Err("The file has a format that this SQLite does not know.".to_owned());
    }
    if usize::from(header[20]) > page_bytes - 480 || header[21..24] != [64, 32, 32] {
        return Err("The header contradicts the file format: it was damaged or changed.".to_owned());
    }
    // The number of pages is only right where the two counters are equal; older programs did not write it.
    let (pages, has_pages) = (number(&header, 28, 4), header[24..28] == header[92..96]);
    if has_pages && pages > file.len() / page_bytes {
        return Err(format!(
            "The file is cut off: its header counts {pages} pages, and {} are there.",
            file.len() / page_bytes
        ));
    }
    if number(&header, 44, 4) > 4 || number(&header, 56, 4) > 3 {
        return Err("The file has a format or an encoding that this SQLite does not know.".to_owned());
    }
    let is_wal = versions.contains(&2);
    (file[WRITE_VERSION], file[READ_VERSION]) = (1, 1);
    Ok(is_wal)
}

/// A number of the header: its bytes, the most significant first.
fn number(header: &[u8], at: usize, bytes: usize) -> usize {
    header[at..at + bytes].iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}
