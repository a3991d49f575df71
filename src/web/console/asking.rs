//! From contacts to answers as a piece of a page: the steps of the funnel, and why customers were not asked. Shown on the
//! overview and on an agent's page; every reason links to its contacts.

use maud::{Markup, html};

use super::view::{View, escaped};
use crate::{
    domain::{interactions::interaction::HeldReason, scores::asking::Asking},
    web::ui::{
        figure::{count, decimal},
        share::{Step, funnel},
        table::{Column, table},
    },
};

/// The steps, and under them the reasons, each linking to its contacts: one agent's are in the agent's ledger, those of
/// many under `/held`. `view` selected the figures.
pub fn asking(asking: &Asking, view: &View) -> Markup {
    html! {
        (funnel("From contact to answer", &steps(asking)))
        @for words in notes(asking) { p class="hint" { (words) } }
        @if !asking.held.is_empty() { (held(asking, view)) }
    }
}

/// Why a step may be larger than the one before it: each counts by the day it was taken.
pub fn notes(asking: &Asking) -> Vec<&'static str> {
    let letters = (asking.asked > asking.invited).then_some(
        "More letters than invitations: a letter counts on the day it left, and some left for contacts reported before these days.",
    );
    let answers = (asking.answered > asking.delivered).then_some(
        "More answers than letters: an answer counts on the day it came, and some came to letters of the days before.",
    );
    letters.into_iter().chain(answers).collect()
}

/// The way from contact to answer, step by step.
pub fn steps(asking: &Asking) -> [Step; 5] {
    let step = |label: &str, count, note: String| Step {
        label: label.into(),
        count,
        note,
    };
    let of = |part, whole, of: &str, none: &str| match percent(part, whole) {
        Some(share) => format!("{share} of {of}"),
        None => none.to_owned(),
    };
    [
        step("Reported", asking.reported, "contacts".into()),
        step(
            "Invited",
            asking.invited,
            of(asking.invited, asking.reported, "reported", "no contacts"),
        ),
        step("Sent", asking.asked, "letters that left".into()),
        step(
            "Delivered",
            asking.delivered,
            of(asking.delivered, asking.asked, "sent", "no letters"),
        ),
        step(
            "Answered",
            asking.answered,
            of(
                asking.answered,
                asking.delivered,
                "delivered",
                "by the day they answered",
            ),
        ),
    ]
}

fn held(asking: &Asking, view: &View) -> Markup {
    let path = match view.get("agent") {
        Some(agent) => format!("/agents/{}/ledger", escaped(agent)),
        None => "/held".to_owned(),
    };
    let all: u64 = asking.held.iter().map(|(_, count)| count).sum();
    let of_metric = view
        .following()
        .with("metric", view.metric().code())
        .with("state", "held");
    let columns = [
        Column::text("Not asked because"),
        Column::number("Contacts"),
        Column::number("Of reported"),
    ];
    let rows: Vec<_> = asking
        .held
        .iter()
        .map(|(reason, held)| {
            let href = of_metric.with("reason", reason.code()).href(&path);
            vec![
                html! { a href=(href) { (words(*reason)) } },
                html! { (count(*held)) },
                html! { (percent(*held, asking.reported).unwrap_or_else(|| "–".into())) },
            ]
        })
        .collect();
    html! {
        div class="held-reasons" {
            (table(&format!("Not asked: {}", count(all)), &columns, &rows))
        }
    }
}

/// A share in percent; what there is never reads as nothing.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    let share = (whole > 0).then(|| part as f64 / whole as f64 * 100.0)?;
    Some(match part {
        0 => "0%".to_owned(),
        _ if share < 1.0 => "<1%".to_owned(),
        _ if part < whole && share > 99.0 => ">99%".to_owned(),
        _ => format!("{}%", decimal(share, 0)),
    })
}

/// Why a customer was not asked, in words.
pub fn words(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::NoSurvey => "No survey",
        HeldReason::Suppressed => "Must not be written to",
        HeldReason::Quarantine => "Asked not long ago",
        HeldReason::SampledOut => "Not in the sample",
        HeldReason::TooOld => "Reported too late",
        HeldReason::InvalidAddress => "No usable address",
        HeldReason::MonthlyLimit => "Monthly limit reached",
        HeldReason::Limit => "Limit reached",
        HeldReason::Skipped => "Skipped by an attribute",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_leads_to_its_contacts_and_nothing_is_divided_by_nothing() {
        let some = Asking {
            reported: 400,
            invited: 300,
            held: vec![(HeldReason::Quarantine, 98), (HeldReason::TooOld, 2)],
            asked: 290,
            delivered: 280,
            answered: 70,
        };
        let page = asking(&some, &View::default().with("team", "Tier 1")).into_string();
        assert!(
            page.contains(
                "/held?metric=csat&amp;reason=quarantine&amp;state=held&amp;team=Tier%201"
            ),
            "{page}"
        );
        for words in [
            "75% of reported",
            "25% of delivered",
            "<1%",
            "Not asked: 100",
        ] {
            assert!(
                page.contains(words) || page.contains(&words.replace('<', "&lt;")),
                "{words}: {page}"
            );
        }
        let own = asking(&some, &View::default().with("agent", "a/1")).into_string();
        assert!(
            own.contains("/agents/a%2F1/ledger?metric=csat&amp;reason=quarantine&amp;state=held"),
            "{own}"
        );
        let late = Asking {
            asked: 301,
            ..some.clone()
        };
        assert!(notes(&some).is_empty());
        assert!(notes(&late)[0].contains("a letter counts on the day it left"));
        let none = asking(&Asking::default(), &View::default()).into_string();
        assert!(
            !none.contains("NaN") && !none.contains("Not asked") && none.contains("no contacts")
        );
    }
}
