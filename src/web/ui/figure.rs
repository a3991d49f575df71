//! How numbers read on a page: counts, percents, points, and the one big figure of a dashboard.

use maud::{Markup, html};

use super::spread;

/// A count with a comma every three digits.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 response`, `1,204 responses`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A score rounded once, half away from zero, with a real minus sign.
pub fn whole(value: f64) -> String {
    minus(format!("{:.0}", value.round() + 0.0))
}

/// A mean or rate with a fixed number of decimals and a real minus sign.
pub fn decimal(value: f64, places: usize) -> String {
    minus(format!("{:.*}", places, value + 0.0))
}

/// A change, always with its sign.
pub fn signed(value: f64) -> String {
    let rounded = value.round() + 0.0;
    if rounded > 0.0 {
        format!("+{rounded:.0}")
    } else {
        whole(rounded)
    }
}

fn minus(text: String) -> String {
    if text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.')
    {
        return text.trim_start_matches('-').to_owned();
    }
    text.replace('-', "\u{2212}")
}

/// The figure a dashboard opens with.
pub struct Headline<'a> {
    /// What is measured, for instance `Customer satisfaction`.
    pub label: &'a str,
    /// The score as it reads, without its unit; none when too few answered.
    pub value: Option<String>,
    /// `%` or `points`.
    pub unit: &'a str,
    /// Low, score, high on an axis from the first to the last of `axis`.
    pub interval: Option<[f64; 3]>,
    pub axis: (f64, f64),
    /// Sentences below the figure: the interval in words, the count, the change.
    pub notes: Vec<Markup>,
}

/// The headline with its interval drawn below it.
pub fn headline(figure: &Headline) -> Markup {
    html! {
        div class="headline" {
            p class="headline-label" { (figure.label) }
            @match &figure.value {
                Some(value) => p class="headline-value" {
                    (value) span class={ "headline-unit" @if figure.unit.len() > 1 { " headline-unit-word" } } { (figure.unit) }
                },
                None => p class="headline-value headline-none" aria-label="no score" { "–" },
            }
            @if let Some([low, score, high]) = figure.interval {
                (spread::spread(&spread::Spread { axis: figure.axis, low, score, high, reference: None }))
                p class="headline-ends" aria-hidden="true" { span { (whole(figure.axis.0)) } span { (whole(figure.axis.1)) } }
            }
            @for note in &figure.notes { p class="headline-note" { (note) } }
        }
    }
}

/// Which way a score moved. Only a significant move has a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    None,
}

/// A change in words, with an arrow only where the move is significant.
pub fn change(direction: Move, words: &str) -> Markup {
    html! {
        @match direction {
            Move::Up => span class="change change-up" { span aria-hidden="true" { "▲ " } (words) },
            Move::Down => span class="change change-down" { span aria-hidden="true" { "▼ " } (words) },
            Move::None => span class="change" { (words) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let read: Vec<_> = [0, 7, 999, 1_000, 1_204, 10_000_000].map(count).into();
        assert_eq!(read, ["0", "7", "999", "1,000", "1,204", "10,000,000"]);
        assert_eq!(counted(1, "response", "responses"), "1 response");
    }

    #[test]
    fn scores_round_half_away_from_zero_and_never_read_minus_nought() {
        let read: Vec<_> = [12.5, -12.5, -0.4, 83.3056].map(whole).into();
        assert_eq!(read, ["13", "\u{2212}13", "0", "83"]);
        assert_eq!([4.2, -4.2, 0.3].map(signed), ["+4", "\u{2212}4", "0"]);
        assert_eq!(decimal(-0.001, 1), "0.0");
    }
}
