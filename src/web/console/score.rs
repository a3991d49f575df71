//! How figures become pieces of a page: the headline, the trend, the distribution, the funnel, the change.
//! What may be shown at how many responses is `scores::showing`'s rule; here it is only kept.

use maud::{Markup, html};

use super::{
    change::{Before, moved},
    dates,
    sheet::Cell,
    view::View,
};
use crate::{
    domain::scores::{
        distribution::Score,
        metric::{FCR_NO, FCR_PARTLY, FCR_YES, Metric},
        period::{Period, Step},
        showing::Showing,
        summary::Summary,
        trend::Point,
    },
    web::ui::{
        badge,
        chart::{self, Trend},
        chart_marks::Mark,
        figure::{Headline, counted, headline, whole},
        share::{Bar, Percents, Shade, distribution, split},
    },
};

/// What a metric is called in a heading.
pub fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::Csat => "Customer satisfaction",
        Metric::Nps => "Net promoter score",
        Metric::Ces => "Ease of getting help",
        Metric::Fcr => "Resolved",
    }
}

/// What a metric is called where there is little room.
pub fn short(metric: Metric) -> &'static str {
    match metric {
        Metric::Csat => "CSAT",
        Metric::Nps => "NPS",
        Metric::Ces => "CES",
        Metric::Fcr => "Resolved",
    }
}

/// Which answers make the score.
pub fn formula(metric: Metric) -> &'static str {
    match metric {
        Metric::Csat => "Share of answers 4 and 5 on a scale of 1 to 5",
        Metric::Nps => "Promoters (9, 10) minus detractors (0 to 6), in points",
        Metric::Ces => "Share of answers 5 to 7 on a scale of 1 to 7",
        Metric::Fcr => "Share of “yes” among yes, partly and no",
    }
}

/// Stands right behind a score.
pub fn unit(metric: Metric) -> &'static str {
    if metric == Metric::Nps { "" } else { "%" }
}

/// The score as it reads, rounded once; none where it may not be shown.
pub fn shown(summary: &Summary) -> Option<String> {
    summary
        .showing()
        .shows_score()
        .then(|| summary.score())
        .flatten()
        .map(rounded)
}

fn rounded(score: Score) -> String {
    whole(score.rounded() as f64)
}

/// Low, score, high; none where the score may not be shown.
pub fn drawn(summary: &Summary) -> Option<[f64; 3]> {
    let (score, interval) = (summary.score()?, summary.interval()?);
    summary
        .showing()
        .shows_score()
        .then_some([interval.low, score.value(), interval.high])
}

/// Low, score, high for a file; empty where the score may not be shown.
pub fn cells(summary: &Summary) -> [Cell; 3] {
    match drawn(summary) {
        Some(figures) => figures.map(Cell::Number),
        None => [Cell::Nothing, Cell::Nothing, Cell::Nothing],
    }
}

/// The big figure with what there is to say about it. With a view the count leads to its answers.
pub fn headlined(now: &Summary, before: Option<&Before>, view: Option<&View>) -> Markup {
    let counted = html! { strong { (counted(now.responses(), "response", "responses")) } };
    let counted = match view {
        Some(view) => html! { a href=(view.answers()) { (counted) } },
        None => counted,
    };
    let mut notes = Vec::new();
    match now.showing() {
        Showing::Nothing => notes.push(html! { "No answers in this period." }),
        Showing::CountsOnly => notes.push(html! {
            (counted) " so far. A score appears from " (now.steps.score_from) " on."
        }),
        Showing::Few | Showing::Full => {
            if let Some(interval) = now.interval() {
                notes.push(html! {
                    "Likely between " strong { (whole(interval.low)) } " and " strong { (whole(interval.high)) }
                    (unit(now.metric))
                });
            }
            notes.push(html! {
                (counted)
                @if now.showing() == Showing::Few { " " (badge::few_responses(now.steps.full_from)) }
            });
            notes.extend(before.map(|before| moved(now, before)));
            if let Some(mean) = now.mean() {
                notes.push(html! { "Mean answer " strong { (mean.to_decimals(2)) } });
            }
        }
    }
    notes.push(html! {
        a href=(view.map_or_else(|| format!("/how#{}", now.metric.code()), |view| view.how(now.metric.code()))) { "How this is computed" }
    });
    headline(&Headline {
        label: name(now.metric),
        value: shown(now),
        unit: if now.metric == Metric::Nps {
            "points"
        } else {
            "%"
        },
        interval: drawn(now),
        axis: now.metric.formula().range(),
        notes,
    })
}

/// The trend chart of what makes up a summary, beside a level to compare with where there is one.
pub fn trended(
    id: &str,
    of: &Summary,
    points: &[Point],
    step: Step,
    whole: Period,
    level: Option<(&str, f64)>,
    marks: &[Mark],
) -> Markup {
    let metric = of.metric;
    let by = match step {
        Step::Day => "by day",
        Step::Week => "by week",
        Step::Month => "by month",
    };
    let points: Vec<_> = points
        .iter()
        .map(|point| chart::Point {
            label: dates::step(point.period, step, whole),
            responses: point.summary.responses(),
            score: drawn(&point.summary),
        })
        .collect();
    chart::trend(&Trend {
        id,
        title: &format!("{} {by}", name(metric)),
        unit: unit(metric),
        limits: metric.formula().range(),
        points: &points,
        score_from: of.steps.score_from,
        level,
        marks,
    })
}

/// How often each answer was given, and the groups the score is made of. With too few answers for a score: counts, nothing more.
/// With a view each count leads to its answers.
pub fn distributed(summary: &Summary, view: Option<&View>) -> Markup {
    distributed_as("What customers answered", summary, |value| {
        view.map(|view| view.answers_of(value))
    })
}

