//! The words of a comment in any script, folded so that capitals, accents and invisible signs do not matter.
//! `phrase` finds with them, `scores::comments` counts them.

use std::ops::Range;

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};
use unicode_segmentation::UnicodeSegmentation;

/// The words of one text. Reading the next text into it reuses its room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    folded: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    word: Range<usize>,
    place: Range<usize>,
    unspaced: bool,
    glued: bool,
}

impl Tokens {
    /// The words of a text, in their order.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.read(text);
        tokens
    }

    /// Forgets the words it had and takes those of this text.
    ///
    /// Words are those of Unicode's rules (UAX 29), cut further at every sign but an apostrophe, so that
    /// `slow.Very` is two. Of a script written without spaces every character is a word of its own;
    /// pictures (emoji) are words too, other signs are none.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.tokens.clear();
        // Words never reach over a space, and most need no looking up in Unicode's tables.
        let mut start = 0;
        for chunk in text.split_inclusive([' ', '\n']) {
            let word = chunk.trim_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            if chunk.is_ascii() {
                self.plain(start, chunk);
            } else if word.chars().all(is_plain_letter) {
                let before = chunk.find(word).unwrap_or_default();
                self.push(start + before, word, false);
            } else {
                self.any(start, chunk);
            }
            start += chunk.len();
        }
    }

    /// Reads ASCII by the same rules as [`Self::any`]: an apostrophe stays between two letters or two digits.
    fn plain(&mut self, start: usize, chunk: &str) {
        let bytes = chunk.as_bytes();
        let kind = |at: usize| match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphabetic() => 'a',
            Some(byte) if byte.is_ascii_digit() => '0',
            _ => ' ',
        };
        let mut at = 0;
        while at < bytes.len() {
            let from = at;
            while kind(at) != ' '
                || (at > from
                    && bytes.get(at) == Some(&b'\'')
                    && kind(at - 1) != ' '
                    && kind(at - 1) == kind(at + 1))
            {
                at += 1;
            }
            if at > from {
                self.push(start + from, &chunk[from..at], false);
            }
            at += 1;
        }
    }

    fn any(&mut self, offset: usize, chunk: &str) {
        for (start, segment) in chunk.split_word_bound_indices() {
            let start = offset + start;
            match segment.as_bytes() {
                [first] if !first.is_ascii_alphanumeric() => {}
                bytes if bytes.iter().all(u8::is_ascii_alphanumeric) => {
                    self.push(start, segment, false);
                }
                _ => self.cut(start, segment),
            }
        }
    }

    fn cut(&mut self, start: usize, segment: &str) {
        let mut begun: Option<usize> = None;
        for (at, cluster) in segment.grapheme_indices(true) {
            let Some(first) = cluster.chars().next() else {
                continue;
            };
            let alone = (is_unspaced(first) && first.is_alphanumeric()) || is_picture(first);
            // A mark without a letter before it begins nothing.
            let begins = begun.is_some() || !is_combining_mark(first);
            if !alone && begins && is_inside(first) {
                begun = begun.or(Some(at));
                continue;
            }
            self.word_of(start, segment, begun.take(), at);
            if alone {
                self.push(start + at, cluster, is_unspaced(first));
            }
        }
        self.word_of(start, segment, begun, segment.len());
    }

    fn word_of(&mut self, start: usize, segment: &str, from: Option<usize>, to: usize) {
        let Some(from) = from else { return };
        let word = segment[from..to].trim_end_matches(is_apostrophe);
        let bare = word.trim_start_matches(is_apostrophe);
        if bare.contains(char::is_alphanumeric) {
            self.push(start + from + word.len() - bare.len(), bare, false);
        }
    }

    fn push(&mut self, start: usize, word: &str, unspaced: bool) {
        let from = self.folded.len();
        fold(word, &mut self.folded);
        if self.folded.len() == from {
            return;
        }
        let before = self.tokens.last();
        let glued = unspaced && before.is_some_and(|it| it.unspaced && it.place.end == start);
        self.tokens.push(Token {
            word: from..self.folded.len(),
            place: start..start + word.len(),
            unspaced,
            glued,
        });
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The folded words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.tokens
            .iter()
            .map(|token| &self.folded[token.word.clone()])
    }

    /// A folded word; nothing behind the last one.
    pub fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        Some(&self.folded[token.word.clone()])
    }

    /// Where a word stands in the text it was read from; empty behind the last one.
    pub fn place(&self, at: usize) -> Range<usize> {
        self.tokens
            .get(at)
            .map_or(0..0, |token| token.place.clone())
    }

    /// Whether it is a character of a script written without spaces.
    pub fn is_unspaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.unspaced)
    }

    /// Whether it and the word before are neighbours in a script written without spaces.
    pub fn is_glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }
}

/// Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters that only ever join into words: Latin, Greek, Cyrillic, Hebrew and Arabic.
fn is_plain_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (matches!(c, 'À'..='\u{24f}' | '\u{388}'..='\u{481}' | '\u{48a}'..='\u{52f}'
            | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}')
            && c.is_alphabetic())
}

/// Emoji and the like: one can look for them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || canonical_combining_class(c) != 0 || is_invisible(c) || is_apostrophe(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Signs that steer how a text is drawn, and the Arabic stretcher.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Accents, Hebrew points and Arabic vowel signs. Not the marks that make another letter: the voice mark of Japanese,
/// the vowels of Hindi or Thai.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 10..=36 | 200..=240)
}

