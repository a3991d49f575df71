//! Themes over the comments of a selection: in how many they are, and what they have to do with the score.
//! Called by `comments`, which reads the comments once for everything.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::{
    distribution::Distribution,
    impact::{self, Impact},
    interval::LEVEL,
    metric::Metric,
    period::Period,
    remembered,
};
use crate::{
    db::Db,
    domain::responses::{
        filter::Filter,
        phrase::{Phrase, Phrases},
        theme::{self, Words},
        tokens::Tokens,
    },
    ids::{BrandId, ThemeId},
};

/// One theme over the brands that have one of its name; each brand's words are looked for in its own comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    pub name: String,
    /// What it is made of: brands with the same words together.
    pub parts: Vec<Part>,
    phrases: Vec<(BrandId, Phrase)>,
}

/// The brands in which a theme has the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// One of its rows; the others are its equals.
    pub id: ThemeId,
    pub brands: Vec<BrandId>,
    words: Words,
}

impl Theme {
    /// What is looked for in comments of this brand.
    pub fn phrases(&self, brand: BrandId) -> impl Iterator<Item = &Phrase> {
        let of_brand = self.phrases.iter().filter(move |(its, _)| *its == brand);
        of_brand.map(|(_, phrase)| phrase)
    }
}

/// A theme's part in the answers that came with a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeShare {
    pub theme: Theme,
    /// Answers whose comment has the theme.
    pub answers: Distribution,
    /// Of all answers with a comment, those with the theme. An association, no promise of what mending it would bring.
    pub impact: Impact,
}

impl ThemeShare {
    pub fn responses(&self) -> u64 {
        self.answers.total()
    }
}

/// Themes, ready to be found in one comment after the other.
#[derive(Clone, Debug, Default)]
pub struct Themes {
    themes: Vec<Theme>,
    of_brand: HashMap<BrandId, Phrases>,
    answers: Vec<Distribution>,
    /// The themes of the comment read last, each once.
    found: Vec<usize>,
}

impl Themes {
    /// Brings themes of one name together.
    pub fn new(rows: impl IntoIterator<Item = theme::Model>) -> Self {
        let mut by_key: BTreeMap<String, Theme> = BTreeMap::new();
        for row in rows {
            let theme = by_key.entry(row.key).or_insert_with(|| Theme {
                name: row.name,
                parts: Vec::new(),
                phrases: Vec::new(),
            });
            let phrases = row.words.phrases().map(|phrase| (row.brand_id, phrase));
            theme.phrases.extend(phrases);
            match theme.parts.iter_mut().find(|part| part.words == row.words) {
                Some(part) => part.brands.push(row.brand_id),
                None => theme.parts.push(Part {
                    id: row.id,
                    brands: vec![row.brand_id],
                    words: row.words,
                }),
            }
        }
        let mut all = Self {
            answers: vec![Distribution::new(); by_key.len()],
            themes: by_key.into_values().collect(),
            ..Self::default()
        };
        for (i, theme) in all.themes.iter().enumerate() {
            for (brand, phrase) in &theme.phrases {
                let of_brand = all.of_brand.entry(*brand).or_default();
                of_brand.add(i, phrase.clone());
            }
        }
        all
    }

    /// Where the theme of this name stands among them.
    pub fn position(&self, name: &str) -> Option<usize> {
        let key = theme::key(name);
        let same = |theme: &Theme| theme::key(&theme.name) == key;
        self.themes.iter().position(same)
    }

    pub fn get(&self, at: usize) -> Option<&Theme> {
        self.themes.get(at)
    }

    /// Finds the themes of a comment and counts its answer for each of them.
    pub(super) fn add(&mut self, brand: BrandId, tokens: &Tokens, answer: i32) -> &[usize] {
        self.found.clear();
        if let Some(phrases) = self.of_brand.get(&brand) {
            phrases.owners(tokens, |theme| {
                if !self.found.contains(&theme) {
                    self.found.push(theme);
                }
            });
        }
        for theme in &self.found {
            self.answers[*theme].add(answer, 1);
        }
        &self.found
    }

    /// What was counted, the theme with the most comments first; `all` are the answers of every comment read.
    pub(super) fn shares(self, metric: Metric, all: &Distribution) -> Vec<ThemeShare> {
        let counted = self.themes.into_iter().zip(self.answers);
        let mut shares: Vec<_> = counted
            .map(|(theme, answers)| ThemeShare {
                impact: impact::impact(metric.formula(), all, &answers, LEVEL),
                theme,
                answers,
            })
            .collect();
        shares.sort_by_key(|share| std::cmp::Reverse(share.responses()));
        shares
    }
}

/// What a theme would find, before it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub matching: u64,
    pub comments: u64,
    /// Some of those it finds, the newest first.
    pub samples: Vec<String>,
}

/// Tries words on the comments some brands got in a period.
pub async fn preview(
    db: &Db,
    brands: &[BrandId],
    words: &Words,
    period: Period,
    now: DateTime<Utc>,
    samples: usize,
) -> Result<Preview, DbErr> {
    let mut phrases = Phrases::default();
    for phrase in words.phrases() {
        phrases.add(0, phrase);
    }
    let filter = Filter::within(brands.iter().copied());
    let mut seen = Preview::default();
    let mut tokens = Tokens::default();
    remembered::each(db, &filter, None, period, now, |comment| {
        seen.comments += 1;
        tokens.read(&comment.comment);
        let mut found = false;
        phrases.owners(&tokens, |_| found = true);
        if found {
            seen.matching += 1;
            if seen.samples.len() < samples {
                seen.samples.push(comment.comment.clone());
            }
        }
    })
    .await?;
    Ok(seen)
}
