//! Rules about whom to ask beyond rest, sample and age: limits by agent, queue and the like, contacts never asked about,
//! and what a further contact does to a letter that has not left. Pure; part of a definition.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{definition::Definition, faults::Faults};

/// The longest period a limit can have.
pub const LONGEST_PERIOD: u32 = 366;
/// The largest limit.
pub(super) const MOST_A_MONTH: u32 = 10_000_000;
const MOST_LIMITS: usize = 20;
const MOST_SKIPS: usize = 50;
const MOST_VALUES: usize = 100;
const LONGEST_TEXT: usize = 200;

/// At most so many letters in any so many days about contacts that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub most: u32,
    pub days: u32,
    pub by: By,
    /// Which attribute, where it is by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
}

/// What a limit counts contacts by. A contact that has none of it is not limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Agent,
    Team,
    Product,
    Touchpoint,
    Channel,
    Attribute,
}

impl By {
    pub const ALL: [Self; 6] = [
        Self::Agent,
        Self::Team,
        Self::Product,
        Self::Touchpoint,
        Self::Channel,
        Self::Attribute,
    ];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Team => "team",
            Self::Product => "product",
            Self::Touchpoint => "touchpoint",
            Self::Channel => "channel",
            Self::Attribute => "attribute",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// Contacts whose attribute has one of these values are not asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkipWhen {
    pub attribute: String,
    pub is: Vec<String>,
}

impl SkipWhen {
    pub fn holds(&self, attributes: Option<&Value>) -> bool {
        attribute(attributes, &self.attribute).is_some_and(|value| self.is.contains(&value))
    }
}

/// What happens to a letter that has not left when its customer contacts us again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondContact {
    /// It leaves as it would have.
    #[default]
    Send,
    /// It does not leave. The further contact is decided as if it had, so that the quarantine holds it.
    Cancel,
    /// The further contact is decided as if there were no such letter; where it is asked about, its letter leaves instead.
    Later,
}

impl SecondContact {
    pub const ALL: [Self; 3] = [Self::Send, Self::Cancel, Self::Later];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Cancel => "cancel",
            Self::Later => "later",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.code() == code)
    }
}

/// An attribute of a contact as text: `gold`, `3`, `true`.
pub fn attribute(attributes: Option<&Value>, name: &str) -> Option<String> {
    match attributes?.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What is wrong with the rules of a definition.
pub(super) fn faults(of: &Definition, faults: &mut Faults) {
    let mut range = |at: &str, value: u32, most: u32| {
        if !(1..=most).contains(&value) {
            faults.add(at, &format!("must be from 1 to {most}"));
        }
    };
    if let Some(most) = of.monthly_limit {
        range("/monthly_limit", most, MOST_A_MONTH);
    }
    for (i, limit) in of.limits.iter().enumerate() {
        range(&format!("/limits/{i}/most"), limit.most, MOST_A_MONTH);
        range(&format!("/limits/{i}/days"), limit.days, LONGEST_PERIOD);
    }
    if let Some(days) = of.remind_after_days
        && days >= of.expires_after_days
        && (1..=365).contains(&of.expires_after_days)
    {
        faults.add(
            "/remind_after_days",
            "must be less than expires_after_days: the reminder would come when no answer is taken any more",
        );
    }
    if of.limits.len() > MOST_LIMITS {
        faults.add("/limits", &format!("has more than {MOST_LIMITS} limits"));
    }
    for (i, limit) in of.limits.iter().enumerate() {
        let at = format!("/limits/{i}/attribute");
        match (&limit.attribute, limit.by) {
            (Some(name), By::Attribute) => faults.length(&at, name, LONGEST_TEXT),
            (None, By::Attribute) => faults.add(&at, "must name the attribute to count by"),
            (Some(_), _) => faults.add(&at, "goes only with \"by\": \"attribute\""),
            (None, _) => {}
        }
    }
    if of.skip_when.len() > MOST_SKIPS {
        faults.add("/skip_when", &format!("has more than {MOST_SKIPS} rules"));
    }
    for (i, skip) in of.skip_when.iter().enumerate() {
        let at = format!("/skip_when/{i}");
        faults.length(&format!("{at}/attribute"), &skip.attribute, LONGEST_TEXT);
        if skip.is.is_empty() || skip.is.len() > MOST_VALUES {
            faults.add(
                &format!("{at}/is"),
                &format!("must have 1 to {MOST_VALUES} values"),
            );
        }
        for (n, value) in skip.is.iter().enumerate() {
            faults.length(&format!("{at}/is/{n}"), value, LONGEST_TEXT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_contact_is_skipped_by_the_text_of_its_attribute_alone() {
        let skip = SkipWhen {
            attribute: "kind".into(),
            is: vec!["test".into(), "3".into(), "true".into()],
        };
        for (attributes, holds) in [
            (json!({ "kind": "test" }), true),
            (json!({ "kind": 3 }), true),
            (json!({ "kind": true }), true),
            (json!({ "kind": "Test" }), false),
            (json!({ "kind": "tests" }), false),
            (json!({ "plan": "test" }), false),
            (json!({}), false),
        ] {
            assert_eq!(skip.holds(Some(&attributes)), holds, "{attributes}");
        }
        assert!(!skip.holds(None));
    }

    #[test]
    fn every_fault_of_a_rule_is_named() {
        let limit = |most, days, by, attribute: Option<&str>| Limit {
            most,
            days,
            by,
            attribute: attribute.map(Into::into),
        };
        let broken = Definition {
            monthly_limit: Some(0),
            remind_after_days: Some(28),
            limits: vec![
                limit(0, 367, By::Agent, None),
                limit(1, 1, By::Attribute, None),
                limit(1, 1, By::Team, Some("queue")),
                limit(5, 30, By::Attribute, Some("queue")),
            ],
            skip_when: vec![SkipWhen {
                attribute: " ".into(),
                is: vec![],
            }],
            ..Definition::starting()
        };
        let found: Vec<_> = broken.faults().into_iter().map(|f| f.pointer).collect();
        assert_eq!(
            found,
            [
                "/monthly_limit",
                "/limits/0/most",
                "/limits/0/days",
                "/remind_after_days",
                "/limits/1/attribute",
                "/limits/2/attribute",
                "/skip_when/0/attribute",
                "/skip_when/0/is",
            ]
        );
    }

    #[test]
    fn a_definition_of_before_the_rules_has_none() {
        let mut kept = serde_json::to_value(Definition::starting()).unwrap();
        let fields = kept.as_object_mut().unwrap();
        for added in ["monthly_limit", "limits", "skip_when", "on_second_contact"] {
            assert!(fields.remove(added).is_some(), "{added}");
        }
        let read: Definition = serde_json::from_value(kept).unwrap();
        assert_eq!(read, Definition::starting());
    }
}
