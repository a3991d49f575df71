//! In how many comments every word occurs, unhappy and happy ones apart, and which words tell the two apart.
//! Filled by `comments`.

use std::collections::{BTreeMap, HashMap};

use super::{
    distinctive::{self, Distinctive, Terms},
    feeling::Feeling,
};
use crate::domain::responses::tokens::Tokens;

/// How strongly a word's share is drawn towards its share in all comments: as if so many comments more had been seen
/// in each group. Enough to keep a word of three comments from looking like a finding.
pub const PRIOR_SIZE: f64 = 10.0;
/// A word in fewer comments than this is not looked at: it could not be told from chance.
pub const MIN_COMMENTS: u64 = 10;
/// Of the words that are shown, so large a part may be there by chance.
pub const FDR: f64 = 0.05;
/// So many times the odds in the other group, at least. Unhappy customers write more, so that every small word is a
/// little more often in their comments; that is true, and tells nothing.
pub const TIMES: f64 = 2.0;
/// Letters of a word that is counted; less is no word to learn from.
const LETTERS: usize = 2;

/// Comments counted by the words in them: a comment counts once, however often it says a word.
///
/// There is no list of words to leave out ("the", "and", "sehr"): what is as common in unhappy comments as in happy
/// ones does not tell them apart in any language, and what is not is worth knowing.
#[derive(Debug, Default)]
pub struct Vocabulary {
    comments: Counts,
    words: HashMap<String, Counts>,
    /// How words are written where that is not how they are compared.
    spellings: HashMap<String, BTreeMap<String, u64>>,
    pair: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    unhappy: u64,
    happy: u64,
    all: u64,
    /// The number of the comment counted last, so that none is counted twice.
    last: u64,
}

impl Counts {
    fn add(&mut self, feeling: Option<Feeling>) {
        self.all += 1;
        match feeling {
            Some(Feeling::Unhappy) => self.unhappy += 1,
            Some(Feeling::Happy) => self.happy += 1,
            None => {}
        }
    }
}

/// A word that is clearly more often in one group's comments.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// As most comments spell it, in small letters.
    pub spelling: String,
    /// Unhappy comments with it.
    pub unhappy: u64,
    /// Happy comments with it.
    pub happy: u64,
}

/// What tells unhappy comments from happy ones, and how many of each there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    pub unhappy_comments: u64,
    pub happy_comments: u64,
    /// More often in unhappy comments, the largest difference first.
    pub unhappy: Vec<Word>,
    /// More often in happy comments, the largest difference first.
    pub happy: Vec<Word>,
}

impl Vocabulary {
    /// Counts a comment.
    pub fn add(&mut self, comment: &str, tokens: &Tokens, feeling: Option<Feeling>) {
        self.comments.add(feeling);
        let mut pair = std::mem::take(&mut self.pair);
        for (at, word) in tokens.iter().enumerate() {
            if !tokens.is_unspaced(at) {
                self.count(word, feeling, || &comment[tokens.place(at)]);
            } else if tokens.is_glued(at)
                && let Some(before) = tokens.word(at - 1)
            {
                pair.clear();
                pair.push_str(before);
                pair.push_str(word);
                let written = tokens.place(at - 1).start..tokens.place(at).end;
                self.count(&pair, feeling, || &comment[written]);
            }
        }
        self.pair = pair;
    }

