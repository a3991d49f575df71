//! Which products, touchpoints or other groups really moved between two periods. Called by the overview.

use std::collections::HashMap;

use super::breakdown::{Breakdown, Group, Label};
use super::compare::{Difference, difference};
use super::interval::LEVEL;
use super::summary::Summary;

/// A group whose score is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    pub label: Label,
    pub now: Summary,
    pub before: Summary,
    /// Now minus before, in the unit of the score, with its 95 % interval.
    pub difference: Difference,
}

impl Mover {
    /// How far it moved, whichever way, in the unit of the score.
    pub fn size(&self) -> f64 {
        self.difference.difference.map_or(0.0, f64::abs)
    }

    /// Whether it got better.
    pub fn rose(&self) -> bool {
        self.difference.difference.is_some_and(|by| by > 0.0)
    }
}

/// The groups that moved, the largest move first.
///
/// Only groups with enough answers on both sides for an arrow are compared. As so many are looked at together, each
/// has to pass a stricter test than one alone: its interval at 1 - 5 %/m, with m groups compared, excludes 0
/// (Bonferroni), so that in 95 of 100 quiet periods none is named at all.
pub fn movers(now: &Breakdown, before: &Breakdown) -> Vec<Mover> {
    let earlier: HashMap<&Label, &Summary> = before
        .groups
        .iter()
        .map(|group| (&group.label, &group.summary))
        .collect();
    let enough = |summary: &Summary| summary.showing().may_show_arrow();
    let compared: Vec<(&Group, &Summary)> = now
        .groups
        .iter()
        .filter_map(|group| Some((group, *earlier.get(&group.label)?)))
        .filter(|(group, before)| enough(&group.summary) && enough(before))
        .collect();
    let strict = 1.0 - (1.0 - LEVEL) / compared.len().max(1) as f64;
    let mut movers: Vec<Mover> = compared
        .into_iter()
        .filter_map(|(group, before)| {
            let formula = group.summary.metric.formula();
            let between =
                |level| difference(formula, &group.summary.answers, &before.answers, level);
            between(strict).significant.then(|| Mover {
                label: group.label.clone(),
                now: group.summary.clone(),
                before: before.clone(),
                difference: between(LEVEL),
            })
        })
        .collect();
    movers.sort_by(|a, b| {
        let size = b.size().total_cmp(&a.size());
        size.then_with(|| a.label.order().cmp(&b.label.order()))
    });
    movers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{metric::Metric, showing::Steps};

    fn breakdown(groups: &[(&str, u64, u64)]) -> Breakdown {
        let groups = groups.iter().map(|(key, happy, unhappy)| {
            let mut summary = Summary::empty(Metric::Csat, Steps::default());
            summary.answers = [(5, *happy), (1, *unhappy)].into_iter().collect();
            Group {
                label: Label {
                    key: Some((*key).into()),
                    name: Some((*key).into()),
                },
                summary,
            }
        });
        Breakdown {
            total: Summary::empty(Metric::Csat, Steps::default()),
            groups: groups.collect(),
        }
    }

    fn named(now: &[(&str, u64, u64)], before: &[(&str, u64, u64)]) -> Vec<String> {
        let found = movers(&breakdown(now), &breakdown(before));
        found
            .into_iter()
            .filter_map(|mover| mover.label.key)
            .collect()
    }

    #[test]
    fn real_moves_are_named_the_largest_first() {
        let before = [("a", 80, 20), ("b", 80, 20), ("c", 80, 20)];
        let now = [("a", 50, 50), ("b", 79, 21), ("c", 99, 1)];
        assert_eq!(named(&now, &before), ["a", "c"]);
    }

    #[test]
    fn few_answers_and_new_groups_are_not_compared() {
        let before = [("a", 20, 0), ("b", 80, 20)];
        let now = [("a", 0, 80), ("b", 5, 20), ("new", 0, 100)];
        assert_eq!(named(&now, &before), [""; 0]);
        assert_eq!(named(&[], &[]), [""; 0]);
    }

    #[test]
    fn with_many_groups_a_move_has_to_be_clearer() {
        let names: Vec<String> = (0..40).map(|number| format!("g{number:02}")).collect();
        let alone = [("x", 68, 32)];
        assert_eq!(named(&alone, &[("x", 81, 19)]), ["x"]);
        let quiet = names.iter().map(|name| (name.as_str(), 80, 20));
        let now: Vec<_> = quiet.clone().chain([("x", 68, 32)]).collect();
        let before: Vec<_> = quiet.chain([("x", 81, 19)]).collect();
        assert_eq!(named(&now, &before), [""; 0]);
    }
}
