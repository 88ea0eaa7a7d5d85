//! Parsing a file's text: prose, headings that begin a section, and directives.

use super::{Block, Chapter, Mistake, Section, directive, front_matter};
use crate::exercise::ParseError;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The extensions of Markdown that chapters use. Tables must be among them, because a fence or a heading's mark inside a
/// cell would otherwise be taken for one.
pub(super) const MARKDOWN: Options = Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES);

/// What interrupts the prose.
enum Boundary {
    Heading { title: String },
    Directive { info: String, text: String },
}

/// The parser of one file.
struct Reader<'a> {
    slug: &'a str,
    text: &'a str,
    /// The byte of `text` at which the Markdown begins, after the front matter.
    begin: usize,
}

impl Chapter {
    /// Parses the chapter of the file `content/learn/{slug}.md`.
    ///
    /// # Errors
    /// The first mistake in the text. Mistakes that only all chapters together show are found by `check`.
    pub fn read(slug: &str, text: &str) -> Result<Self, Mistake> {
        let (front, begin) = front_matter::read(slug, text)?;
        let reader = Reader { slug, text, begin };
        let mut chapter = Self {
            slug: slug.to_owned(),
            number: front.number,
            title: front.title,
            standfirst: front.standfirst,
            about: front.about,
            opening: Vec::new(),
            sections: Vec::new(),
        };
        // What lies between two boundaries is prose and stays the Markdown that it is.
        let mut prose_from = begin;
        for (boundary, range) in reader.boundaries()? {
            chapter.push_prose(&text[prose_from..range.start]);
            prose_from = range.end;
            match boundary {
                Boundary::Heading { title } => {
                    chapter.begin_section(title).map_err(|says| reader.error_at(range.start, says))?
                }
                // A directive belongs to the section that is open, like the prose around it.
                Boundary::Directive { info, text } => {
                    let block = directive::read(&info, &text)
                        .map_err(|error| reader.directive_error(range.start, &info, error))?;
                    chapter.blocks_mut().push(block);
                }
            }
        }
        chapter.push_prose(&text[prose_from..]);
        Ok(chapter)
    }

    /// Begins a section of this title. The error is a sentence.
    fn begin_section(&mut self, title: String) -> Result<(), String> {
        if title.is_empty() {
            return Err("A section needs a title.".to_owned());
        }
        let slug = model::slug(&title);
        if self.sections.iter().any(|section| section.slug == slug) {
            return Err(format!("Two sections would have the address `#{slug}`."));
        }
        self.sections.push(Section { slug, title, blocks: Vec::new() });
        Ok(())
    }

    /// Adds prose to the block list that is open, unless it is blank.
    fn push_prose(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.blocks_mut().push(Block::Prose(text.trim_matches(['\r', '\n']).to_owned()));
        }
    }

    /// The blocks that are added to at this point of the text.
    fn blocks_mut(&mut self) -> &mut Vec<Block> {
        match self.sections.last_mut() {
            Some(section) => &mut section.blocks,
            None => &mut self.opening,
        }
    }
}

impl Reader<'_> {
    /// The headings of the second level and the directives, each with the bytes of the file that it takes up.
    fn boundaries(&self) -> Result<Vec<(Boundary, Range<usize>)>, Mistake> {
        let mut boundaries = Vec::new();
        // A boundary collects the text events inside it, and is complete when its block ends. Only blocks at the top
        // level count: a heading inside a quotation begins no section.
        let mut open: Option<Boundary> = None;
        let mut depth = 0_usize;
        let events = Parser::new_ext(&self.text[self.begin..], MARKDOWN).into_offset_iter();
        for (event, range) in events {
            let range = self.begin + range.start..self.begin + range.end;
            match event {
                Event::Start(tag) => {
                    if let Some(boundary) = self.boundary_begun_by(&tag, depth, &range)? {
                        open = Some(boundary);
                    }
                    depth += 1;
                }
                Event::End(end) => {
                    // An end at depth 0 closes the block that `open` was collecting.
                    depth -= 1;
                    if depth == 0 && matches!(end, TagEnd::Heading(_) | TagEnd::CodeBlock) {
                        boundaries.extend(open.take().map(|boundary| (boundary, range)));
                    }
                }
                Event::Text(piece) | Event::Code(piece) => match &mut open {
                    Some(Boundary::Heading { title: text } | Boundary::Directive { text, .. }) => {
                        text.push_str(&piece)
                    }
                    None => {}
                },
                _ => {}
            }
        }
        Ok(boundaries)
    }

    /// The boundary that this tag begins, if it begins one.
    fn boundary_begun_by(
        &self,
        tag: &Tag,
        depth: usize,
        range: &Range<usize>,
    ) -> Result<Option<Boundary>, Mistake> {
        match tag {
            Tag::Heading { level: HeadingLevel::H1, .. } => {
                let says = "The title stands in the front matter; sections begin with `## `.";
                Err(self.error_at(range.start, says.to_owned()))
            }
            Tag::Heading { level: HeadingLevel::H2, .. } if depth == 0 => {
                Ok(Some(Boundary::Heading { title: String::new() }))
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                if !self.is_closed(range) {
                    return Err(
                        self.error_at(range.start, "The block that begins here has no end.".to_owned())
                    );
                }
                match directive::is_directive(info) {
                    true if depth > 0 => {
                        let says = format!("`{info}` stands inside a list or a quotation; move it out.");
                        Err(self.error_at(range.start, says))
                    }
                    true => Ok(Some(Boundary::Directive { info: info.to_string(), text: String::new() })),
                    false => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// Whether a fenced block ends with a fence, and not merely with the file, the list or the quotation around it.
    /// CommonMark allows that (section 4.5), but in a chapter it would swallow the rest of the page.
    fn is_closed(&self, range: &Range<usize>) -> bool {
        let block = self.text[range.clone()].trim_end();
        let fence = |line: &str| {
            let line = line.trim_start_matches([' ', '>']).trim_end();
            line.len() >= 3 && (line.bytes().all(|b| b == b'`') || line.bytes().all(|b| b == b'~'))
        };
        block.lines().count() > 1 && block.lines().last().is_some_and(fence)
    }

    /// The mistake of a directive that begins at this byte. Its own lines are counted from the line after the fence.
    fn directive_error(&self, start: usize, info: &str, error: ParseError) -> Mistake {
        let line = self.line(start) + error.line.unwrap_or(0);
        Mistake::of(self.slug, Some(line), format!("{} (`{}`)", error.says, info.trim()))
    }

    /// A mistake at this byte of the file.
    fn error_at(&self, start: usize, says: String) -> Mistake {
        Mistake::of(self.slug, Some(self.line(start)), says)
    }

    /// The line of this byte, counted from 1.
    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|&b| b == b'\n').count()
    }
}
