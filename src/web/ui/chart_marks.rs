//! Points of a trend that something is to be said about: a numbered triangle in the drawing, the words below it, and
//! the same in the table. Called by `chart`; pages that know of signals make the marks.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{chart::Point, spread::place};

/// One marked point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which of the trend's points, counted from 0.
    pub at: usize,
    /// What happened there.
    pub words: String,
}

/// Marks higher than this, in hundredths from the top, hang below their point.
const HIGH: f64 = 25.0;

/// The marks of each marked point, with their numbers.
fn by_point(marks: &[Mark]) -> BTreeMap<usize, Vec<(usize, &str)>> {
    let mut points: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (number, mark) in (1..).zip(marks) {
        let at = points.entry(mark.at).or_default();
        at.push((number, mark.words.as_str()));
    }
    points
}

/// The triangles, each pointing at its score. They keep their size while the drawing below them stretches.
pub fn drawn(marks: &[Mark], points: &[Point], ends: (f64, f64)) -> Markup {
    html! {
        @if !marks.is_empty() {
            svg class="plot-marks" aria-hidden="true" focusable="false" {
                @for (at, said) in by_point(marks) {
                    @let x = (at as f64 + 0.5) / points.len().max(1) as f64 * 100.0;
                    @let y = points.get(at).and_then(|point| point.score).map_or(100.0, |[_, score, _]| 100.0 - place(score, ends));
                    @let numbers: Vec<_> = said.iter().map(|(number, _)| number.to_string()).collect();
                    @let words: Vec<_> = said.iter().map(|(_, words)| *words).collect();
                    svg x={ (format!("{x:.2}")) "%" } y={ (format!("{y:.2}")) "%" } {
                        title { (words.join("\n")) }
                        @if y < HIGH {
                            path d="M0 7l7 12h-14z" {}
                            text y="34" text-anchor="middle" { (numbers.join(", ")) }
                        } @else {
                            path d="M0 -7l7 -12h-14z" {}
                            text y="-24" text-anchor="middle" { (numbers.join(", ")) }
                        }
                    }
                }
            }
        }
    }
}

/// What the numbers mean.
pub fn listed(marks: &[Mark]) -> Markup {
    html! {
        @if !marks.is_empty() {
            ol class="plot-said" aria-label="Signals" {
                @for mark in marks { li { (mark.words) } }
            }
        }
    }
}

/// What is said about one point.
pub fn at(marks: &[Mark], index: usize) -> Markup {
    html! {
        @for mark in marks.iter().filter(|mark| mark.at == index) { span class="sub" { (mark.words) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::ui::chart::{Trend, trend};

    #[test]
    fn a_mark_is_drawn_numbered_and_told_in_words_and_in_the_table() {
        let point = |score: Option<f64>| Point {
            label: "4 Nov".to_owned(),
            responses: 12,
            score: score.map(|score| [score - 3.0, score, score + 3.0]),
        };
        let points = [point(Some(80.0)), point(Some(60.0)), point(None)];
        let mark = |at| Mark {
            at,
            words: format!("Fell <at> {at}"),
        };
        let draw = |marks: &[Mark]| {
            let of = Trend {
                id: "t",
                title: "Trend",
                unit: "%",
                limits: (0.0, 100.0),
                points: &points,
                score_from: 5,
                level: None,
                marks,
            };
            trend(&of).into_string()
        };
        let page = draw(&[mark(1), mark(2)]);
        assert_eq!(page.matches("Fell &lt;at&gt; 1").count(), 3);
        assert!(page.contains(">2</text>") && page.contains(r#"x="50.00%""#));
        assert!(!page.contains("NaN") && !page.contains("style="));
        assert!(draw(&[mark(1), mark(0), mark(1)]).contains(">1, 3</text>"));
        assert!(!draw(&[]).contains("plot-marks"));
    }
}
