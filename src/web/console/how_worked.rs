//! The worked examples of the page that explains every figure: real counts in, the figure of the page out, one step a
//! line. Called by `how`.

use maud::{Markup, html};

use super::{change::Before, score};
use crate::{
    domain::scores::{
        compare::difference,
        interval::LEVEL,
        metric::Metric,
        summary::Summary,
        worked::{Worked, worked},
    },
    web::ui::figure::{count, decimal, signed, whole},
};

/// Steps in words and numbers, as a list.
pub fn steps(lines: &[Markup]) -> Markup {
    html! { ol class="worked" { @for line in lines { li { (line) } } } }
}

fn too_few(summary: &Summary) -> Markup {
    html! {
        p class="hint" {
            "There are " (count(summary.responses())) " answers in what you chose. A score is shown from " (summary.steps.score_from) " on, so there is nothing to work out yet: choose a longer period."
        }
    }
}

/// From the answers to the score.
pub fn of_score(summary: &Summary) -> Markup {
    let metric = summary.metric;
    let (true, Some(score), Some(work)) = (
        summary.showing().shows_score(),
        summary.score(),
        worked(metric.formula(), &summary.answers, LEVEL),
    ) else {
        return too_few(summary);
    };
    let answers = metric.values().iter().rev();
    let counted = html! {
        "The answers: "
        @for (i, value) in answers.enumerate() {
            @if i > 0 { ", " }
            (score::answer(metric, *value)) " " strong { (count(summary.answers.count(*value))) }
        }
        "; together " strong { (count(summary.responses())) } "."
    };
    let mut lines = vec![counted];
    match work {
        Worked::Share { positive, n, .. } => {
            lines.push(html! { "Those that count as good (" (good(metric)) "): " strong { (count(positive)) } "." });
            lines.push(html! {
                (count(positive)) " ÷ " (count(n)) " × 100 = " strong { (decimal(score.value(), 2)) " %" }
                ", shown as " strong { (whole(score.rounded() as f64)) " %" } "."
            });
        }
        Worked::Net {
            above, below, n, ..
        } => {
            lines.push(html! {
                "Promoters (9 and 10): " strong { (count(above)) } ". Detractors (0 to 6): " strong { (count(below)) } "."
            });
            lines.push(html! {
                "(" (count(above)) " − " (count(below)) ") ÷ " (count(n)) " × 100 = " strong { (decimal(score.value(), 2)) }
                ", shown as " strong { (whole(score.rounded() as f64)) } " points."
            });
        }
    }
    if let Some(mean) = summary.mean() {
        lines.push(html! {
            "The mean beside it: every answer added up, divided by " (count(summary.responses())) " = " strong { (mean.to_decimals(2)) } "."
        });
    }
    steps(&lines)
}

fn good(metric: Metric) -> &'static str {
    match metric {
        Metric::Csat => "4 and 5",
        Metric::Ces => "5, 6 and 7",
        Metric::Fcr => "“yes”",
        Metric::Nps => "9 and 10",
    }
}

/// From the score to its likely range.
pub fn of_interval(summary: &Summary) -> Markup {
    let (true, Some(interval), Some(work)) = (
        summary.showing().shows_score(),
        summary.interval(),
        worked(summary.metric.formula(), &summary.answers, LEVEL),
    ) else {
        return too_few(summary);
    };
    let unit = score::unit(summary.metric);
    let end = html! {
        "Low " strong { (decimal(interval.low, 2)) (unit) } ", high " strong { (decimal(interval.high, 2)) (unit) }
        ", shown as " strong { (whole(interval.low)) " to " (whole(interval.high)) (unit) } "."
    };
    let lines = match work {
        Worked::Share {
            positive,
            n,
            p,
            z,
            centre,
            half,
        } => vec![
            html! { "p = " (count(positive)) " ÷ " (count(n)) " = " strong { (decimal(p, 4)) } ", z = " (decimal(z, 4)) "." },
            html! {
                "centre = (" (decimal(p, 4)) " + z² ÷ (2 × " (count(n)) ")) ÷ (1 + z² ÷ " (count(n)) ") = " strong { (decimal(centre, 4)) } "."
            },
            html! {
                "half = z ÷ (1 + z² ÷ " (count(n)) ") × √(" (decimal(p, 4)) " × " (decimal(1.0 - p, 4)) " ÷ " (count(n))
                " + z² ÷ (4 × " (count(n)) "²)) = " strong { (decimal(half, 4)) } "."
            },
            end,
        ],
        Worked::Net {
            z,
            total,
            up,
            down,
            middle,
            half,
            ..
        } => vec![
            html! { "N = n + 3 = " strong { (count(total as u64)) } ", z = " (decimal(z, 4)) "." },
            html! { "P = (promoters + ¾) ÷ N = " strong { (decimal(up, 4)) } ", D = (detractors + ¾) ÷ N = " strong { (decimal(down, 4)) } "." },
            html! { "m = P − D = " strong { (decimal(middle, 4)) } ", half = z × √((P + D − m²) ÷ N) = " strong { (decimal(half, 4)) } "." },
            end,
        ],
    };
    steps(&lines)
}

