//! A funnel plot instead of a league table: every agent a point, score against the number of responses, between limits
//! that chance alone would keep to. Drawn on the server; positions are percentages, so that shapes and text keep their
//! size at every width. The page's own table tells the same to those who do not see it.

use maud::{Markup, html};

use super::{
    figure::{counted, whole},
    plot_names::{self, Name, Named, beside, shortened},
    spread::{Axis, place, round_axis},
};

/// What the exact test says of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Below,
    Above,
    /// Nothing to remark: a quiet dot.
    None,
}

/// One agent.
#[derive(Clone, Debug)]
pub struct Point {
    pub name: String,
    pub href: String,
    pub responses: u64,
    pub score: f64,
    pub mark: Mark,
}

/// Where chance alone keeps a score: in 95 and in 99.8 of a hundred cases, each from low to high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub inner: (f64, f64),
    pub outer: (f64, f64),
}

/// The plot.
pub struct FunnelPlot<'a> {
    pub title: &'a str,
    /// `%` or empty.
    pub unit: &'a str,
    /// The range a score can have.
    pub range: (f64, f64),
    /// The score of all together.
    pub target: f64,
    /// The limits at so many responses.
    pub limits: &'a dyn Fn(u64) -> Limits,
    pub points: &'a [Point],
    /// The id of what stands behind the plot, for those who do not want to walk through every point.
    pub skip_to: &'a str,
}

/// How finely the limits are drawn.
const SAMPLES: usize = 48;

/// The plot as a figure; nothing where there is no point to draw.
pub fn funnel_plot(of: &FunnelPlot) -> Markup {
    let Some(scale) = Scale::of(of) else {
        return html! {};
    };
    let mut points: Vec<&Point> = of.points.iter().collect();
    // Those to look at come first on the way through the page.
    points.sort_by_key(|point| point.mark);
    let marked = points.iter().filter(|point| point.mark != Mark::None);
    let marked: Vec<Named> = marked
        .map(|point| Named {
            name: &point.name,
            at: scale.at(point),
        })
        .collect();
    let rest = std::iter::repeat(Name::WhenAsked);
    let names = plot_names::shown(&marked).into_iter().chain(rest);
    html! {
        figure class="chart scatter" {
            figcaption class="chart-title" {
                (of.title)
                span class="chart-note" { "Each point is one agent. Darker band: where 95 of 100 agents would be by chance alone, lighter band: 998 of 1,000." }
            }
            a class="skip" href={ "#" (of.skip_to) } { "Skip the picture, to the table" }
            div class="plot" {
                div class="plot-y" aria-hidden="true" {
                    @for tick in scale.y.ticks().iter().rev() { span { (whole(*tick)) (of.unit) } }
                }
                svg class="scatter-drawing" role="group" aria-label={ (of.title) ", " (counted(points.len() as u64, "point", "points")) } {
                    (funnel(of, &scale))
                    g class="scatter-points" {
                        @for (point, name) in points.iter().zip(names) { (agent(of, &scale, point, name)) }
                    }
                }
                svg class="scatter-x" aria-hidden="true" focusable="false" {
                    @for tick in scale.ticks() {
                        text x=(percent(scale.x(tick as f64))) y="14" text-anchor="middle" { (super::figure::count(tick)) }
                    }
                }
                p class="scatter-axis" aria-hidden="true" { "responses →" }
            }
            (legend(&points))
        }
    }
}

/// Responses grow to the right by their square root, as certainty does.
struct Scale {
    from: f64,
    to: f64,
    y: Axis,
}

impl Scale {
    fn of(plot: &FunnelPlot) -> Option<Self> {
        let mut counts: Vec<u64> = plot.points.iter().map(|point| point.responses).collect();
        counts.sort_unstable();
        let (least, most) = (*counts.first()?, *counts.last()?);
        let middle = (plot.limits)(counts[counts.len() / 2].max(1));
        let scores = plot.points.iter().map(|point| point.score);
        let shown = scores.chain([plot.target, middle.outer.0, middle.outer.1]);
        Some(Self {
            from: (least as f64 * 0.7).max(1.0).sqrt(),
            to: (most as f64 * 1.1).max(2.0).sqrt(),
            y: round_axis(shown, plot.range),
        })
    }

