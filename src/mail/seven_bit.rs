//! The HTML of a letter as lines of plain ASCII, which need no transfer encoding: it is smaller so, and written faster.
//! Pure. Called by each letter's own file.

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, SinglePart};

/// A longer line may be cut by a server (RFC 5322, 2.1.1), in bytes.
const LONGEST_LINE: usize = 998;

/// More foreign letters than one in so many bytes stay as they are: filters distrust whole texts of references.
const FOREIGN_AMONG: usize = 100;

/// Tags before which room means nothing, so that a line may begin there.
const BREAKS: [&str; 9] = [
    "<head", "<meta", "<title", "<style", "<body", "<tr", "<td", "<p ", "<h1",
];

/// The document as a part of a letter: as such lines, or in quoted-printable where it cannot be.
pub fn part(document: String) -> SinglePart {
    let part = SinglePart::builder().header(ContentType::TEXT_HTML);
    match ascii_lines(&document) {
        Some(lines) => part.body(Body::dangerous_pre_encoded(
            lines.into_bytes(),
            ContentTransferEncoding::SevenBit,
        )),
        None => part
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(document),
    }
}

/// The same document in ASCII, its lines ended as in a letter; none where it would be hard to read for programs, or has a line that cannot be broken.
fn ascii_lines(document: &str) -> Option<String> {
    let foreign = document.chars().filter(|c| !c.is_ascii()).count();
    if foreign * FOREIGN_AMONG > document.len() {
        return None;
    }
    let mut lines = String::with_capacity(document.len() + document.len() / 8);
    for (at, c) in document.char_indices() {
        if c == '<' && BREAKS.iter().any(|tag| document[at..].starts_with(tag)) {
            lines.push_str("\r\n");
        }
        match c {
            '\n' => lines.push_str("\r\n"),
            '\r' => {}
            c if c.is_ascii() => lines.push(c),
            foreign => lines.push_str(&format!("&#{};", u32::from(foreign))),
        }
    }
    let short = lines.split("\r\n").all(|line| line.len() <= LONGEST_LINE);
    short.then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_letters_are_references_and_lines_begin_where_room_means_nothing() {
        let around = "<p style=\"margin:0\">It took a while, and then it was done.</p>".repeat(6);
        let document = format!("<table><tr><td>{around}Zoë’s</td></tr></table>");
        let lines = ascii_lines(&document).expect("lines");
        assert!(
            lines.is_ascii() && lines.contains("Zo&#235;&#8217;s"),
            "{lines}"
        );
        assert!(
            lines.starts_with("<table>\r\n<tr>\r\n<td>\r\n<p "),
            "{lines}"
        );
    }

    #[test]
    fn what_would_be_mostly_references_or_one_long_line_stays_as_it_is() {
        assert_eq!(ascii_lines("<p>وكيف كانت محادثتك معنا؟</p>"), None);
        assert_eq!(ascii_lines(&"word ".repeat(200)), None);
    }
}
