//! What stands behind one agent's score: the reasons customers gave, whether it was resolved, and how long contacts took
//! of satisfied customers and of the others. Used by an agent's page.

use maud::{Markup, html};

use super::{responses::spoken, score};
use crate::{
    domain::scores::{
        handle_time::{HandleTimes, Times},
        metric::Metric,
        reasons::Reasons,
        showing::Steps,
        summary::Summary,
    },
    web::ui::{
        figure::{count, counted, whole},
        share::{Bar, Percents, Shade, distribution},
        table::{Column, table},
    },
};

/// Each question with options, how often each was chosen; nothing where nobody chose.
pub fn reasons(found: &[Reasons], steps: Steps) -> Markup {
    let given: Vec<_> = found
        .iter()
        .map(|reasons| {
            (
                reasons,
                reasons.options.iter().map(|(_, times)| times).sum::<u64>(),
            )
        })
        .filter(|(_, given)| *given > 0)
        .collect();
    html! {
        @if !given.is_empty() {
            section class="panel" {
                h2 { "Reasons given" }
                @for (reasons, given) in given { (chosen(reasons, given, steps)) }
                p class="hint" { "What customers themselves named. A reason such as the product or a rule is not the agent's doing." }
            }
        }
    }
}

fn chosen(reasons: &Reasons, given: u64, steps: Steps) -> Markup {
    let percents = if steps.showing(given).shows_score() {
        Percents::Shown
    } else {
        Percents::Hidden
    };
    let mut bars: Vec<Bar> = reasons
        .options
        .iter()
        .map(|(option, times)| Bar {
            label: option.clone(),
            count: *times,
            shade: Shade::Middle,
            href: None,
        })
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    let title = format!(
        "{}, {}",
        spoken(&reasons.question),
        counted(given, "answer", "answers")
    );
    distribution(&title, &bars, percents)
}

/// Whether it was resolved, beside the score, where that was asked.
pub fn resolved(of: &Summary, all: Option<&Summary>) -> Markup {
    html! {
        @if of.responses() > 0 {
            section class="panel" aria-label="Resolved" {
                h2 { "Resolved at first contact" }
                p class="side-value" { (score::shown(of).map_or("–".to_owned(), |score| format!("{score}%"))) }
                p class="hint" {
                    (counted(of.responses(), "answer", "answers"))
                    @match score::drawn(of) {
                        Some([low, _, high]) => { ", likely " (whole(low)) " to " (whole(high)) "%" },
                        None => { ". A score from " (of.steps.score_from) " on" },
                    }
                    @if let Some(all) = all.and_then(score::shown) { ". All agents: " (all) "%" }
                    "."
                }
                (score::distributed_as("What customers said", of, |_| None))
            }
        }
    }
}

/// How long contacts took, beside how satisfied they left customers.
pub fn durations(metric: Metric, times: &HandleTimes, steps: Steps) -> Markup {
    let rows = groups(metric, times);
    html! {
        @if !rows.is_empty() {
            section class="panel" {
                h2 { "Handle time beside satisfaction" }
                (table("Contacts whose duration was reported and whose customer answered.", &[
                    Column::text("Customers"), Column::number("Half took at most"), Column::number("Mean"), Column::number("Contacts"),
                ], &rows.iter().map(|(name, times)| row(name, times, steps)).collect::<Vec<_>>()))
            }
        }
    }
}

/// The customers with durations, by what they answered.
pub fn groups(metric: Metric, times: &HandleTimes) -> Vec<(&'static str, Times)> {
    let each = [times.above, times.between, times.below].into_iter();
    let named = each.zip(names(metric));
    named
        .filter_map(|(times, name)| Some((name, times?)))
        .collect()
}

fn row(name: &str, times: &Times, steps: Steps) -> Vec<Markup> {
    let enough = steps.showing(times.contacts).shows_score();
    let shown = |seconds: f64| html! { @if enough { (minutes(seconds)) } @else { span class="soft" { "–" } } };
    vec![
        html! { (name) },
        shown(times.median),
        shown(times.mean),
        html! { (count(times.contacts)) },
    ]
}

fn names(metric: Metric) -> [&'static str; 3] {
    match metric {
        Metric::Csat => ["Satisfied (4, 5)", "", "Not satisfied (1 to 3)"],
        Metric::Nps => [
            "Promoters (9, 10)",
            "Passives (7, 8)",
            "Detractors (0 to 6)",
        ],
        Metric::Ces => ["Found it easy (5 to 7)", "", "Did not (1 to 4)"],
        Metric::Fcr => ["Resolved", "", "Not or partly resolved"],
    }
}

/// Seconds as a person says them: `6 min 52 s`.
fn minutes(seconds: f64) -> String {
    let seconds = seconds.round().max(0.0) as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{} h {minutes} min", count(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        let read = [0.0, 59.6, 412.0, 3_600.0, 7_325.0].map(minutes);
        assert_eq!(
            read,
            ["0 s", "1 min 0 s", "6 min 52 s", "1 h 0 min", "2 h 2 min"]
        );
    }

    #[test]
    fn a_reason_nobody_gave_makes_no_panel_and_few_have_no_percents() {
        let usual = Steps::default();
        let asked = |times: u64| {
            [Reasons {
                question: "reason".into(),
                options: vec![("Wait time".into(), 0), ("The e-mail".into(), times)],
            }]
        };
        assert_eq!(reasons(&asked(0), usual).into_string(), "");
        let few = reasons(&asked(2), usual).into_string();
        assert!(few.contains("Wait time") && !few.contains("100%"), "{few}");
        assert!(few.find("The e-mail") < few.find("Wait time"));
        assert!(reasons(&asked(9), usual).into_string().contains("100%"));
    }
}