    /// Where a point lies from the left and from the top, 0 to 100.
    fn at(&self, point: &Point) -> (f64, f64) {
        (self.x(point.responses as f64), self.y(point.score))
    }

    /// Where so many responses lie, 0 to 100.
    fn x(&self, responses: f64) -> f64 {
        place(responses.sqrt(), (self.from, self.to))
    }

    /// Where a score lies from the top, 0 to 100.
    fn y(&self, score: f64) -> f64 {
        100.0 - place(score, self.y.ends())
    }

    /// Round numbers of responses that stand far enough from each other to be read on a phone.
    fn ticks(&self) -> Vec<u64> {
        let mut ticks: Vec<u64> = Vec::new();
        for tick in (0..8).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power))) {
            let at = (tick as f64).sqrt();
            let clear = |last: &u64| self.x(tick as f64) - self.x(*last as f64) >= 13.0;
            if at >= self.from && at <= self.to && ticks.last().is_none_or(clear) {
                ticks.push(tick);
            }
        }
        ticks
    }
}

fn funnel(of: &FunnelPlot, scale: &Scale) -> Markup {
    let samples: Vec<(f64, Limits)> = (0..=SAMPLES)
        .map(|i| {
            let root = scale.from + (scale.to - scale.from) * i as f64 / SAMPLES as f64;
            let responses = root.powi(2).round().max(1.0);
            (responses, (of.limits)(responses as u64))
        })
        .collect();
    let band = |of: fn(&Limits) -> (f64, f64)| {
        let at = |n: f64, score| format!("{} {}", xy(scale.x(n)), xy(scale.y(score)));
        let over = samples.iter().map(|(n, limits)| at(*n, of(limits).1));
        let under = samples.iter().rev().map(|(n, limits)| at(*n, of(limits).0));
        format!("M{}Z", over.chain(under).collect::<Vec<_>>().join("L"))
    };
    html! {
        svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true" focusable="false" {
            path class="scatter-outer" d=(band(|limits| limits.outer)) {}
            path class="scatter-inner" d=(band(|limits| limits.inner)) {}
            @for tick in scale.y.ticks() {
                line class="plot-grid" x1="0" x2="100" y1=(xy(scale.y(tick))) y2=(xy(scale.y(tick))) {}
            }
            line class="scatter-target" x1="0" x2="100" y1=(xy(scale.y(of.target))) y2=(xy(scale.y(of.target))) {}
        }
    }
}

fn agent(of: &FunnelPlot, scale: &Scale, point: &Point, name: Name) -> Markup {
    let (x, y) = scale.at(point);
    let (anchor, dx) = beside(x);
    let low = y > 86.0;
    let reading = format!(
        "{}{}, {}",
        whole(point.score),
        of.unit,
        counted(point.responses, "response", "responses")
    );
    let class = match point.mark {
        Mark::Above => "scatter-above",
        Mark::Below => "scatter-below",
        Mark::None => "scatter-quiet",
    };
    let shown = match name {
        Name::Always => " scatter-named",
        Name::OnADesk => " scatter-named-wide",
        Name::WhenAsked => "",
    };
    html! {
        a class={ (class) (shown) } href=(point.href) aria-label=(spoken(of, point, &reading)) {
            @match point.mark {
                Mark::None => circle cx=(percent(x)) cy=(percent(y)) r="4" {},
                Mark::Above => svg x=(percent(x)) y=(percent(y)) { path d="M0-7 7 5H-7Z" {} },
                Mark::Below => svg x=(percent(x)) y=(percent(y)) { path d="M0 7 7-5H-7Z" {} },
            }
            text x=(percent(x)) y=(percent(y)) dx=(dx) dy=".32em" text-anchor=[anchor] { (shortened(&point.name)) }
            text class="soft" x=(percent(x)) y=(percent(y)) dx=(dx) dy=(if low { "-.9em" } else { "1.55em" }) text-anchor=[anchor] { (reading) }
        }
    }
}

