//! What a manager should look at first on the overview: each finding in a sentence, with the way to its evidence.

use maud::{Markup, html};

use super::{
    dates,
    group_table::called,
    groups::{one, path},
    score,
    view::{View, escaped},
};
use crate::{
    domain::scores::{
        exact_test::Flag, findings::Findings, metric::Metric, p_chart::Direction, signals::Signal,
    },
    web::ui::{
        badge::{Tone, badge},
        figure::{count, counted, whole},
    },
};

/// Signals shown; the rest is a page away.
const MOST: usize = 5;

/// The findings, or that there are none.
pub fn panel(found: &Findings, metric: Metric, view: &View) -> Markup {
    let ongoing = ongoing(found);
    let nothing = ongoing.is_empty() && found.below + found.above == 0;
    html! {
        section class="panel attention" aria-labelledby="attention" {
            div class="section-head" {
                h2 id="attention" { "Worth a look" }
                a href=(view.how("signals")) { "How sure is this?" }
            }
            @if nothing {
                p class="soft" { (quiet(found)) }
            } @else {
                ul class="findings" {
                    @for signal in ongoing.iter().take(MOST) { li { (signalled(signal, metric, view)) } }
                    @if found.below > 0 { li { (flagged(found.below, Flag::Below, view)) } }
                    @if found.above > 0 { li { (flagged(found.above, Flag::Above, view)) } }
                }
                @if ongoing.len() > MOST {
                    p class="panel-foot" {
                        a href=(view.following().href("/signals")) { "All " (count(ongoing.len() as u64)) " signals" }
                    }
                }
            }
        }
    }
}

/// The signals that go on.
pub fn ongoing(found: &Findings) -> Vec<&Signal> {
    let ongoing = found.signals.iter().filter(|signal| signal.ongoing);
    ongoing.collect()
}

fn quiet(found: &Findings) -> &'static str {
    if found.tested == 0 && found.watched == 0 {
        "There are too few answers yet to say what is out of the ordinary: a product is watched once it has sixty days \
         and 200 answers behind it, and an agent is tested from ten answers on."
    } else {
        "Nothing out of the ordinary: no product, touchpoint or team has left its usual level, and no agent differs \
         from the others by more than chance."
    }
}

/// `billing has been below its usual level since 4 Nov 2026: 71% where 84% is usual.`
fn signalled(signal: &Signal, metric: Metric, view: &View) -> Markup {
    let by = signal.grouping;
    let name = called(by, &signal.label);
    let unit = score::unit(metric);
    let (tone, word, side) = match signal.direction {
        Direction::Down => (Tone::Bad, "down", "below"),
        Direction::Up => (Tone::Good, "up", "above"),
    };
    html! {
        (badge(tone, word))
        p {
            @match &signal.label.key {
                Some(key) => a href=(view.following().href(&format!("{}/{}", path(by), escaped(key)))) dir="auto" { (name) },
                None => strong { (name) },
            }
            " (" (one(by).to_lowercase()) ") has been " (side) " its usual level since about " (dates::day(signal.began)) ": "
            strong { (whole(signal.now)) (unit) } " where " (whole(signal.baseline)) (unit) " is usual, "
            (counted(signal.responses, "answer", "answers")) "."
        }
    }
}

fn flagged(agents: u64, flag: Flag, view: &View) -> Markup {
    let (tone, word, value) = match flag {
        Flag::Below => (Tone::Bad, "below", "below"),
        _ => (Tone::Good, "above", "above"),
    };
    let verb = if agents == 1 { "is" } else { "are" };
    html! {
        (badge(tone, word))
        p {
            a href=(view.following().with("flag", value).href("/agents")) { (counted(agents, "agent", "agents")) }
            " " (verb) " " (word) " what the others reach with the same kinds of contacts, by more than chance. "
            span class="soft" { @if flag == Flag::Below { "A reason to listen to some calls, not a verdict." } @else { "Worth asking how they do it." } }
        }
    }
}
