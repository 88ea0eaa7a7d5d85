//! How large a page may become: what is drawn of an answer takes its bytes out of a room, and what does not fit is cut.
//!
//! A small answer can make much markup: a thousand rows of a hundred NULLs are a hundred kilobytes of values and four
//! megabytes of cells. A page carries its markup twice, as HTML and as the text of a script, from which the browser's half
//! takes it over (`leptos::Resource`); both are counted here.

/// The most bytes of a whole page (1 MiB; docs/security.md, X11).
const PAGE_BYTES_MAX: usize = 1 << 20;
/// What is kept for the page around the answer: its frame, the icons, the history.
const FRAME_BYTES: usize = 96 << 10;

/// The bytes that are left of a page.
pub struct Room {
    left: usize,
}

impl Room {
    /// The room for what a page shows beside its frame.
    pub fn of_page() -> Self {
        Self { left: PAGE_BYTES_MAX - FRAME_BYTES }
    }

    /// A part of the room: at most this many bytes of it. What is not used of it is given back by `put_back`.
    pub fn part(&mut self, bytes_max: usize) -> Self {
        let part = Self { left: self.left.min(bytes_max) };
        self.left -= part.left;
        part
    }

    /// Gives back what is left of a part.
    pub fn put_back(&mut self, part: Self) {
        self.left += part.left;
    }

    /// Takes the bytes of this markup; whether there was room. Where there was none, nothing is taken.
    pub fn take(&mut self, markup: &str) -> bool {
        self.take_bytes(page_bytes(markup))
    }

    /// The same for markup of which only the size is known, as it counts in a page.
    pub fn take_bytes(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

/// The bytes that markup takes in a page: as HTML, and once more as a string in JSON that is written into a script.
fn page_bytes(markup: &str) -> usize {
    let of_script = |c: char| match c {
        '<' => 6,
        '"' | '\\' => 4,
        '\n' | '\r' | '\t' => 3,
        c if c.is_ascii_control() => 7,
        c if c.is_ascii() => 1,
        c => c.escape_debug().map(char::len_utf8).sum(),
    };
    markup.chars().map(|c| c.len_utf8() + of_script(c)).sum()
}

/// The longest beginning of a text whose markup, with `&` and `<` written as references, fits; none is cut where all of it
/// fits.
pub fn beginning_that_fits<'a>(text: &'a str, room: &mut Room) -> (&'a str, bool) {
    for (at, c) in text.char_indices() {
        let bytes = match c {
            '&' => page_bytes("&amp;"),
            '<' => page_bytes("&lt;"),
            c => page_bytes(c.encode_utf8(&mut [0; 4])),
        };
        if !room.take_bytes(bytes) {
            return (&text[..at], true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x11_markup_is_counted_as_html_and_as_a_script() {
        // As the renderer writes it: JSON, then `Debug`, then no `<`.
        for markup in ["<td class=\"n\">1</td>\n", "a\u{1}\u{7f}\t\\", "é 高 👩\u{200d}🌾 e\u{301}\u{a0}"]
        {
            let json = serde_json::to_string(markup).unwrap();
            let script = format!("{json:?}").replace('<', "\\u003c");
            let quotes = "\"\\\"\\\"\"".len();
            assert!(page_bytes(markup) >= markup.len() + script.len() - quotes, "{markup:?}: {script}");
        }
    }

    #[test]
    fn a_text_is_cut_where_it_no_longer_fits_and_only_then() {
        let mut room = Room { left: 40 };
        assert_eq!(beginning_that_fits("ab&cd", &mut room), ("ab&cd", false));
        assert_eq!(beginning_that_fits("xxxxxxxxxxxxxxxxxxxxxxxx", &mut room), ("xxxxxxxxxxx", true));
    }

    #[test]
    fn what_a_part_does_not_use_is_given_back() {
        let mut room = Room { left: 100 };
        let mut part = room.part(60);
        assert!(part.take_bytes(50) && !part.take_bytes(20) && !room.take_bytes(50));
        room.put_back(part);
        assert!(room.take_bytes(50) && !room.take_bytes(1));
    }
}
