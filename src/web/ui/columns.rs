//! Two counts a day side by side as columns, drawn on the server as SVG with classes only, and as a table. Used by the
//! rehearsal of a survey's rules.

use maud::{Markup, html};

use super::{
    figure::count,
    table::{Column, table},
};

/// One day.
#[derive(Clone, Debug)]
pub struct Day {
    pub label: String,
    /// The label under the drawing.
    pub short: String,
    /// The column in front.
    pub now: u64,
    /// The line behind it.
    pub before: u64,
}

const WIDTH: f64 = 1000.0;

/// The days as a figure with its table. `names` say what the two counts are; `id` is unique on the page.
pub fn columns(id: &str, title: &str, names: [&str; 2], days: &[Day]) -> Markup {
    let most = days.iter().map(|day| day.now.max(day.before)).max();
    let most = most.unwrap_or_default();
    let [first, second] = names;
    let totals = (
        days.iter().map(|day| day.now).sum(),
        days.iter().map(|day| day.before).sum(),
    );
    html! {
        figure class="chart" {
            figcaption class="chart-title" {
                (title)
                span class="chart-note" { "columns: " (first.to_lowercase()) ", lines: " (second.to_lowercase()) }
            }
            @if most > 0 {
                div class="plot" {
                    div class="plot-y" aria-hidden="true" { span { (count(most)) } span { "0" } }
                    div class="plot-stage" { (drawing(id, title, names, days, most, totals)) }
                    div class="plot-x" aria-hidden="true" {
                        @for label in labels(days) { span { span { (label) } } }
                    }
                }
            } @else { p class="chart-none" { "No letters in these days." } }
            details class="chart-table" {
                summary { "As a table" }
                (table(title, &[Column::text("Day"), Column::number(first), Column::number(second)], &rows(days)))
            }
        }
    }
}

fn drawing(
    id: &str,
    title: &str,
    names: [&str; 2],
    days: &[Day],
    most: u64,
    totals: (u64, u64),
) -> Markup {
    let slot = WIDTH / days.len().max(1) as f64;
    let height = |n: u64| n as f64 / most as f64 * 100.0;
    html! {
        svg class="plot-drawing" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img"
            aria-labelledby={ (id) "-title " (id) "-desc" } {
            title id={ (id) "-title" } { (title) }
            desc id={ (id) "-desc" } { (names[0]) ": " (count(totals.0)) " in all. " (names[1]) ": " (count(totals.1)) " in all." }
            line class="plot-grid" x1="0" x2="1000" y1="0" y2="0" {}
            line class="plot-grid" x1="0" x2="1000" y1="100" y2="100" {}
            @for (i, day) in days.iter().enumerate() {
                @let x = slot * i as f64;
                rect class="column" x=(xy(x + slot * 0.15)) width=(xy(slot * 0.7)) y=(xy(100.0 - height(day.now))) height=(xy(height(day.now))) {}
                line class="column-before" x1=(xy(x + slot * 0.05)) x2=(xy(x + slot * 0.95))
                    y1=(xy(100.0 - height(day.before))) y2=(xy(100.0 - height(day.before))) {}
                rect class="plot-hit" x=(xy(x)) width=(xy(slot)) y="0" height="100" {
                    title { (day.label) ": " (names[0].to_lowercase()) " " (count(day.now)) ", " (names[1].to_lowercase()) " " (count(day.before)) }
                }
            }
        }
    }
}

fn rows(days: &[Day]) -> Vec<Vec<Markup>> {
    let row = |day: &Day| {
        vec![
            html! { (day.label) },
            html! { (count(day.now)) },
            html! { (count(day.before)) },
        ]
    };
    days.iter().map(row).collect()
}

/// The first, the last and those at equal distances between.
fn labels(days: &[Day]) -> Vec<&str> {
    let last = days.len().saturating_sub(1);
    let gaps = last.min(4);
    if gaps == 0 {
        return days.iter().map(|day| day.short.as_str()).collect();
    }
    (0..=gaps)
        .map(|i| days[(last * i + gaps / 2) / gaps].short.as_str())
        .collect()
}

fn xy(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u64) -> Day {
        Day {
            label: format!("day {n}"),
            short: format!("d{n}"),
            now: n,
            before: 2 * n,
        }
    }

    #[test]
    fn the_highest_of_both_fills_the_drawing_and_none_divides_by_nothing() {
        let days: Vec<_> = (0..=8).map(day).collect();
        let page = columns("c", "Letters", ["Now", "Before"], &days).into_string();
        assert_eq!(labels(&days), ["d0", "d2", "d4", "d6", "d8"]);
        assert!(
            page.contains(r#"y1="0" y2="0""#)
                && page.contains("Now: 36 in all. Before: 72 in all.")
        );
        let none = columns("c", "Letters", ["Now", "Before"], &[day(0)]).into_string();
        assert!(none.contains("No letters in these days") && !none.contains("NaN"));
    }
}
