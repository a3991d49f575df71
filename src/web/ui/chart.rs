//! Charts drawn on the server as SVG, with classes only. Every figure is also there as a table.
//! Shapes stretch with the page and text does not: labels are ordinary text around the drawing.

use maud::{Markup, html};

use super::{
    chart_marks::{self, Mark},
    figure::{count, decimal},
    spread::{Axis, place, round_axis},
    table::{self, Column},
};

/// One period of a trend. No score: too few answers to show one.
#[derive(Clone, Debug)]
pub struct Point {
    pub label: String,
    pub responses: u64,
    /// Low, score, high.
    pub score: Option<[f64; 3]>,
}

/// A score over time with its interval, and the number of responses below it.
pub struct Trend<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    /// `%` or empty.
    pub unit: &'a str,
    /// The range a score can have.
    pub limits: (f64, f64),
    pub points: &'a [Point],
    /// With fewer responses a point has no score.
    pub score_from: u64,
    /// A score to compare every period with: what it is called, and where it lies.
    pub level: Option<(&'a str, f64)>,
    /// What to point out; usually nothing.
    pub marks: &'a [Mark],
}

const WIDTH: f64 = 1000.0;
/// Up to this many periods each have their own label.
const EACH: usize = 5;

/// The trend as a figure with its table behind "As a table".
pub fn trend(of: &Trend) -> Markup {
    let scored = of.points.iter().filter_map(|point| point.score);
    let axis = round_axis(
        scored
            .clone()
            .flat_map(|[low, _, high]| [low, high])
            .chain(of.level.map(|(_, level)| level)),
        of.limits,
    );
    html! {
        figure class="chart" {
            figcaption class="chart-title" {
                (of.title)
                span class="chart-note" {
                    "band: 95 % likely range, bars: responses"
                    @if let Some((name, level)) = of.level { ", dashed: " (name) " " (super::figure::whole(level)) (of.unit) }
                }
            }
            @if scored.clone().next().is_some() {
                div class="plot" {
                    div class="plot-y" aria-hidden="true" {
                        @for tick in axis.ticks().iter().rev() { span { (super::figure::whole(*tick)) (of.unit) } }
                    }
                    div class="plot-stage" {
                        (drawing(of, &axis))
                        (chart_marks::drawn(of.marks, of.points, axis.ends()))
                    }
                    div class="plot-volume-label" aria-hidden="true" { "n" }
                    (volume(of.points))
                    div class={ "plot-x" @if of.points.len() <= EACH { " plot-x-each" } } aria-hidden="true" {
                        @for label in labels(of.points) { span { span { (label) } } }
                    }
                }
            } @else {
                p class="chart-none" { "No period here has " (of.score_from) " responses yet, so there is no line to draw." }
            }
            (chart_marks::listed(of.marks))
            (as_table(of))
        }
    }
}

fn drawing(of: &Trend, axis: &Axis) -> Markup {
    let slot = WIDTH / of.points.len().max(1) as f64;
    let x = |i: usize| slot * (i as f64 + 0.5);
    let y = |value: f64| 100.0 - place(value, axis.ends());
    let (title, desc) = (format!("{}-title", of.id), format!("{}-desc", of.id));
    html! {
        svg class="plot-drawing" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img"
            aria-labelledby={ (title) " " (desc) } {
            title id=(title) { (of.title) }
            desc id=(desc) { (described(of)) }
            @for tick in axis.ticks() {
                line class="plot-grid" x1="0" x2="1000" y1=(xy(y(tick))) y2=(xy(y(tick))) {}
            }
            @if let Some((_, level)) = of.level {
                line class="plot-level" x1="0" x2="1000" y1=(xy(y(level))) y2=(xy(y(level))) {}
            }
            @for run in runs(of.points) {
                @if run.len() == 1 {
                    @if let Some([low, _, high]) = of.points[run[0]].score {
                        line class="plot-whisker" x1=(xy(x(run[0]))) x2=(xy(x(run[0]))) y1=(xy(y(low))) y2=(xy(y(high))) {}
                    }
                } @else {
                    path class="plot-band" d=(band(of.points, &run, &x, &y)) {}
                    polyline class="plot-line" points=(line(of.points, &run, &x, &y)) {}
                }
                @for i in &run {
                    @if let Some([_, score, _]) = of.points[*i].score {
                        @if run.len() == 1 || of.points.len() <= 40 {
                            line class="plot-dot" x1=(xy(x(*i))) x2=(xy(x(*i))) y1=(xy(y(score))) y2=(xy(y(score))) {}
                        }
                    }
                }
            }
            @for (i, point) in of.points.iter().enumerate() {
                rect class="plot-hit" x=(xy(slot * i as f64)) width=(xy(slot)) y="0" height="100" {
                    title { (point.label) ": " (reading(point, of.unit)) }
                }
            }
        }
    }
}

fn volume(points: &[Point]) -> Markup {
    let most = points
        .iter()
        .map(|point| point.responses)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let slot = WIDTH / points.len().max(1) as f64;
    html! {
        svg class="plot-volume" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (i, point) in points.iter().enumerate() {
                @let height = point.responses as f64 / most * 100.0;
                rect x=(xy(slot * (i as f64 + 0.15))) width=(xy(slot * 0.7)) y=(xy(100.0 - height)) height=(xy(height)) {
                    title { (point.label) ": " (super::figure::counted(point.responses, "response", "responses")) }
                }
            }
        }
    }
}

