//! What is signed of a letter: its "relaxed" form of RFC 6376, 3.4.2 and 3.4.4, in which whatever mail servers may do to
//! spaces on the way makes no difference.

/// A letter's headers (with the last one's end of line) and its body.
pub fn parts(letter: &[u8]) -> (&[u8], &[u8]) {
    let end = letter.windows(4).position(|four| four == b"\r\n\r\n");
    match end {
        Some(end) => (&letter[..end + 2], &letter[end + 4..]),
        None => (letter, &[]),
    }
}

/// The body: runs of spaces as one, none at the end of a line, no empty lines at the end.
pub fn body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 2);
    let mut empty_lines = 0;
    for line in lines(body) {
        let text = trim_end(line);
        if text.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            out.extend_from_slice(b"\r\n");
        }
        squeeze(text, &mut out);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The named headers in the order named, each counted from the last of its name upward; one that is missing is nothing.
pub fn headers(head: &[u8], names: &[&str]) -> Vec<u8> {
    let mut left: Vec<&[u8]> = fields(head);
    let mut out = Vec::with_capacity(head.len());
    for name in names {
        if let Some(at) = left.iter().rposition(|field| is_named(field, name)) {
            out.extend(header(left.remove(at)));
        }
    }
    out
}

/// One header: its name in lower case, its value on one line with single spaces and none around it.
pub fn header(field: &[u8]) -> Vec<u8> {
    let colon = field.iter().position(|c| *c == b':').unwrap_or(field.len());
    let (name, value) = field.split_at(colon);
    let value = value.strip_prefix(b":").unwrap_or(value);
    let mut out = trim_end(name).to_ascii_lowercase();
    out.push(b':');
    let one_line: Vec<u8> = value
        .iter()
        .copied()
        .filter(|c| !matches!(c, b'\r' | b'\n'))
        .collect();
    squeeze(one_line.trim_ascii(), &mut out);
    out.extend_from_slice(b"\r\n");
    out
}

/// Headers with the lines that continue them.
fn fields(head: &[u8]) -> Vec<&[u8]> {
    let mut starts = vec![0];
    let breaks = head.windows(3).enumerate();
    starts.extend(breaks.filter_map(|(at, three)| {
        (three.starts_with(b"\r\n") && !is_space(three[2])).then_some(at + 2)
    }));
    starts.push(head.len());
    starts
        .windows(2)
        .map(|pair| &head[pair[0]..pair[1]])
        .collect()
}

fn is_named(field: &[u8], name: &str) -> bool {
    let colon = field.iter().position(|c| *c == b':');
    colon.is_some_and(|colon| trim_end(&field[..colon]).eq_ignore_ascii_case(name.as_bytes()))
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match text.windows(2).position(|two| two == b"\r\n") {
            Some(end) => {
                rest = Some(&text[end + 2..]);
                Some(&text[..end])
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

/// Runs of spaces and tabs become one space.
fn squeeze(text: &[u8], out: &mut Vec<u8>) {
    let mut in_space = false;
    for c in text {
        match (is_space(*c), in_space) {
            (true, true) => {}
            (true, false) => out.push(b' '),
            (false, _) => out.push(*c),
        }
        in_space = is_space(*c);
    }
}

fn trim_end(text: &[u8]) -> &[u8] {
    let length = text
        .iter()
        .rposition(|c| !is_space(*c))
        .map_or(0, |last| last + 1);
    &text[..length]
}

fn is_space(c: u8) -> bool {
    matches!(c, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_standards_own_example() {
        // RFC 6376, 3.4.5, example 1
        let letter = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, text) = parts(letter);
        assert_eq!(headers(head, &["a", "B"]), b"a:X\r\nb:Y Z\r\n");
        assert_eq!(body(text), b" C\r\nD E\r\n");
    }

    #[test]
    fn an_empty_body_is_nothing_and_the_last_line_gets_its_end() {
        assert_eq!(body(b""), b"");
        assert_eq!(body(b"\r\n \t\r\n\r\n"), b"");
        assert_eq!(body(b"a\r\n\r\nb"), b"a\r\n\r\nb\r\n");
    }

    #[test]
    fn headers_of_one_name_count_from_the_last() {
        let head = b"From: one\r\nTo: x\r\nfrom: two\r\n";
        assert_eq!(headers(head, &["From"]), b"from:two\r\n");
        let all = headers(head, &["From", "From", "From", "Cc"]);
        assert_eq!(all, b"from:two\r\nfrom:one\r\n");
    }

    proptest! {
        #[test]
        fn what_servers_do_to_spaces_makes_no_difference(
            lines in prop::collection::vec("[a-z ]{0,12}", 0..6),
            spaces in "[ \t]{1,4}",
            ends in 0usize..4,
        ) {
            let sent = lines.join("\r\n");
            let arrived = lines.iter().map(|line| line.replace(' ', &spaces) + &spaces).collect::<Vec<_>>().join("\r\n");
            let once = body(sent.as_bytes());
            prop_assert_eq!(&body((arrived + &"\r\n".repeat(ends)).as_bytes()), &once);
            prop_assert_eq!(&body(&once), &once);
        }
    }
}
