//! Makes other people's text safe to stand in a header or a line of a letter: one line, no hidden marks, not endless.
//! The API refuses such text at the door; a letter does not rely on it.

/// `text` on one line, without control, line-breaking or direction-overriding characters, cut to `longest` characters.
pub fn one_line(text: &str, longest: usize) -> String {
    on_one_line(text.chars().filter(|c| !is_direction_mark(*c)), longest)
}

/// The same for a whole sentence, in which names may stand isolated: that ends with the paragraph at the latest.
pub fn sentence(text: &str, longest: usize) -> String {
    let kept = |c: &char| matches!(c, '\u{2068}' | '\u{2069}') || !is_direction_mark(*c);
    on_one_line(text.chars().filter(kept), longest)
}

fn on_one_line(visible: impl Iterator<Item = char>, longest: usize) -> String {
    let spaced: String = visible.map(|c| if breaks(c) { ' ' } else { c }).collect();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return words;
    }
    let mut cut: String = words.chars().take(longest.saturating_sub(1)).collect();
    // a joiner left dangling at the cut would glue the mark of omission to half an emoji
    cut.truncate(cut.trim_end_matches(['\u{200d}', '\u{fe0f}', ' ']).len());
    cut.push('…');
    cut
}

fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{one_line, sentence};

    #[test]
    fn lines_become_spaces() {
        assert_eq!(
            one_line("Kim\r\nBcc: all@example.com", 60),
            "Kim Bcc: all@example.com"
        );
        assert_eq!(one_line("a\u{2028}b\u{85}c\0d\te", 60), "a b c d e");
    }

    #[test]
    fn overrides_vanish_and_letters_stay() {
        assert_eq!(one_line("\u{202e}evil\u{2066}", 60), "evil");
        assert_eq!(one_line("  محمد 🌷 ", 60), "محمد 🌷");
        assert_eq!(
            sentence("\u{202e}Hello \u{2068}محمد\u{2069}", 60),
            "Hello \u{2068}محمد\u{2069}"
        );
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        let cut = one_line(&"x".repeat(300), 60);
        assert_eq!(cut.chars().count(), 60);
        assert!(cut.ends_with('…'));
        assert_eq!(one_line("👩\u{200d}🚒👩\u{200d}🚒", 3), "👩…");
    }
}
