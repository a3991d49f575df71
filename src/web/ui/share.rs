//! Parts of a whole: how answers are distributed, and how many of the asked answered.
//! Both are tables whose cells hold bars, so nothing is only in the picture.

use maud::{Markup, html};

use super::figure::{count, decimal};

/// Which end of the scale an answer is at. Five steps from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    Worst,
    Bad,
    Middle,
    Good,
    Best,
}

impl Shade {
    const fn class(self) -> &'static str {
        match self {
            Self::Worst => "shade-worst",
            Self::Bad => "shade-bad",
            Self::Middle => "shade-middle",
            Self::Good => "shade-good",
            Self::Best => "shade-best",
        }
    }
}

/// One answer and how often it was given.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub count: u64,
    pub shade: Shade,
    /// Where these answers can be read.
    pub href: Option<String>,
}

/// Whether shares stand beside the counts. With very few answers a share says more than it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Percents {
    Shown,
    Hidden,
}

/// One row per answer, best first as the caller orders them.
pub fn distribution(title: &str, bars: &[Bar], percents: Percents) -> Markup {
    let percents = percents == Percents::Shown;
    let total: u64 = bars.iter().map(|bar| bar.count).sum();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    html! {
        table class="bars" {
            caption { (title) }
            thead class="sr-only" { tr { th scope="col" { "Answer" } th scope="col" { "Bar" } @if percents { th scope="col" { "Share" } } th scope="col" { "Responses" } } }
            tbody {
                @for bar in bars {
                    tr {
                        th scope="row" { (bar.label) }
                        td class="bars-bar" { (strip(bar.count, most, bar.shade.class())) }
                        @if percents {
                            td class="number" { @if total > 0 { (percent(bar.count, total)) } @else { "–" } }
                        }
                        td class="number bars-count" {
                            @match bar.href.as_ref().filter(|_| bar.count > 0) {
                                Some(href) => a href=(href) { (count(bar.count)) },
                                None => (count(bar.count)),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Groups of answers side by side in one strip, for instance detractors, passives, promoters.
pub fn split(groups: &[Bar]) -> Markup {
    let total: u64 = groups.iter().map(|group| group.count).sum();
    let thousandth = |part: u64| part as f64 / total as f64 * 1000.0;
    html! {
        @if total > 0 {
            div class="split" {
                svg class="split-drawing" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                    @for (i, group) in groups.iter().enumerate() {
                        @let before: u64 = groups[..i].iter().map(|group| group.count).sum();
                        @if group.count > 0 {
                            rect class=(group.shade.class()) x=(decimal_plain(thousandth(before)))
                                width=(decimal_plain(thousandth(group.count))) y="0" height="10" {}
                        }
                    }
                }
                ul {
                    @for group in groups {
                        li {
                            span class={ "swatch " (group.shade.class()) } aria-hidden="true" {}
                            (group.label) " " strong { (percent(group.count, total)) }
                        }
                    }
                }
            }
        }
    }
}

/// One step of a funnel: how many got here, and a word on it.
#[derive(Clone, Debug)]
pub struct Step {
    pub label: String,
    pub count: u64,
    pub note: String,
}

/// Steps from the widest to the narrowest, each bar as long as its part of the first.
pub fn funnel(title: &str, steps: &[Step]) -> Markup {
    let first = steps.first().map_or(0, |step| step.count);
    html! {
        table class="bars funnel" {
            caption { (title) }
            thead class="sr-only" { tr { th scope="col" { "Step" } th scope="col" { "Bar" } th scope="col" { "Count" } } }
            tbody {
                @for step in steps {
                    tr {
                        th scope="row" { (step.label) span class="sub" { (step.note) } }
                        td class="bars-bar" { (strip(step.count, first, "shade-step")) }
                        td class="number" { (count(step.count)) }
                    }
                }
            }
        }
    }
}

fn strip(part: u64, whole: u64, class: &str) -> Markup {
    let width = if whole == 0 {
        0.0
    } else {
        (part as f64 / whole as f64 * 1000.0).min(1000.0)
    };
    html! {
        svg class="strip" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="strip-ground" x="0" width="1000" y="0" height="10" {}
            @if part > 0 { rect class=(class) x="0" width=(decimal_plain(width.max(4.0))) y="0" height="10" {} }
        }
    }
}

fn decimal_plain(value: f64) -> String {
    format!("{value:.1}")
}

/// A share in percent; a small part never reads as nothing, nor a large one as everything.
fn percent(part: u64, total: u64) -> String {
    let share = part as f64 / total as f64 * 100.0;
    match part {
        0 => "0%".to_owned(),
        _ if share < 1.0 => "<1%".to_owned(),
        _ if part < total && share > 99.0 => ">99%".to_owned(),
        _ => format!("{}%", decimal(share, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_shares_are_not_rounded_away() {
        assert_eq!(
            [(0, 10), (1, 1_000), (999, 1_000), (10, 10), (1, 3)].map(|(a, b)| percent(a, b)),
            ["0%", "<1%", ">99%", "100%", "33%"]
        );
    }

    #[test]
    fn nothing_answered_draws_empty_bars() {
        let bars = [Bar {
            label: "5".into(),
            count: 0,
            shade: Shade::Best,
            href: None,
        }];
        let page = distribution("Answers", &bars, Percents::Shown).into_string();
        assert!(page.contains("–") && !page.contains("NaN"));
        assert_eq!(split(&bars).into_string(), "");
        let steps = [Step {
            label: "Asked".into(),
            count: 0,
            note: String::new(),
        }];
        assert!(!funnel("Rate", &steps).into_string().contains("NaN"));
    }
}