/// From two scores to the word "real" or "within noise".
pub fn of_change(now: &Summary, before: Option<&Before>) -> Markup {
    let Some(before) = before else {
        return html! { p class="hint" { "Nothing to compare with was chosen. Choose something under “Compare with” to see the change worked out." } };
    };
    let words = &before.words;
    let before = &before.summary;
    let formula = now.metric.formula();
    let found = difference(formula, &now.answers, &before.answers, LEVEL);
    let enough = now.showing().may_show_arrow() && before.showing().may_show_arrow();
    let (true, Some(by), Some(around), Some(a), Some(b)) = (
        enough,
        found.difference,
        found.interval,
        side(now),
        side(before),
    ) else {
        return html! {
            p class="hint" {
                "There are " (count(now.responses())) " answers now and " (count(before.responses())) " in " (words)
                ". A change is judged from " (now.steps.full_from) " answers on each side."
            }
        };
    };
    let unit = if now.metric == Metric::Nps { "" } else { " %" };
    let read = |name: &str, [score, low, high]: [f64; 3]| {
        html! {
            (name) ": " strong { (decimal(score, 2)) (unit) } ", likely " (decimal(low, 2)) " to " (decimal(high, 2)) (unit)
        }
    };
    steps(&[
        html! { (read("Now", a)) "; " (read(words, b)) "." },
        html! { "Difference = " (decimal(a[0], 2)) " − " (decimal(b[0], 2)) " = " strong { (decimal(by, 2)) } " points, shown as " (signed(by)) "." },
        html! {
            "low = " (decimal(by, 2)) " − √((" (decimal(a[0], 2)) " − " (decimal(a[1], 2)) ")² + (" (decimal(b[2], 2)) " − " (decimal(b[0], 2)) ")²) = "
            strong { (decimal(around.low, 2)) } "."
        },
        html! {
            "high = " (decimal(by, 2)) " + √((" (decimal(a[2], 2)) " − " (decimal(a[0], 2)) ")² + (" (decimal(b[0], 2)) " − " (decimal(b[1], 2)) ")²) = "
            strong { (decimal(around.high, 2)) } "."
        },
        html! {
            @if found.significant {
                "Zero does not lie between " (decimal(around.low, 2)) " and " (decimal(around.high, 2)) ": " strong { "a real change" } "."
            } @else {
                "Zero lies between " (decimal(around.low, 2)) " and " (decimal(around.high, 2)) ": " strong { "within noise" } "."
            }
        },
    ])
}

fn side(summary: &Summary) -> Option<[f64; 3]> {
    let interval = summary.interval()?;
    Some([summary.score()?.value(), interval.low, interval.high])
}

/// From letters to the response rate.
pub fn of_rate(summary: &Summary) -> Markup {
    let Some(rate) = summary.response_rate() else {
        return html! { p class="hint" { "No letters were delivered in what you chose." } };
    };
    let bounced = summary.asked.saturating_sub(summary.delivered());
    steps(&[
        html! { "Letters that left: " strong { (count(summary.asked)) } ". Came back or failed: " strong { (count(bounced)) } "." },
        html! { "Delivered = " (count(summary.asked)) " − " (count(bounced)) " = " strong { (count(summary.delivered())) } "." },
        html! {
            (count(summary.responses())) " answers ÷ " (count(summary.delivered())) " × 100 = " strong { (decimal(rate.value(), 2)) " %" } "."
        },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{distribution::Distribution, showing::Steps};

    fn summary(metric: Metric, counts: &[(i32, u64)]) -> Summary {
        let mut summary = Summary::empty(metric, Steps::default());
        summary.answers = counts.iter().copied().collect::<Distribution>();
        summary
    }

    fn plain(markup: Markup) -> String {
        let text = markup.into_string();
        let mut out = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn every_step_can_be_followed_with_a_pocket_calculator() {
        let csat = summary(
            Metric::Csat,
            &[(1, 31), (2, 60), (3, 110), (4, 403), (5, 600)],
        );
        let text = plain(of_score(&csat));
        assert!(
            text.contains("1,003 ÷ 1,204 × 100 = 83.31 %, shown as 83 %"),
            "{text}"
        );
        let text = plain(of_interval(&csat));
        assert!(
            text.contains("Low 81.09%, high 85.31%, shown as 81 to 85%"),
            "{text}"
        );
        let nps = summary(Metric::Nps, &[(10, 50), (7, 30), (2, 20)]);
        assert!(
            plain(of_score(&nps)).contains("(50 − 20) ÷ 100 × 100 = 30.00, shown as 30 points")
        );
    }

    #[test]
    fn a_change_is_worked_out_only_where_it_is_judged() {
        let now = summary(Metric::Csat, &[(5, 90), (1, 10)]);
        let before = |counts: &[(i32, u64)]| Before {
            summary: summary(Metric::Csat, counts),
            words: "the 30 days before".into(),
        };
        assert!(
            plain(of_change(&now, Some(&before(&[(5, 60), (1, 40)])))).contains("a real change")
        );
        assert!(
            plain(of_change(&now, Some(&before(&[(5, 88), (1, 12)])))).contains("within noise")
        );
        assert!(
            plain(of_change(&now, Some(&before(&[(5, 9)]))))
                .contains("from 30 answers on each side")
        );
        assert!(plain(of_change(&now, None)).contains("Compare with"));
    }
}