/// The same under another heading, each count with the way to what it counts.
pub fn distributed_as(
    title: &str,
    summary: &Summary,
    href: impl Fn(i32) -> Option<String>,
) -> Markup {
    let metric = summary.metric;
    let full = summary.showing().shows_score();
    let bars: Vec<_> = metric
        .values()
        .iter()
        .rev()
        .map(|value| Bar {
            label: answer(metric, *value),
            count: summary.answers.count(*value),
            shade: if full {
                shade(metric, *value)
            } else {
                Shade::Middle
            },
            href: href(*value),
        })
        .collect();
    html! {
        (distribution(title, &bars, if full { Percents::Shown } else { Percents::Hidden }))
        @if full { (split(&groups(summary))) }
    }
}

/// An answer as a person reads it.
pub fn answer(metric: Metric, value: i32) -> String {
    let word = match (metric, value) {
        (Metric::Csat, 1) => "very dissatisfied",
        (Metric::Csat, 2) => "dissatisfied",
        (Metric::Csat, 3) => "neutral",
        (Metric::Csat, 4) => "satisfied",
        (Metric::Csat, 5) => "very satisfied",
        (Metric::Nps, 0) => "not at all likely",
        (Metric::Nps, 10) => "extremely likely",
        (Metric::Ces, 1) => "strongly disagree",
        (Metric::Ces, 7) => "strongly agree",
        (Metric::Fcr, FCR_YES) => return "Yes".into(),
        (Metric::Fcr, FCR_PARTLY) => return "Partly".into(),
        (Metric::Fcr, FCR_NO) => return "No".into(),
        _ => return value.to_string(),
    };
    format!("{value} {word}")
}

/// Which end of its scale an answer is at.
pub fn shade(metric: Metric, value: i32) -> Shade {
    match (metric, value) {
        (Metric::Csat, 5) | (Metric::Ces, 7) | (Metric::Fcr, FCR_YES) | (Metric::Nps, 9..) => {
            Shade::Best
        }
        (Metric::Csat, 4) | (Metric::Ces, 5 | 6) => Shade::Good,
        (Metric::Csat, 3) | (Metric::Ces, 4) | (Metric::Nps, 7 | 8) | (Metric::Fcr, FCR_PARTLY) => {
            Shade::Middle
        }
        (Metric::Csat, 2) | (Metric::Ces, 2 | 3) => Shade::Bad,
        _ => Shade::Worst,
    }
}

/// Each answer with its count, and the groups the score is made of where they are shown: what [`distributed`] draws.
pub fn counts(summary: &Summary) -> Vec<(String, u64)> {
    let metric = summary.metric;
    let answers = metric.values().iter().rev();
    let answers = answers.map(|value| (answer(metric, *value), summary.answers.count(*value)));
    let groups = match summary.showing().shows_score() {
        true => groups(summary),
        false => Vec::new(),
    };
    let groups = groups.into_iter().map(|group| (group.label, group.count));
    answers.chain(groups).collect()
}

fn groups(summary: &Summary) -> Vec<Bar> {
    let group = |label: &str, values: &[i32], shade| Bar {
        label: label.to_owned(),
        count: summary.answers.count_of(values),
        shade,
        href: None,
    };
    match summary.metric {
        Metric::Csat => vec![
            group("Satisfied (4, 5)", &[4, 5], Shade::Best),
            group("Neutral (3)", &[3], Shade::Middle),
            group("Dissatisfied (1, 2)", &[1, 2], Shade::Worst),
        ],
        Metric::Nps => vec![
            group("Promoters (9, 10)", &[9, 10], Shade::Best),
            group("Passives (7, 8)", &[7, 8], Shade::Middle),
            group("Detractors (0–6)", &[0, 1, 2, 3, 4, 5, 6], Shade::Worst),
        ],
        Metric::Ces => vec![
            group("Easy (5–7)", &[5, 6, 7], Shade::Best),
            group("Neither (4)", &[4], Shade::Middle),
            group("Difficult (1–3)", &[1, 2, 3], Shade::Worst),
        ],
        Metric::Fcr => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{distribution::Distribution, showing::Steps};

    fn summary(counts: &[(i32, u64)]) -> Summary {
        let mut summary = Summary::empty(Metric::Csat, Steps::default());
        summary.answers = counts.iter().copied().collect::<Distribution>();
        summary
    }

    fn before(counts: &[(i32, u64)]) -> Before {
        Before {
            summary: summary(counts),
            words: "the 30 days before".into(),
        }
    }

    #[test]
    fn below_five_answers_there_are_counts_and_nothing_else() {
        let four = summary(&[(5, 3), (1, 1)]);
        let page = headlined(&four, Some(&before(&[(5, 400)])), Some(&View::default()))
            .into_string()
            + &distributed(&four, Some(&View::default())).into_string();
        assert!(page.contains("4 responses") && page.contains("from 5 on"));
        for hidden in [
            "75",
            "spread",
            "Likely",
            "▲",
            "▼",
            "shade-best",
            "shade-worst",
            "Mean",
        ] {
            assert!(!page.contains(hidden), "{hidden}");
        }
    }

    #[test]
    fn few_answers_are_marked_and_have_no_arrow() {
        let page = headlined(
            &summary(&[(5, 20)]),
            Some(&before(&[(1, 400)])),
            Some(&View::default()),
        )
        .into_string();
        assert!(page.contains("few responses") && page.contains("too few answers to compare"));
        assert!(!page.contains("▲"));
    }
}
