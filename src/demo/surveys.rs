//! What the demo's brands ask, and at which touchpoint. Read by `contact` and published by `walk`.

use std::collections::BTreeMap;

use crate::domain::surveys::{
    definition::Definition,
    question::{Kind, Question, ShowWhen},
    survey::STARTING_SLUG,
};

/// Asked by this percentage of the interactions that the effort survey is about.
pub const SAMPLED_PERCENT: u8 = 80;

/// Why a rating was low: the options of the question that is shown then.
pub const REASONS: [&str; 4] = ["wait", "agent", "policy", "product"];

/// A moment that is measured, by what, and how customers feel about it.
#[derive(Debug)]
pub struct Touchpoint {
    pub slug: &'static str,
    pub metric: Kind,
    /// Share of all contacts, in percent.
    pub share: u32,
    pub effect: f64,
}

pub const TOUCHPOINTS: [Touchpoint; 5] = [
    Touchpoint {
        slug: "technical-support",
        metric: Kind::Csat,
        share: 38,
        effect: -0.1,
    },
    Touchpoint {
        slug: "billing",
        metric: Kind::Csat,
        share: 24,
        effect: 0.05,
    },
    Touchpoint {
        slug: "onboarding",
        metric: Kind::Nps,
        share: 15,
        effect: 0.2,
    },
    Touchpoint {
        slug: "delivery",
        metric: Kind::Ces,
        share: 13,
        effect: 0.0,
    },
    Touchpoint {
        slug: "cancellation",
        metric: Kind::Ces,
        share: 10,
        effect: -0.35,
    },
];

/// The surveys of each brand.
pub fn all() -> [(&'static str, Definition); 3] {
    [
        (STARTING_SLUG, satisfaction()),
        ("recommend", recommendation()),
        ("effort", effort()),
    ]
}

/// Themes a manager of the demo follows in the comments: a name and its words.
pub const THEMES: [(&str, &str); 4] = [
    (
        "Waiting",
        "wait, queue, forty minutes, Warteschleife, Wartezeit, esperando, انتظرت",
    ),
    (
        "Bills",
        "bill, charged, invoice, refund, money back, Rechnung",
    ),
    (
        "Friendliness",
        "friendly, kind, patient, freundlich, amable, لطيف",
    ),
    ("Call backs", "call back, called back, Rückruf, llamada"),
];

fn satisfaction() -> Definition {
    let low = ShowWhen {
        question: "satisfaction".into(),
        score_min: None,
        score_max: Some(3),
    };
    let reason = Question {
        slug: "reason".into(),
        kind: Kind::Choice,
        options: REASONS.map(Into::into).into(),
        show_when: Some(low),
    };
    let words = [
        ("reason", "What should have gone better?"),
        ("reason.wait", "I had to wait too long"),
        ("reason.agent", "The person I dealt with"),
        ("reason.policy", "The rules, or the price"),
        ("reason.product", "The product itself"),
    ];
    let words: BTreeMap<_, _> = words
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into();
    Definition {
        questions: vec![
            question("satisfaction", Kind::Csat),
            reason,
            question("resolved", Kind::Fcr),
            question("comment", Kind::Comment),
        ],
        touchpoints: vec!["technical-support".into(), "billing".into()],
        wording: [("en".to_owned(), words)].into(),
        ..asked_later("After a contact")
    }
}

fn recommendation() -> Definition {
    Definition {
        questions: vec![
            question("recommend", Kind::Nps),
            question("comment", Kind::Comment),
        ],
        touchpoints: vec!["onboarding".into()],
        ..asked_later("First weeks")
    }
}

fn effort() -> Definition {
    Definition {
        questions: vec![
            question("effort", Kind::Ces),
            question("resolved", Kind::Fcr),
            question("comment", Kind::Comment),
        ],
        touchpoints: vec!["delivery".into(), "cancellation".into()],
        sample_percent: SAMPLED_PERCENT,
        ..asked_later("How easy it was")
    }
}

fn asked_later(name: &str) -> Definition {
    Definition {
        name: name.into(),
        ..Definition::default()
    }
}

fn question(slug: &str, kind: Kind) -> Question {
    Question {
        slug: slug.into(),
        kind,
        options: vec![],
        show_when: None,
    }
}