fn spoken(of: &FunnelPlot, point: &Point, reading: &str) -> String {
    let Limits { inner, outer } = (of.limits)(point.responses.max(1));
    let within = |(low, high): (f64, f64)| low <= point.score && point.score <= high;
    let place = if within(inner) {
        "inside both limits"
    } else if within(outer) {
        "outside the 95 percent limits"
    } else {
        "outside the 99.8 percent limits"
    };
    let mark = match point.mark {
        Mark::Above => ", above the others",
        Mark::Below => ", below the others",
        Mark::None => "",
    };
    // The name may run from right to left: what follows it must not join in.
    format!("\u{2068}{}\u{2069}, {reading}, {place}{mark}", point.name)
}

/// Says which shapes mean what, where there is more than one.
fn legend(points: &[&Point]) -> Markup {
    let any = |mark| points.iter().any(|point| point.mark == mark);
    let (above, below) = (any(Mark::Above), any(Mark::Below));
    html! {
        ul class="scatter-legend" aria-hidden="true" {
            @if above { li { span class="scatter-key-above" { "▲" } " above the others" } }
            @if below { li { span class="scatter-key-below" { "▼" } " below the others" } }
            li { span class="scatter-key-quiet" { "●" } @if above || below { " no reliable difference" } @else { " one agent; none differs reliably from the others" } }
        }
    }
}

fn percent(value: f64) -> String {
    format!("{}%", xy(value))
}

fn xy(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(name: &str, responses: u64, score: f64, mark: Mark) -> Point {
        Point {
            name: name.into(),
            href: format!("/agents/{responses}"),
            responses,
            score,
            mark,
        }
    }

    fn draw(points: &[Point]) -> String {
        let limits = |n: u64| {
            let half = 80.0 / (n as f64).sqrt();
            Limits {
                inner: (80.0 - half, (80.0 + half).min(100.0)),
                outer: (80.0 - 1.6 * half, (80.0 + 1.6 * half).min(100.0)),
            }
        };
        funnel_plot(&FunnelPlot {
            title: "Scores",
            unit: "%",
            range: (0.0, 100.0),
            target: 80.0,
            limits: &limits,
            points,
            skip_to: "table",
        })
        .into_string()
    }

    #[test]
    fn no_point_no_plot_and_one_point_no_trouble() {
        assert_eq!(draw(&[]), "");
        for responses in [1, 5, 10_000_000] {
            let page = draw(&[point("Ana", responses, 100.0, Mark::None)]);
            assert!(page.contains("<circle") && !page.contains("NaN") && !page.contains("inf"));
            assert!(!page.contains("style="));
        }
    }

    #[test]
    fn marked_agents_have_their_own_shape_come_first_and_show_their_names() {
        let page = draw(&[
            point("Quiet", 40, 81.0, Mark::None),
            point("Low", 90, 50.0, Mark::Below),
            point("High", 90, 99.0, Mark::Above),
        ]);
        assert_eq!(page.matches("<circle").count(), 1);
        assert_eq!(page.matches("scatter-named").count(), 2);
        assert!(page.find("Low") < page.find("High") && page.find("High") < page.find("Quiet"));
        assert!(
            page.contains("50%, 90 responses, outside the 99.8 percent limits, below the others")
        );
        assert!(page.contains("81%, 40 responses, inside both limits\""));
    }

    #[test]
    fn names_that_would_cover_each_other_wait_to_be_asked_for() {
        let twins = [
            point("Ana", 90, 50.0, Mark::Below),
            point("Bo", 90, 50.5, Mark::Below),
        ];
        assert_eq!(draw(&twins).matches("scatter-named").count(), 1);
    }

    #[test]
    fn ticks_are_round_and_apart() {
        for (least, most) in [(1, 2), (5, 9), (5, 450), (30, 100_000), (900, 1_000)] {
            let scale = Scale {
                from: (least as f64 * 0.7_f64).max(1.0).sqrt(),
                to: (most as f64 * 1.1).sqrt(),
                y: round_axis([], (0.0, 100.0)),
            };
            let ticks = scale.ticks();
            assert!(ticks.len() <= 8, "{ticks:?}");
            for pair in ticks.windows(2) {
                assert!(scale.x(pair[1] as f64) - scale.x(pair[0] as f64) >= 13.0);
            }
        }
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let page = draw(&[point("<b>وكيل</b>", 9, 80.0, Mark::None)]);
        assert!(page.contains("&lt;b&gt;وكيل") && !page.contains("<b>"));
    }
}
