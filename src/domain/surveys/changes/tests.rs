//! Every change is a sentence, and what means nothing is none.

use super::*;
use crate::domain::surveys::{
    definition::OneClick,
    question::ShowWhen,
    rule_lines::{read_limits, read_skips},
    rules::SecondContact,
    starting::StartingPoint,
};

#[test]
fn the_same_is_no_change() {
    for point in StartingPoint::ALL {
        assert_eq!(changes(&point.definition(), &point.definition()), [""; 0]);
    }
}

#[test]
fn every_change_is_a_sentence() {
    let old = StartingPoint::Call.definition();
    let mut new = old.clone();
    new.name = "Phone".into();
    new.touchpoints = vec!["phone".into(), "chat".into()];
    new.questions.swap(1, 3);
    new.questions[2].options = vec!["wait".into(), "agent".into(), "price".into()];
    new.questions[2].show_when = Some(ShowWhen {
        question: "satisfaction".into(),
        score_min: Some(1),
        score_max: Some(2),
    });
    let texts = [("subject", "Hallo"), ("reason", "Warum?")];
    let texts = texts.map(|(key, text)| (key.to_owned(), text.to_owned()));
    new.wording.insert("de".into(), texts.into());
    new.default_locale = "de".into();
    new.send_after_minutes = 120;
    new.send_window = None;
    new.remind_after_days = Some(1);
    new.one_click = OneClick::Strict;
    new.monthly_limit = Some(900);
    new.limits = read_limits("20 per 7 days by agent").rules;
    new.skip_when = read_skips("plan is internal, test").rules;
    new.on_second_contact = SecondContact::Later;
    assert_eq!(
        changes(&old, &new),
        [
            "The name is “Phone”, no longer “After a call”.",
            "It asks at phone, chat, no longer at every touchpoint that no other survey names.",
            "“Warum?” has no option “product” any more.",
            "“Warum?” has no option “policy” any more.",
            "“Warum?” has a new option “price”.",
            "“Warum?” is shown only when the score of “satisfaction” is from 1 to 2.",
            "The questions stand in another order: “satisfaction”, “comment”, “Warum?”, “resolved”.",
            "Customers whose language has no words are asked in de, no longer in en.",
            "The text of “reason” in de is “Warum?”.",
            "The text of “subject” in de is “Hallo”.",
            "Letters leave 2 hours after the contact, no longer 1 hour after the contact.",
            "Letters may leave at any hour, no longer every day from 08:00 to 20:00.",
            "A reminder is sent after 1 day, no longer never.",
            "A click counts only with a touch, a key or the button, no longer after a while on the page or a touch.",
            "Letters in a calendar month are at most 900, no longer without limit.",
            "When the customer contacts us again before the letter left, it is replaced by that of the later contact, no longer sent all the same.",
            "There is a new limit: 20 per 7 days by agent.",
            "It never asks about contacts whose plan is internal, test.",
        ]
    );
}

#[test]
fn an_order_that_means_nothing_is_no_change() {
    let mut old = StartingPoint::Call.definition();
    old.touchpoints = vec!["phone".into(), "chat".into()];
    old.skip_when = read_skips("plan is internal, test").rules;
    let mut new = old.clone();
    new.touchpoints.reverse();
    new.skip_when[0].is.reverse();
    assert_eq!(changes(&old, &new), [""; 0]);
    new.touchpoints = vec!["chat".into(), "mail".into(), "shop".into()];
    new.skip_when[0].is.push("demo".into());
    assert_eq!(
        changes(&old, &new),
        [
            "It asks at mail, shop too.",
            "It asks at phone no longer.",
            "It never asks about contacts whose plan is demo, internal, test.",
            "It no longer leaves out contacts whose plan is internal, test.",
        ]
    );
    new.touchpoints = vec!["shop".into()];
    assert_eq!(
        changes(&old, &new)[0],
        "It asks at shop, no longer at phone, chat."
    );
}

#[test]
fn questions_come_and_go() {
    let (call, effort) = (
        StartingPoint::Call.definition(),
        StartingPoint::Effort.definition(),
    );
    let said = changes(&call, &effort);
    assert!(
        said.contains(&"The question “satisfaction” is gone.".into()),
        "{said:?}"
    );
    assert!(said.contains(&"The question “effort” is new: ease from 1 to 7 (CES).".into()));
}