    fn count<'a>(
        &mut self,
        word: &str,
        feeling: Option<Feeling>,
        written: impl FnOnce() -> &'a str,
    ) {
        let this = self.comments.all;
        let counts = match self.words.get_mut(word) {
            Some(counts) => counts,
            None if has_letters(word) => self.words.entry(word.to_owned()).or_default(),
            None => return,
        };
        if counts.last == this {
            return;
        }
        counts.last = this;
        counts.add(feeling);
        let written = written();
        if written != word && !written.is_ascii() {
            let spellings = self.spellings.entry(word.to_owned()).or_default();
            *spellings.entry(written.to_lowercase()).or_default() += 1;
        }
    }

    /// The words that tell the two groups apart, by [`PRIOR_SIZE`], [`MIN_COMMENTS`], [`FDR`] and [`TIMES`].
    pub fn distinctive(&self) -> Words {
        let common = || self.words.iter().filter(|(_, n)| n.all >= MIN_COMMENTS);
        let terms = |of: fn(&Counts) -> u64| Terms {
            comments: of(&self.comments),
            counts: common()
                .map(|(word, counts)| (word.clone(), of(counts)))
                .collect(),
        };
        let found = distinctive::terms(
            &terms(|counts| counts.unhappy),
            &terms(|counts| counts.happy),
            &terms(|counts| counts.all),
            PRIOR_SIZE,
            MIN_COMMENTS,
            FDR,
        );
        let group = |which| {
            let of_group = found
                .iter()
                .filter(|term| term.distinctive == which && term.log_odds.abs() >= TIMES.ln());
            let mut of_group: Vec<_> = of_group.collect();
            of_group.sort_by(|one, other| other.log_odds.abs().total_cmp(&one.log_odds.abs()));
            let words = of_group.into_iter().map(|term| self.word(&term.term));
            words.collect()
        };
        Words {
            unhappy_comments: self.comments.unhappy,
            happy_comments: self.comments.happy,
            unhappy: group(Distinctive::A),
            happy: group(Distinctive::B),
        }
    }

    fn word(&self, word: &str) -> Word {
        let counts = self.words.get(word).copied().unwrap_or_default();
        let other = self.spellings.get(word).into_iter().flatten();
        let spelt_otherwise: u64 = other.clone().map(|(_, count)| count).sum();
        let most = other.max_by_key(|(_, count)| **count);
        let spelling = most
            .filter(|(_, count)| **count >= counts.all.saturating_sub(spelt_otherwise))
            .map_or(word, |(spelling, _)| spelling);
        Word {
            spelling: spelling.to_owned(),
            unhappy: counts.unhappy,
            happy: counts.happy,
        }
    }
}

fn has_letters(word: &str) -> bool {
    word.chars()
        .filter(|c| c.is_alphabetic())
        .take(LETTERS)
        .count()
        == LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::responses::search::Search;
    use proptest::prelude::*;

    fn counted(comments: &[(&str, Option<Feeling>, usize)]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (comment, feeling, times) in comments {
            for _ in 0..*times {
                vocabulary.add(comment, &Tokens::of(comment), *feeling);
            }
        }
        vocabulary
    }

    const UNHAPPY: Option<Feeling> = Some(Feeling::Unhappy);
    const HAPPY: Option<Feeling> = Some(Feeling::Happy);

    #[test]
    fn what_both_say_is_not_distinctive_in_any_language() {
        let words = counted(&[
            (
                "Die Überweisung, die ÜBERWEISUNG kam 3 x zu spät",
                UNHAPPY,
                30,
            ),
            ("Die Hilfe kam schnell", HAPPY, 60),
            ("Die Mitte", None, 5),
        ])
        .distinctive();
        let spelt =
            |words: &[Word]| -> Vec<_> { words.iter().map(|word| word.spelling.clone()).collect() };
        let mut unhappy = spelt(&words.unhappy);
        unhappy.sort();
        assert_eq!(unhappy, ["spät", "zu", "überweisung"]);
        let mut happy = spelt(&words.happy);
        happy.sort();
        assert_eq!(happy, ["hilfe", "schnell"]);
        assert_eq!((words.unhappy_comments, words.happy_comments), (30, 60));
        assert!(
            words
                .unhappy
                .iter()
                .all(|word| (word.unhappy, word.happy) == (30, 0))
        );
    }

    #[test]
    fn pairs_of_characters_stand_for_words_in_scripts_without_spaces() {
        let words = counted(&[("等待太久", UNHAPPY, 20), ("服务很好", HAPPY, 20)]).distinctive();
        assert!(words.unhappy.iter().any(|word| word.spelling == "等待"));
        assert!(words.happy.iter().any(|word| word.spelling == "很好"));
        assert!(
            words
                .happy
                .iter()
                .all(|word| word.spelling.chars().count() == 2)
        );
    }

    #[test]
    fn few_comments_say_nothing() {
        let words = counted(&[("awful", UNHAPPY, 9), ("lovely", HAPPY, 9)]).distinctive();
        assert!(words.unhappy.is_empty() && words.happy.is_empty());
        assert_eq!(Vocabulary::default().distinctive(), Words::default());
    }

    proptest! {
        #[test]
        fn a_word_s_count_is_what_its_search_finds(
            comments in prop::collection::vec("([a-cÄé]{1,2}|[服务ガ]{1,3})([ ,.-]([a-cÄé]{1,2}|[服务ガ]{1,3})){0,4}", 1..30)
        ) {
            let mut vocabulary = Vocabulary::default();
            for comment in &comments {
                vocabulary.add(comment, &Tokens::of(comment), UNHAPPY);
            }
            for (word, counts) in &vocabulary.words {
                let search = Search::parse(&Search::exactly(&vocabulary.word(word).spelling));
                let found = comments.iter().filter(|comment| search.finds(&Tokens::of(comment)));
                prop_assert_eq!(found.count() as u64, counts.unhappy, "{}", word);
            }
        }
    }
}