fn band(
    points: &[Point],
    run: &[usize],
    x: &impl Fn(usize) -> f64,
    y: &impl Fn(f64) -> f64,
) -> String {
    let edge = |side: usize| {
        move |i: &usize| {
            points[*i]
                .score
                .map(|values| format!("{} {}", xy(x(*i)), xy(y(values[side]))))
        }
    };
    let there: Vec<_> = run.iter().filter_map(edge(2)).collect();
    let back: Vec<_> = run.iter().rev().filter_map(edge(0)).collect();
    format!("M{}L{}Z", there.join("L"), back.join("L"))
}

fn line(
    points: &[Point],
    run: &[usize],
    x: &impl Fn(usize) -> f64,
    y: &impl Fn(f64) -> f64,
) -> String {
    let at = |i: &usize| {
        points[*i]
            .score
            .map(|[_, score, _]| format!("{},{}", xy(x(*i)), xy(y(score))))
    };
    run.iter().filter_map(at).collect::<Vec<_>>().join(" ")
}

/// Stretches of neighbouring periods that have a score: the line breaks where there is none.
fn runs(points: &[Point]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (i, _) in points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.score.is_some())
    {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(i.wrapping_sub(1))) => run.push(i),
            _ => runs.push(vec![i]),
        }
    }
    runs
}

/// Every label where there is room for all, else a few at equal distances, first and last included.
fn labels(points: &[Point]) -> Vec<&str> {
    let last = points.len().saturating_sub(1);
    if points.len() <= EACH {
        return points.iter().map(|point| point.label.as_str()).collect();
    }
    let even = [4, 3].into_iter().find(|gaps| last.is_multiple_of(*gaps));
    let gaps = even.unwrap_or(if last > 12 { 4 } else { 1 });
    (0..=gaps)
        .map(|i| points[(last * i + gaps / 2) / gaps].label.as_str())
        .collect()
}

fn described(of: &Trend) -> String {
    let scored: Vec<_> = of
        .points
        .iter()
        .filter(|point| point.score.is_some())
        .collect();
    match (scored.first(), scored.last()) {
        (Some(first), Some(last)) => format!(
            "From {} ({}) to {} ({}). {} of {} periods have a score. The band is the 95 % interval.",
            first.label,
            reading(first, of.unit),
            last.label,
            reading(last, of.unit),
            scored.len(),
            of.points.len()
        ),
        _ => "No period has a score.".to_owned(),
    }
}

fn reading(point: &Point, unit: &str) -> String {
    let responses = super::figure::counted(point.responses, "response", "responses");
    match point.score {
        Some([low, score, high]) => format!(
            "{}{unit}, likely {} to {}{unit}, {responses}",
            decimal(score, 1),
            decimal(low, 1),
            decimal(high, 1)
        ),
        None => responses,
    }
}

fn as_table(of: &Trend) -> Markup {
    let mut columns = vec![
        Column::text("Period"),
        Column::number("Score"),
        Column::number("Likely between"),
        Column::number("Responses"),
    ];
    columns.extend((!of.marks.is_empty()).then(|| Column::text("Signal")));
    let rows: Vec<Vec<Markup>> = of
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let (score, between) = match point.score {
                Some([low, score, high]) => (
                    format!("{}{}", decimal(score, 1), of.unit),
                    format!("{} – {}{}", decimal(low, 1), decimal(high, 1), of.unit),
                ),
                None => ("–".to_owned(), "–".to_owned()),
            };
            vec![
                html! { (point.label) },
                html! { (score) },
                html! { (between) },
                html! { (count(point.responses)) },
                chart_marks::at(of.marks, at),
            ]
        })
        .collect();
    html! {
        details class="chart-table" {
            summary { "As a table" }
            (table::table(of.title, &columns, &rows))
        }
    }
}

fn xy(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(scores: &[Option<f64>]) -> Vec<Point> {
        scores
            .iter()
            .enumerate()
            .map(|(i, score)| Point {
                label: format!("day {i}"),
                responses: 10,
                score: score.map(|score| [score - 5.0, score, score + 5.0]),
            })
            .collect()
    }

    fn draw(points: &[Point]) -> String {
        trend(&Trend {
            id: "t",
            title: "Trend",
            unit: "%",
            limits: (0.0, 100.0),
            points,
            score_from: 5,
            level: None,
            marks: &[],
        })
        .into_string()
    }

    #[test]
    fn the_line_breaks_where_there_is_no_score() {
        let points = points(&[
            Some(80.0),
            Some(82.0),
            None,
            Some(70.0),
            None,
            Some(75.0),
            Some(74.0),
        ]);
        assert_eq!(runs(&points), [vec![0, 1], vec![3], vec![5, 6]]);
        let page = draw(&points);
        assert_eq!(page.matches("<polyline").count(), 2);
        assert_eq!(page.matches("plot-whisker").count(), 1);
        assert!(
            page.contains(r#"role="img""#) && page.contains("<desc") && page.contains("As a table")
        );
        assert!(!page.contains("style=") && !page.contains("NaN") && !page.contains("inf"));
    }

    #[test]
    fn no_points_and_one_point_are_drawn_without_trouble() {
        assert!(draw(&[]).contains("no line to draw"));
        assert!(draw(&points(&[None])).contains("no line to draw"));
        let one = draw(&points(&[Some(100.0)]));
        assert!(!one.contains("NaN") && one.contains("plot-dot"));
    }

    #[test]
    fn labels_are_few_and_include_both_ends() {
        for n in 1..=400 {
            let points = points(&vec![Some(50.0); n]);
            let shown = labels(&points);
            assert!(shown.len() <= 5);
            assert_eq!(shown.first().copied(), Some("day 0"));
            assert_eq!(
                shown.last().map(|label| (*label).to_owned()),
                Some(format!("day {}", n - 1))
            );
        }
    }
}
