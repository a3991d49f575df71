//! Words that stand one after the other, found in a comment. A search is made of them, and a theme.

use std::{collections::HashMap, ops::Range};

use super::tokens::Tokens;

/// Where the last word of a phrase ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With the word: `wait` is not in "waiting".
    Whole,
    /// Anywhere: `wait` is in "waiting", but not in "await".
    Open,
}

/// At least one word. Signs, spaces and line ends between the words of a comment do not matter; characters of a
/// script written without spaces that touch each other must touch in the comment too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    words: Tokens,
    ending: Ending,
}

impl Phrase {
    /// `None` where there is no word, only signs.
    pub fn new(text: &str, ending: Ending) -> Option<Self> {
        let words = Tokens::of(text);
        (!words.is_empty()).then_some(Self { words, ending })
    }

    /// Whether it begins with the `at`th word.
    fn begins_at(&self, text: &Tokens, at: usize) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().enumerate().all(|(i, wanted)| {
            let touches = !self.words.is_glued(i) || text.is_glued(at + i);
            touches
                && text.word(at + i).is_some_and(|word| {
                    if i == last && self.ending == Ending::Open {
                        word.starts_with(wanted)
                    } else {
                        word == wanted
                    }
                })
        })
    }

    /// Whether it is anywhere in the text.
    pub fn is_in(&self, text: &Tokens) -> bool {
        (0..text.len()).any(|at| self.begins_at(text, at))
    }

    /// Where it stands in the text that was read, every time.
    fn places<'a>(&'a self, text: &'a Tokens) -> impl Iterator<Item = Range<usize>> + 'a {
        (0..text.len())
            .filter(|at| self.begins_at(text, *at))
            .map(|at| text.place(at).start..text.place(at + self.words.len() - 1).end)
    }
}

/// The phrases of many owners, so kept that a text is compared with few of them.
#[derive(Clone, Debug, Default)]
pub struct Phrases(HashMap<char, Vec<(usize, Phrase)>>);

