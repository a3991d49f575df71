//! How much may be shown of a score at so many responses, and from where on agents are ranked and marked. The settings
//! (`config`) say it; every selection takes it along, and every screen that shows a score asks.

/// The display rules of an installation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DisplayRules {
    pub steps: Steps,
    /// Below this reliability, 0 to 1, an agent has no rank.
    pub rank_reliability: f64,
    /// Of all that is marked as really different, the share that may be so by chance.
    pub false_discovery: f64,
    /// With fewer answers, letters or contacts nobody is tested.
    pub flag_from: u64,
}

/// From how many responses on a score is shown, and from how many without reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// From here on a score is shown at all.
    pub score_from: u64,
    /// From here on a score is shown without the mark "few responses", and may carry an arrow.
    pub full_from: u64,
}

impl Default for DisplayRules {
    fn default() -> Self {
        Self {
            steps: Steps::default(),
            rank_reliability: 0.7,
            false_discovery: 0.05,
            flag_from: 10,
        }
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            score_from: 5,
            full_from: 30,
        }
    }
}

impl DisplayRules {
    /// From this reliability on a score is enough for decisions about one person: 0.9 is the usual standard, and an
    /// installation that asks for more before a rank asks for as much here.
    pub fn solid_reliability(&self) -> f64 {
        self.rank_reliability.max(0.9)
    }
}

impl Steps {
    pub fn showing(self, responses: u64) -> Showing {
        match responses {
            0 => Showing::Nothing,
            n if n < self.score_from => Showing::CountsOnly,
            n if n < self.full_from => Showing::Few,
            _ => Showing::Full,
        }
    }
}

/// What a screen may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Showing {
    /// No responses, no score.
    Nothing,
    /// The counts only: no score, no colour, no arrow.
    CountsOnly,
    /// Score and interval, marked as few responses: no rank, no arrow.
    Few,
    /// Score and interval; an arrow where the difference is significant.
    Full,
}

impl Showing {
    /// Whether the score itself may be shown.
    pub fn shows_score(self) -> bool {
        self >= Showing::Few
    }

    /// Whether a significant difference may be shown as an arrow.
    pub fn may_show_arrow(self) -> bool {
        self == Showing::Full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_where_the_installation_puts_them() {
        use Showing::*;
        let steps = |score_from, full_from| Steps {
            score_from,
            full_from,
        };
        let table = [
            (
                Steps::default(),
                [0, 1, 4, 5, 29, 30, u64::MAX],
                [Nothing, CountsOnly, CountsOnly, Few, Few, Full, Full],
            ),
            (
                steps(3, 12),
                [0, 2, 3, 11, 12, 13, u64::MAX],
                [Nothing, CountsOnly, Few, Few, Full, Full, Full],
            ),
            (
                steps(20, 20),
                [0, 1, 5, 19, 20, 30, u64::MAX],
                [
                    Nothing, CountsOnly, CountsOnly, CountsOnly, Full, Full, Full,
                ],
            ),
        ];
        for (steps, responses, expected) in table {
            let shown = responses.map(|n| steps.showing(n));
            assert_eq!(shown, expected, "{steps:?}");
        }
        assert!(!CountsOnly.shows_score() && Few.shows_score() && Full.shows_score());
        assert!(!Few.may_show_arrow() && Full.may_show_arrow());
    }

    #[test]
    fn nothing_is_solid_that_is_not_even_enough_for_a_rank() {
        let solid = |rank_reliability| {
            let rules = DisplayRules {
                rank_reliability,
                ..DisplayRules::default()
            };
            rules.solid_reliability()
        };
        assert_eq!([0.5, 0.7, 0.95].map(solid), [0.9, 0.9, 0.95]);
    }
}
