//! The editor's "Whom and when": when letters leave, whom they are sent to, how long answers are taken. Rules of who is
//! asked stand here, each a field of its own; the rehearsal's page has the same fields.

use maud::{Markup, html};

use super::{
    survey_errors::Misfits,
    survey_fields::{hinted, lines, pick, press, radio, text, tick},
};
use crate::{
    domain::surveys::{
        rules::SecondContact,
        send_window::DAYS,
        sketch::{Sketch, rules::RuleSketch},
    },
    web::ui::form::Choice,
};

const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The editor's whole section.
pub fn whom_and_when(sketch: &Sketch, misfits: &Misfits) -> Markup {
    html! {
        section class="panel form" aria-labelledby="when-heading" {
            h2 id="when-heading" { "Whom and when" }
            (rules(sketch, misfits))
            div class="entry-actions" { (press("rehearse", "Rehearse these rules")) }
            p class="hint" { "Saves the draft, and shows whom these rules would have asked in the last 30 days. Nothing is sent." }
            h3 { "Reminder, answers and clicks" }
            (hinted("remind_after_days", "Remind after, in days", &sketch.remind_after_days, "Left empty: never.", misfits))
            (hinted("expires_after_days", "Take answers for, in days", &sketch.expires_after_days, "1 to 365.", misfits))
            (one_click(sketch))
        }
    }
}

/// The rules that decide who is asked and when the letter leaves: what a rehearsal tries.
pub fn rules(sketch: &Sketch, misfits: &Misfits) -> Markup {
    html! {
        (delay(sketch, misfits))
        (window(sketch, misfits))
        (whom(sketch, misfits))
        (further(&sketch.rules(), misfits))
    }
}

fn delay(sketch: &Sketch, misfits: &Misfits) -> Markup {
    let units = ["minutes", "hours", "days"].map(|unit| Choice::new(unit, unit));
    html! {
        div class="condition delay" {
            (text("send_after", "Ask this long after the contact", &sketch.send_after, "", misfits))
            (pick("send_unit", "Unit", &units, &sketch.send_unit, misfits))
        }
    }
}

fn window(sketch: &Sketch, misfits: &Misfits) -> Markup {
    let error = misfits.at("days");
    html! {
        fieldset class="group" {
            legend { "Letters leave" }
            div class="ticks" {
                (radio("any_hour", "yes", "at any hour", sketch.any_hour))
                (radio("any_hour", "no", "only on these days and hours, where the customer is", !sketch.any_hour))
            }
            div class="ticks" id="days" role="group" aria-label="Days" tabindex="-1" {
                @for (day, name) in DAYS.iter().zip(DAY_NAMES) {
                    (tick("days", day, name, sketch.days.iter().any(|chosen| chosen == day)))
                }
            }
            @if let Some(error) = error { p class="error" { (error) } }
            div class="condition hours" {
                (text("from", "From", &sketch.from, "08:00", misfits))
                (text("to", "To", &sketch.to, "20:00", misfits))
            }
        }
    }
}

fn whom(sketch: &Sketch, misfits: &Misfits) -> Markup {
    html! {
        (hinted("quarantine_days", "Leave a customer alone after being asked, in days", &sketch.quarantine_days,
            "0: no rest period.", misfits))
        (hinted("sample_percent", "Ask about so many of a hundred contacts", &sketch.sample_percent, "0 to 100.", misfits))
        (hinted("max_age_hours", "Ask about contacts not older than, in hours", &sketch.max_age_hours,
            "What is reported later is not asked about.", misfits))
    }
}

fn further(rules: &RuleSketch, misfits: &Misfits) -> Markup {
    let second = [
        (SecondContact::Send, "send the letter all the same"),
        (
            SecondContact::Cancel,
            "withdraw the letter, and hold the new contact as if it had left",
        ),
        (SecondContact::Later, "send for the later contact instead"),
    ];
    let second = second.map(|(word, label)| Choice::new(word.code(), label));
    html! {
        (pick("on_second_contact", "When the customer contacts us again before the letter left", &second,
            &rules.on_second_contact, misfits))
        (hinted("monthly_limit", "Letters in a calendar month, at most", &rules.monthly_limit, "Left empty: no limit.", misfits))
        (lines("limits", "Limits", &rules.limits,
            "One a line: “20 per 7 days by agent”, “5 per 1 day by attribute queue”. By agent, team, product, touchpoint, \
             channel or an attribute.", misfits))
        (lines("skip_when", "Never ask about", &rules.skip_when,
            "One a line: “plan is internal, test” leaves out contacts whose attribute plan is one of the two.", misfits))
    }
}

fn one_click(sketch: &Sketch) -> Markup {
    html! {
        fieldset class="group" {
            legend { "A click in the letter counts" }
            div class="ticks" {
                (radio("one_click", "balanced", "after a while on the page, unless something speaks against it", !sketch.strict))
                (radio("one_click", "strict", "only with a touch, a key or the button", sketch.strict))
            }
        }
    }
}