impl Phrases {
    /// Adds a phrase of this owner.
    pub fn add(&mut self, owner: usize, phrase: Phrase) {
        let first = phrase.words.word(0).and_then(|word| word.chars().next());
        if let Some(first) = first {
            self.0.entry(first).or_default().push((owner, phrase));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls `found` with the owner of every phrase in the text, with the same owner as often as it is found.
    pub fn owners(&self, text: &Tokens, mut found: impl FnMut(usize)) {
        for (at, word) in text.iter().enumerate() {
            let first = word.chars().next();
            for (owner, phrase) in first.and_then(|it| self.0.get(&it)).into_iter().flatten() {
                if phrase.begins_at(text, at) {
                    found(*owner);
                }
            }
        }
    }
}

/// A stretch of a text, and whether it is one of those looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub found: bool,
}

/// The text cut where phrases begin and end. Put together again the pieces are the text.
pub fn marked<'a>(text: &'a str, phrases: &[&Phrase]) -> Vec<Piece<'a>> {
    let tokens = Tokens::of(text);
    let mut places: Vec<_> = phrases
        .iter()
        .flat_map(|phrase| phrase.places(&tokens))
        .collect();
    places.sort_by_key(|place| (place.start, place.end));
    let mut pieces = Vec::new();
    let mut end = 0;
    let mut places = places.into_iter().peekable();
    while let Some(mut place) = places.next() {
        while let Some(next) = places.next_if(|next| next.start <= place.end) {
            place.end = place.end.max(next.end);
        }
        if end < place.start {
            pieces.push(Piece {
                text: &text[end..place.start],
                found: false,
            });
        }
        end = place.end;
        pieces.push(Piece {
            text: &text[place],
            found: true,
        });
    }
    if end < text.len() {
        pieces.push(Piece {
            text: &text[end..],
            found: false,
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(phrase: &str, ending: Ending, text: &str) -> bool {
        let phrase = Phrase::new(phrase, ending).expect("a phrase");
        phrase.is_in(&Tokens::of(text))
    }

    #[test]
    fn a_word_is_found_at_the_beginning_of_words() {
        use Ending::{Open, Whole};
        assert!(found("wait", Open, "All this WAITING!"));
        assert!(!found("wait", Whole, "All this waiting!") && found("wait", Whole, "A long wait."));
        assert!(!found("wait", Open, "I await you"));
        assert!(found("no answer", Open, "There was no\nanswer, at all"));
        assert!(found("no answer", Open, "no answers") && !found("no answer", Whole, "no answers"));
        assert!(!found("no answer", Open, "no good answer"));
        assert!(found("e-mail", Open, "An E Mail came") && found("Überw", Open, "die uberweisung"));
        assert!(found("انتظار", Open, "كان انتظارٌ طويل") && found("😡", Whole, "so 😡😡"));
    }

    #[test]
    fn without_spaces_it_is_found_anywhere() {
        for ending in [Ending::Open, Ending::Whole] {
            assert!(found("服务", ending, "你们的服务态度很好"));
            assert!(!found("服务", ending, "服，务") && !found("服务", ending, "务服"));
            assert!(found("ネット", ending, "インターネット") && found("ดี", ending, "ไม่ดีเลย"));
        }
        assert!(found("5G网络", Ending::Open, "5G 网络很慢"));
    }

    #[test]
    fn only_signs_are_no_phrase() {
        for text in ["", " ", "%", "_\"'", "…"] {
            assert_eq!(Phrase::new(text, Ending::Open), None);
        }
    }

    #[test]
    fn what_is_found_is_marked_whole() {
        let phrases = ["wait", "long"].map(|word| Phrase::new(word, Ending::Open).unwrap());
        let phrases = [&phrases[0], &phrases[1]];
        let text = "<b>Waiting</b> so long";
        let pieces: Vec<_> = marked(text, &phrases)
            .into_iter()
            .map(|piece| (piece.text, piece.found))
            .collect();
        assert_eq!(
            pieces,
            [
                ("<b>", false),
                ("Waiting", true),
                ("</b> so ", false),
                ("long", true)
            ]
        );
        let chinese = Phrase::new("服务态", Ending::Open).unwrap();
        assert_eq!(marked("的服务态度", &[&chinese])[1].text, "服务态");
        assert_eq!(marked("", &phrases), []);
    }

    proptest! {
        #[test]
        fn marking_loses_nothing_and_finds_what_is_in(
            text in "[a-dé .服务ก<&]{0,30}", looked_for in prop::collection::vec("[a-dé 服务]{1,3}", 1..4)
        ) {
            let phrases: Vec<_> = looked_for.iter().filter_map(|it| Phrase::new(it, Ending::Open)).collect();
            let pieces = marked(&text, &phrases.iter().collect::<Vec<_>>());
            prop_assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text.clone());
            let tokens = Tokens::of(&text);
            prop_assert_eq!(
                pieces.iter().any(|piece| piece.found),
                phrases.iter().any(|phrase| phrase.is_in(&tokens))
            );
        }

        #[test]
        fn many_at_once_are_found_as_each_alone(
            text in "[a-dé .服务]{0,30}", words in prop::collection::vec("[a-dé 服务]{1,3}", 0..6)
        ) {
            let tokens = Tokens::of(&text);
            let mut all = Phrases::default();
            let mut alone = Vec::new();
            for (owner, word) in words.iter().enumerate() {
                let Some(phrase) = Phrase::new(word, Ending::Open) else { continue };
                if phrase.is_in(&tokens) { alone.push(owner); }
                all.add(owner, phrase);
            }
            let mut together = Vec::new();
            all.owners(&tokens, |owner| together.push(owner));
            together.sort_unstable();
            together.dedup();
            prop_assert_eq!(together, alone);
        }

        #[test]
        fn words_that_follow_each_other_are_found(text in "[a-eé .,服务ก😡']{1,40}", from in 0..40_usize, more in 0..4_usize) {
            let tokens = Tokens::of(&text);
            prop_assume!(!tokens.is_empty());
            let from = from % tokens.len();
            let to = (from + more).min(tokens.len() - 1);
            let cut = &text[tokens.place(from).start..tokens.place(to).end];
            let phrase = Phrase::new(cut, Ending::Whole).expect("a word");
            prop_assert!(phrase.is_in(&tokens));
        }
    }
}
