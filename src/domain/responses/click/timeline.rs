//! The clicks that name a value, by time: what `click` measures its windows on.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::Click;

/// So many different values in one burst are a machine going through the letter.
const MANY: usize = 3;

pub(super) struct Timeline(Vec<(DateTime<Utc>, i16)>);

/// A stretch of time, from its first click to its last, and how many different values they named.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub values: usize,
}

impl Timeline {
    pub fn of<'a>(clicks: impl Iterator<Item = &'a Click>) -> Self {
        let mut marks: Vec<_> = clicks
            .filter_map(|click| Some((click.at, click.score?)))
            .collect();
        marks.sort_unstable();
        Self(marks)
    }

    /// What happened between two instants, both included.
    pub fn span(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Span> {
        let mut inside: Vec<_> = self
            .0
            .iter()
            .filter(|(at, _)| from <= *at && *at <= to)
            .collect();
        let (first, last) = (inside.first()?.0, inside.last()?.0);
        inside.sort_unstable_by_key(|(_, score)| *score);
        inside.dedup_by_key(|(_, score)| *score);
        Some(Span {
            from: first,
            to: last,
            values: inside.len(),
        })
    }

    /// Every stretch no longer than a burst that names too many values; they overlap. None when the
    /// length is zero.
    pub fn bursts(&self, length: Duration) -> Vec<Span> {
        let mut found = Vec::new();
        if length <= Duration::zero() {
            return found;
        }
        let mut inside: BTreeMap<i16, usize> = BTreeMap::new();
        let mut next = 0;
        for (from, score) in &self.0 {
            while let Some((at, entering)) = self.0.get(next)
                && *at - *from <= length
            {
                *inside.entry(*entering).or_default() += 1;
                next += 1;
            }
            if inside.len() >= MANY {
                found.push(Span {
                    from: *from,
                    to: self.0[next - 1].0,
                    values: inside.len(),
                });
            }
            if let Some(count) = inside.get_mut(score) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(score);
                }
            }
        }
        found
    }
}
