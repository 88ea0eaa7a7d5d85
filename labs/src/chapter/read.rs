//! From a file's text to a chapter: where the headings are, and which fences are parts.

use super::{Block, Chapter, Mistake, Section, directive, front_matter};
use crate::exercise::ParseError;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Tables are read as tables, so that a fence or a heading's mark in one of their cells is none.
pub(super) const MARKDOWN: Options = Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES);

/// What interrupts the prose.
enum Boundary {
    Heading { title: String },
    Directive { info: String, text: String },
}

struct Reader<'a> {
    slug: &'a str,
    text: &'a str,
    /// Where the Markdown begins in the file.
    begin: usize,
}

impl Chapter {
    /// The chapter that the file `content/learn/{slug}.md` is, or the first mistake in it.
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
        let mut prose_from = begin;
        for (boundary, range) in reader.boundaries()? {
            chapter.push_prose(&text[prose_from..range.start]);
            prose_from = range.end;
            match boundary {
                Boundary::Heading { title } => {
                    chapter.begin_section(title).map_err(|says| reader.error_at(range.start, says))?
                }
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

    fn push_prose(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.blocks_mut().push(Block::Prose(text.trim_matches(['\r', '\n']).to_owned()));
        }
    }

    fn blocks_mut(&mut self) -> &mut Vec<Block> {
        match self.sections.last_mut() {
            Some(section) => &mut section.blocks,
            None => &mut self.opening,
        }
    }
}

impl Reader<'_> {
    /// Headings of the second level and parts, each with its place in the file.
    fn boundaries(&self) -> Result<Vec<(Boundary, Range<usize>)>, Mistake> {
        let mut boundaries = Vec::new();
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

    /// Whether a fenced block ends with a fence, not with the file. (A block in a list or a quotation ends there.)
    fn is_closed(&self, range: &Range<usize>) -> bool {
        let block = self.text[range.clone()].trim_end();
        let fence = |line: &str| {
            let line = line.trim_start_matches([' ', '>']).trim_end();
            line.len() >= 3 && (line.bytes().all(|b| b == b'`') || line.bytes().all(|b| b == b'~'))
        };
        block.lines().count() > 1 && block.lines().last().is_some_and(fence)
    }

    fn directive_error(&self, start: usize, info: &str, error: ParseError) -> Mistake {
        let line = self.line(start) + error.line.unwrap_or(0);
        Mistake::of(self.slug, Some(line), format!("{} (`{}`)", error.says, info.trim()))
    }

    fn error_at(&self, start: usize, says: String) -> Mistake {
        Mistake::of(self.slug, Some(self.line(start)), says)
    }

    /// From 1.
    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|&b| b == b'\n').count()
    }
}
