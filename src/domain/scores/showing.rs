//! How much of a score may be shown at so many responses. Asked by every screen that shows one.

/// From here on a score is shown at all.
pub const FEW_FROM: u64 = 5;
/// From here on a score is shown without the mark "few responses", and may carry an arrow.
pub const FULL_FROM: u64 = 30;

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
    pub fn of(responses: u64) -> Self {
        match responses {
            0 => Showing::Nothing,
            n if n < FEW_FROM => Showing::CountsOnly,
            n if n < FULL_FROM => Showing::Few,
            _ => Showing::Full,
        }
    }

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
    fn the_steps_are_where_they_should_be() {
        let steps = [0, 1, 4, 5, 29, 30, u64::MAX].map(Showing::of);
        use Showing::*;
        assert_eq!(
            steps,
            [Nothing, CountsOnly, CountsOnly, Few, Few, Full, Full]
        );
        assert!(!CountsOnly.shows_score() && Few.shows_score() && Full.shows_score());
        assert!(!Few.may_show_arrow() && Full.may_show_arrow());
    }
}
