//! What publishing a draft changes: for its own customers, and for the surveys it takes touchpoints from. A piece of the
//! editor, and the question asked where another survey loses something.

use maud::{Markup, html};

use super::{survey_end::differences, survey_fields::press};
use crate::{
    domain::surveys::{
        changes::changes,
        definition::Definition,
        replacing::{Asks, takes},
        sketch::Sketch,
        survey,
    },
    web::ui::{badge::Tone, flash::flash},
};

/// A live survey of the same brand: its name and touchpoints.
pub type Other = (survey::Model, Definition);

/// What the others lose to a survey with these touchpoints, each in a sentence.
pub fn losses(others: &[Other], touchpoints: &[String]) -> Vec<String> {
    let asking: Vec<Asks> = others
        .iter()
        .map(|(survey, asks)| (survey.name.as_str(), &asks.touchpoints[..]))
        .collect();
    let taken = takes(&asking, touchpoints).into_iter();
    let told = taken.map(|(name, touchpoint)| match touchpoint {
        Some(touchpoint) => format!("“{name}” asks at {touchpoint} now; once this is published, it asks there no more."),
        None => format!("“{name}” asks at every touchpoint that no survey names; once this is published, it asks nobody."),
    });
    told.collect()
}

/// What publishing changes, as far as the form had been sent.
pub fn panel(sketch: &Sketch, published: bool, others: &[Other]) -> Markup {
    let losses = losses(others, &sketch.touchpoints);
    let own = match published {
        true => changes(&sketch.base, &sketch.read().definition),
        false => Vec::new(),
    };
    html! {
        @if published || !losses.is_empty() {
            section class="panel form" aria-labelledby="stakes-heading" {
                h2 id="stakes-heading" { "What publishing changes" }
                @if published {
                    p class="hint" { "Beside the published version, as of your last save." }
                    @if !own.is_empty() { (differences(&own)) }
                    @else if losses.is_empty() { p class="soft" { "Nothing yet." } }
                    @else { p class="soft" { "Nothing in this survey itself." } }
                }
                @if !losses.is_empty() { (flash(Tone::Watch, differences(&losses))) }
            }
        }
    }
}

/// Asks before others lose touchpoints.
pub fn question(losses: &[String]) -> Markup {
    flash(
        Tone::Watch,
        html! {
            p { strong { "Nothing is published yet: another survey gives way to this one." } }
            (differences(losses))
            p class="entry-actions" {
                (press("publish-anyway", "Publish, and let it take over"))
                (press("save", "Save the draft only"))
            }
        },
    )
}