/// Adds the word in the form in which words are compared: compatible forms made one, lower case over upper case
/// (so that ß is ss and both sigmas are one), accents and invisible signs taken off.
fn fold(word: &str, into: &mut String) {
    if word.is_ascii() {
        into.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let from = into.len();
    if word.chars().all(|c| fold_western(c, into)) {
        return;
    }
    into.truncate(from);
    for composed in word.nfkc() {
        if matches!(composed, '\u{ac00}'..='\u{d7a3}') {
            // A Korean syllable stays whole: its parts are no letters to a reader.
            into.push(composed);
            continue;
        }
        let cased = composed.to_uppercase().flat_map(char::to_lowercase);
        for c in cased.nfkd() {
            match c {
                c if is_apostrophe(c) => into.push('\''),
                c if is_invisible(c) || is_accent(c) => {}
                c => into.push(c),
            }
        }
    }
}

/// The letters of Western Europe without the tables, by the same rules; false for anything else.
fn fold_western(c: char, into: &mut String) -> bool {
    let folded = match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ý' | 'ÿ' | 'Ý' => 'y',
        'ß' => {
            into.push('s');
            's'
        }
        _ => return false,
    };
    into.push(folded);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        Tokens::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn case_accents_and_invisible_signs_do_not_matter() {
        for (one, other) in [
            ("Überweisung", "uberweisung"),
            ("Straße", "STRASSE"),
            ("naïve CAFÉ", "naive cafe"),
            ("İstanbul ışık", "istanbul isik"),
            ("Σοφός", "ΣΟΦΟΣ"),
            ("انتظارٌ طويـــل", "انتظار طويل"),
            ("أين", "اين"),
            ("שָׁלוֹם", "שלום"),
            ("don’t", "DON'T"),
            ("ﬁne ＡＢＣ", "fine abc"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("ｶﾞｽ", "ガス"),
            ("e\u{301}te\u{301}", "été"),
        ] {
            assert_eq!(words(one), words(other));
        }
        for (one, other) in [("が", "か"), ("कि", "की"), ("안", "않"), ("มา", "มี")]
        {
            assert_ne!(words(one), words(other));
        }
    }

    #[test]
    fn signs_end_a_word_and_are_none() {
        assert_eq!(
            words("Too slow.Very e-mail <b>bold</b> don't %_\"' 3.5"),
            [
                "too", "slow", "very", "e", "mail", "b", "bold", "b", "don't", "3", "5"
            ]
        );
        assert_eq!(words("% _ \" ' … !!! \n\t"), Vec::<String>::new());
        assert_eq!(words("so 😡! ❤️"), ["so", "😡", "❤"]);
    }

    #[test]
    fn scripts_without_spaces_give_their_characters() {
        assert_eq!(words("服务 5G网络"), ["服", "务", "5g", "网", "络"]);
        let tokens = Tokens::of("服务，网络 Wi-Fi");
        let glued: Vec<_> = (0..tokens.len()).map(|at| tokens.is_glued(at)).collect();
        assert_eq!(glued, [false, true, false, true, false, false]);
        assert_eq!(words("プラン"), ["フ\u{309a}", "ラ", "ン"]);
        assert_eq!(words("기다렸어요"), ["기다렸어요"]);
        assert_eq!(words("ไม่ดี").len(), 3);
    }

    proptest! {
        #[test]
        fn every_word_stands_where_it_says(text in "\\PC{0,60}|[a-zé 'ßA%.服务ンกำ😡_-]{0,40}") {
            let tokens = Tokens::of(&text);
            let mut end = 0;
            for at in 0..tokens.len() {
                let place = tokens.place(at);
                prop_assert!(place.start >= end && place.start < place.end);
                end = place.end;
                let mut alone = String::new();
                fold(&text[place], &mut alone);
                prop_assert_eq!(tokens.word(at), Some(alone.as_str()));
            }
        }

        #[test]
        fn folding_twice_changes_nothing_and_capitals_do_not_matter(text in "\\PC{0,40}|[a-zäöüßçéş ]{0,40}") {
            let once = words(&text).join(" ");
            let mut twice = String::new();
            for (i, word) in words(&text).iter().enumerate() {
                if i > 0 { twice.push(' '); }
                fold(word, &mut twice);
            }
            prop_assert_eq!(&twice, &once);
        }

        #[test]
        fn capitals_do_not_matter(text in "[a-zäöüßçéşαβγςабв ]{0,40}") {
            prop_assert_eq!(words(&text.to_uppercase()), words(&text));
        }

        #[test]
        fn the_short_way_reads_as_the_long_one(text in "[a-c5'._ -]{0,30}|\\PC{0,40}|[a'5é服 \n\u{301}]{0,20}|[À-ԯא-ي'. ]{0,20}") {
            let mut long = Tokens::default();
            long.any(0, &text);
            prop_assert_eq!(Tokens::of(&text), long);
        }

        #[test]
        fn western_letters_fold_as_all_letters_do(word in "[A-Za-zÀ-ÿ]{1,12}") {
            let (mut short, mut long) = (String::new(), String::new());
            fold(&word, &mut short);
            // A sign that leaves no trace sends it the long way.
            fold(&format!("{word}\u{200d}"), &mut long);
            prop_assert_eq!(short, long);
        }

        #[test]
        fn a_used_one_reads_like_a_new_one(first in "\\PC{0,30}", second in "\\PC{0,30}") {
            let mut used = Tokens::of(&first);
            used.read(&second);
            prop_assert_eq!(used, Tokens::of(&second));
        }
    }
}
