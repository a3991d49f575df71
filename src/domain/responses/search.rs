//! What somebody types to find comments: words that must all occur, and "phrases in quotes". Called by
//! `scores::comments` and the console.

use super::{
    phrase::{Ending, Phrase},
    tokens::Tokens,
};

/// A search. Any text is one: quotes that are not closed, signs and nothing at all are no errors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(Vec<Phrase>);

impl Search {
    /// Words are found at the beginning of words; between quotation marks, of any language, words are found
    /// as they are and one after the other.
    pub fn parse(text: &str) -> Self {
        let mut phrases = Vec::new();
        for (i, part) in text.split(is_quote).enumerate() {
            if i % 2 == 1 {
                phrases.extend(Phrase::new(part, Ending::Whole));
            } else {
                let words = part.split_whitespace();
                phrases.extend(words.filter_map(|word| Phrase::new(word, Ending::Open)));
            }
        }
        Self(phrases)
    }

    /// The search that finds comments with exactly this word or phrase, as one types it.
    pub fn exactly(words: &str) -> String {
        format!("\"{words}\"")
    }

    /// Whether there is nothing to look for: every comment is found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether everything looked for is in the comment.
    pub fn finds(&self, comment: &Tokens) -> bool {
        self.0.iter().all(|phrase| phrase.is_in(comment))
    }

    pub fn phrases(&self) -> &[Phrase] {
        &self.0
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(search: &str, comment: &str) -> bool {
        Search::parse(search).finds(&Tokens::of(comment))
    }

    #[test]
    fn all_words_must_occur_in_any_order() {
        let comment = "The engineer came late, and the Überweisung is still not there.";
        for search in [
            "late",
            "LATE eng",
            "uberweisung",
            "\"still not\" late",
            "„is still“",
            "late \"",
            "",
            "%",
        ] {
            assert!(finds(search, comment), "{search}");
        }
        for search in [
            "later",
            "late early",
            "\"not still\"",
            "\"engine\"",
            "gineer",
            "% 5",
        ] {
            assert!(!finds(search, comment), "{search}");
        }
    }

    #[test]
    fn other_scripts_are_searched_alike() {
        assert!(finds("انتظار", "كان الانتظار؟ لا، انتظارٌ طويل") && !finds("انتظار", "شكرا"));
        assert!(finds("服务", "你们的服务很好") && finds("「服务」 很好", "你们的服务很好"));
    }

    #[test]
    fn signs_alone_look_for_nothing() {
        for search in ["", "   ", "%", "_", "\"", "'", "\"\"", "%_\"'\\;--"] {
            assert!(Search::parse(search).is_empty(), "{search}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_search_and_more_words_find_no_more(one in "\\PC{0,40}", more in "[a-z 服务]{0,10}", comment in "\\PC{0,60}") {
            let both = format!("{} {more}", one.replace(is_quote, " "));
            if finds(&both, &comment) {
                prop_assert!(finds(&one.replace(is_quote, " "), &comment));
            }
            let _ = Search::parse(&one);
        }

        #[test]
        fn a_word_of_a_comment_finds_it(comment in "\\PC{1,60}") {
            let tokens = Tokens::of(&comment);
            for at in 0..tokens.len() {
                let word = &comment[tokens.place(at)];
                prop_assert!(finds(&Search::exactly(word), &comment), "{}", word);
            }
        }
    }
}
