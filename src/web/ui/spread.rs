//! An interval drawn on one line: how far the truth may lie from a score. Used in tables and headlines.

use maud::{Markup, html};

/// A score with its interval, on an axis that all rows of a table share.
pub struct Spread {
    pub axis: (f64, f64),
    pub low: f64,
    pub score: f64,
    pub high: f64,
    /// A score to compare with, drawn as a fine upright line.
    pub reference: Option<f64>,
}

/// The drawing. It repeats numbers that stand beside it as text, so screen readers skip it.
pub fn spread(of: &Spread) -> Markup {
    let at = |value: f64| format!("{:.1}", place(value, of.axis));
    html! {
        svg class="spread" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            line class="spread-axis" x1="0" x2="100" y1="6" y2="6" {}
            @if let Some(reference) = of.reference {
                line class="spread-reference" x1=(at(reference)) x2=(at(reference)) y1="0" y2="12" {}
            }
            line class="spread-interval" x1=(at(of.low)) x2=(at(of.high)) y1="6" y2="6" {}
            line class="spread-score" x1=(at(of.score)) x2=(at(of.score)) y1="0" y2="12" {}
        }
    }
}

/// Where a value lies on an axis, 0 to 100.
pub(super) fn place(value: f64, (from, to): (f64, f64)) -> f64 {
    if to <= from {
        return 50.0;
    }
    ((value - from) / (to - from) * 100.0).clamp(0.0, 100.0)
}

/// An axis of round numbers around the given values, inside `limits`, in two to five equal steps.
pub fn round_axis(values: impl IntoIterator<Item = f64>, limits: (f64, f64)) -> Axis {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        (low, high) = limits;
    }
    for step in [5.0, 10.0, 20.0, 25.0] {
        let mut from = (low / step).floor() * step;
        let mut to = (high / step).ceil() * step;
        while to - from < 2.0 * step {
            if to + step <= limits.1 {
                to += step
            } else {
                from -= step
            }
        }
        if (to - from) / step <= 5.0 && from >= limits.0 && to <= limits.1 {
            return Axis { from, to, step };
        }
    }
    Axis {
        from: limits.0,
        to: limits.1,
        step: (limits.1 - limits.0) / 4.0,
    }
}

/// An axis with its steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub from: f64,
    pub to: f64,
    pub step: f64,
}

impl Axis {
    /// The values at which the axis is labelled, lowest first.
    pub fn ticks(&self) -> Vec<f64> {
        let steps = ((self.to - self.from) / self.step).round() as usize;
        (0..=steps)
            .map(|i| self.from + self.step * i as f64)
            .collect()
    }

    pub fn ends(&self) -> (f64, f64) {
        (self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_round_and_stays_inside_its_limits() {
        let percent = (0.0, 100.0);
        assert_eq!(round_axis([81.1, 85.3], percent).ends(), (80.0, 90.0));
        assert_eq!(round_axis([12.0, 98.0], percent).ends(), (0.0, 100.0));
        assert_eq!(round_axis([100.0, 100.0], percent).ends(), (90.0, 100.0));
        assert_eq!(round_axis([0.0], percent).ends(), (0.0, 10.0));
        assert_eq!(round_axis([], percent).ends(), percent);
        assert_eq!(
            round_axis([-80.0, 90.0], (-100.0, 100.0)).ends(),
            (-100.0, 100.0)
        );
        for low in 0..100 {
            for high in low..=100 {
                let axis = round_axis([f64::from(low), f64::from(high)], percent);
                let (from, to) = axis.ends();
                assert!(
                    from <= f64::from(low) && to >= f64::from(high) && from >= 0.0 && to <= 100.0
                );
                assert!((3..=6).contains(&axis.ticks().len()));
            }
        }
    }

    #[test]
    fn a_value_outside_the_axis_is_drawn_at_its_end() {
        assert_eq!(place(120.0, (0.0, 100.0)), 100.0);
        assert_eq!(place(-5.0, (0.0, 100.0)), 0.0);
        assert_eq!(place(3.0, (3.0, 3.0)), 50.0);
    }
}
