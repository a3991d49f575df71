//! The rules of whom to ask as they are typed, one a line, and what they say. Pure; part of a sketch.

use serde::{Deserialize, Serialize};

use super::Unread;
use crate::domain::surveys::{definition::Definition, rule_lines, rules::SecondContact};

/// The fields of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleSketch {
    /// Empty: no limit.
    pub monthly_limit: String,
    /// A limit a line, as `rule_lines` writes them.
    pub limits: String,
    /// Contacts never asked about, a rule a line.
    pub skip_when: String,
    /// The code of what a further contact does.
    pub on_second_contact: String,
}

impl RuleSketch {
    /// The rules of a definition.
    pub fn of(definition: &Definition) -> Self {
        let monthly = definition.monthly_limit.map(|most| most.to_string());
        Self {
            monthly_limit: monthly.unwrap_or_default(),
            limits: rule_lines::write_limits(&definition.limits),
            skip_when: rule_lines::write_skips(&definition.skip_when),
            on_second_contact: definition.on_second_contact.code().into(),
        }
    }

    /// Lines that cannot be read are left out.
    pub(super) fn read(&self, definition: &mut Definition, unread: &mut Unread) {
        definition.monthly_limit = match self.monthly_limit.trim() {
            "" => None,
            text => unread
                .number("/monthly_limit", text)
                .or(definition.monthly_limit),
        };
        let limits = rule_lines::read_limits(&self.limits);
        definition.limits = limits.rules;
        unread.lines("/limits", limits.wrong);
        let skips = rule_lines::read_skips(&self.skip_when);
        definition.skip_when = skips.rules;
        unread.lines("/skip_when", skips.wrong);
        if let Some(word) = SecondContact::parse(&self.on_second_contact) {
            definition.on_second_contact = word;
        }
    }

    /// The place of a rule among the lines that were typed, where `pointer` counts rules alone.
    pub(super) fn typed(&self, pointer: &str) -> Option<String> {
        let (field, lines) = match pointer.strip_prefix("/limits/") {
            Some(_) => ("/limits/", rule_lines::read_limits(&self.limits).at),
            None => ("/skip_when/", rule_lines::read_skips(&self.skip_when).at),
        };
        let (rule, part) = pointer.strip_prefix(field)?.split_once('/')?;
        let line = lines.get(rule.parse::<usize>().ok()?)?;
        Some(format!("{field}{line}/{part}"))
    }
}
