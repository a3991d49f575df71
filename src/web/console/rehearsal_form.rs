//! The rules of a survey as fields: written from a definition, read back with what is wrong. Shown on the page of its
//! rehearsal; everything is in the address, so that a rehearsal can be sent to a colleague.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    domain::surveys::{
        definition::Definition,
        rules::{By, Limit, SecondContact, SkipWhen},
        send_window::{DAYS, SendWindow},
    },
    web::ui::form::{Choice, Field, field, select, wrong},
};

/// Says that the address has rules; without it the published ones are meant.
const TYPED: &str = "typed";
const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Whole numbers: name, label, hint.
const NUMBERS: [(&str, &str, &str); 5] = [
    (
        "sample_percent",
        "Of a hundred contacts, ask about",
        "100 asks about all.",
    ),
    ("quarantine_days", "Days a customer rests", "0 for none."),
    ("max_age_hours", "Oldest contact, in hours", ""),
    (
        "send_after_minutes",
        "Minutes to wait",
        "After the contact’s end.",
    ),
    (
        "monthly_limit",
        "Letters a month",
        "Leave empty for no limit.",
    ),
];

/// The fields as they were typed, or as the published rules would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

/// What is wrong, by field.
pub type Faults = BTreeMap<&'static str, String>;

impl Typed {
    /// What the address says; `None` when it has no rules.
    pub fn read(pairs: Vec<(String, String)>) -> Option<Self> {
        let typed: BTreeMap<_, _> = pairs.into_iter().collect();
        typed.contains_key(TYPED).then_some(Self(typed))
    }

    /// The rules of a definition.
    pub fn of(definition: &Definition) -> Self {
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
        put("sample_percent", definition.sample_percent.to_string());
        put("quarantine_days", definition.quarantine_days.to_string());
        put("max_age_hours", definition.max_age_hours.to_string());
        put(
            "send_after_minutes",
            definition.send_after_minutes.to_string(),
        );
        let most = definition.monthly_limit.map(|most| most.to_string());
        put("monthly_limit", most.unwrap_or_default());
        if let Some(window) = &definition.send_window {
            put("from", window.from.clone());
            put("to", window.to.clone());
            for day in &window.days {
                put(day, "on".into());
            }
        }
        let limits: Vec<_> = definition.limits.iter().map(limit_line).collect();
        put("limits", limits.join("\n"));
        let skips = definition.skip_when.iter();
        let skips: Vec<_> = skips
            .map(|skip| format!("{} is {}", skip.attribute, skip.is.join(", ")))
            .collect();
        put("skip_when", skips.join("\n"));
        put(
            "on_second_contact",
            definition.on_second_contact.code().into(),
        );
        Self(fields)
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The published definition with these rules.
    ///
    /// # Errors
    /// What is wrong with which field.
    pub fn rules(&self, published: &Definition) -> Result<Definition, Faults> {
        let mut faults = Faults::new();
        let mut number = |name: &'static str| {
            let text = self.get(name);
            let read = text.parse::<u32>();
            read.unwrap_or_else(|_| {
                faults.insert(name, "Write a whole number.".into());
                1
            })
        };
        let mut rules = Definition {
            quarantine_days: number("quarantine_days"),
            max_age_hours: number("max_age_hours"),
            send_after_minutes: number("send_after_minutes"),
            monthly_limit: (!self.get("monthly_limit").is_empty()).then(|| number("monthly_limit")),
            sample_percent: u8::try_from(number("sample_percent")).unwrap_or(u8::MAX),
            ..published.clone()
        };
        rules.send_window = self.window();
        let lines = |name: &str| {
            let lines = self.get(name).lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).map(str::to_owned)
        };
        match lines("limits")
            .map(|line| read_limit(&line).ok_or(line))
            .collect()
        {
            Ok(limits) => rules.limits = limits,
            Err(line) => {
                let line: String = line.chars().take(80).collect();
                let like = "20 per 7 days by agent";
                faults.insert("limits", format!("“{line}” is not written like “{like}”."));
            }
        }
        match lines("skip_when")
            .map(|line| read_skip(&line).ok_or(line))
            .collect()
        {
            Ok(skips) => rules.skip_when = skips,
            Err(line) => {
                let line: String = line.chars().take(80).collect();
                let like = "plan is internal, test";
                faults.insert(
                    "skip_when",
                    format!("“{line}” is not written like “{like}”."),
                );
            }
        }
        rules.on_second_contact =
            SecondContact::parse(self.get("on_second_contact")).unwrap_or_default();
        for fault in rules.faults() {
            let at = fault.pointer.split('/').nth(1).unwrap_or_default();
            let names = NUMBERS.iter().map(|(name, ..)| *name);
            let known = names.chain(["limits", "skip_when", "send_window"]);
            if let Some(name) = known.into_iter().find(|name| *name == at) {
                faults
                    .entry(name)
                    .or_insert_with(|| format!("This {}.", fault.detail));
            }
        }
        if faults.is_empty() {
            Ok(rules)
        } else {
            Err(faults)
        }
    }

    /// At any hour where neither an hour nor a day is chosen.
    fn window(&self) -> Option<SendWindow> {
        let days = DAYS.iter().filter(|day| self.has(day));
        let window = SendWindow {
            days: days.map(ToString::to_string).collect(),
            from: self.get("from").into(),
            to: self.get("to").into(),
        };
        let any_hour = window.days.is_empty() && window.from.is_empty() && window.to.is_empty();
        (!any_hour).then_some(window)
    }
}

fn limit_line(limit: &Limit) -> String {
    let days = if limit.days == 1 { "day" } else { "days" };
    let by = match &limit.attribute {
        Some(name) => format!("attribute {name}"),
        None => limit.by.code().to_owned(),
    };
    format!("{} per {} {days} by {by}", limit.most, limit.days)
}

fn read_limit(line: &str) -> Option<Limit> {
    let (most, rest) = line.split_once(" per ")?;
    let (days, by) = rest.split_once(" by ")?;
    let days = days.trim();
    let days = days.strip_suffix("days").or(days.strip_suffix("day"))?;
    let by = by.trim();
    let (by, attribute) = match by.strip_prefix("attribute ") {
        Some(name) => (By::Attribute, Some(name.trim().to_owned())),
        None => (By::parse(by).filter(|by| *by != By::Attribute)?, None),
    };
    Some(Limit {
        most: most.trim().parse().ok()?,
        days: days.trim().parse().ok()?,
        by,
        attribute,
    })
}

fn read_skip(line: &str) -> Option<SkipWhen> {
    let (attribute, values) = line.split_once(" is ")?;
    let values = values.split(',').map(str::trim);
    Some(SkipWhen {
        attribute: attribute.trim().to_owned(),
        is: values
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

/// The form, with what is wrong at its fields.
pub fn form(path: &str, typed: &Typed, faults: &Faults) -> Markup {
    let error = |name: &str| faults.get(name).map(String::as_str);
    let second = [
        (SecondContact::Send, "Send the letter all the same"),
        (SecondContact::Cancel, "Withdraw the letter"),
        (SecondContact::Later, "Send for the later contact instead"),
    ];
    let second = second.map(|(word, label)| Choice::new(word.code(), label));
    let time = |name, label| {
        field(&Field {
            name,
            label,
            kind: "text",
            value: typed.get(name),
            autocomplete: Some("off"),
            ..Field::default()
        })
    };
    html! {
        form class="form" method="get" action=(path) {
            @if !faults.is_empty() { (wrong("Nothing was rehearsed: see below what to mend.")) }
            input type="hidden" name=(TYPED) value="1";
            div class="rules" {
                @for (name, label, hint) in NUMBERS {
                    (field(&Field {
                        name,
                        label,
                        kind: "text",
                        value: typed.get(name),
                        hint: Some(hint).filter(|hint| !hint.is_empty()),
                        error: error(name),
                        autocomplete: Some("off"),
                        ..Field::default()
                    }))
                }
                (select("on_second_contact", "Customer calls again before the letter left", &second, typed.get("on_second_contact")))
            }
            fieldset class="window" aria-describedby=[error("send_window").map(|_| "send_window-error")] {
                legend { "Letters leave" }
                div class="ticks" {
                    @for (day, name) in DAYS.iter().zip(DAY_NAMES) {
                        label class="tick" { input type="checkbox" name=(day) checked[typed.has(day)]; " " (name) }
                    }
                }
                div class="rules" { (time("from", "From, 08:00 for instance")) (time("to", "Until, 20:00 for instance")) }
                p class="hint" { "In the customer’s time zone, else the brand’s. Nothing chosen: at any hour." }
                @if let Some(words) = error("send_window") { p class="error" id="send_window-error" { (words) } }
            }
            (lines(typed, "limits", "Limits", "One a line: “20 per 7 days by agent”, “5 per 1 day by attribute queue”. By agent, team, product, touchpoint, channel or an attribute.", error("limits")))
            (lines(typed, "skip_when", "Never ask about", "One a line: “plan is internal, test” skips contacts whose attribute plan is one of the two.", error("skip_when")))
            div class="entry-actions" {
                button class="button" type="submit" { "Rehearse" }
                a class="button button-quiet" href=(path) { "Published rules" }
            }
        }
    }
}

fn lines(typed: &Typed, name: &str, label: &str, hint: &str, error: Option<&str>) -> Markup {
    let described = match error {
        Some(_) => format!("{name}-hint {name}-error"),
        None => format!("{name}-hint"),
    };
    html! {
        div class={ "field" @if error.is_some() { " field-wrong" } } {
            label for=(name) { (label) }
            textarea id=(name) name=(name) rows="3" dir="auto" spellcheck="false" aria-describedby=(described)
                aria-invalid=[error.map(|_| "true")] { "\n" (typed.get(name)) }
            p class="hint" id={ (name) "-hint" } { (hint) }
            @if let Some(words) = error { p class="error" id={ (name) "-error" } { bdi { (words) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_written_out_are_read_back_the_same() {
        let limit = |most, days, by, attribute: Option<&str>| Limit {
            most,
            days,
            by,
            attribute: attribute.map(Into::into),
        };
        let rules = Definition {
            monthly_limit: Some(900),
            sample_percent: 40,
            send_window: Some(SendWindow {
                days: vec!["mon".into(), "fri".into()],
                from: "09:00".into(),
                to: "24:00".into(),
            }),
            limits: vec![
                limit(1, 1, By::Agent, None),
                limit(20, 7, By::Attribute, Some("call queue")),
            ],
            skip_when: vec![SkipWhen {
                attribute: "plan".into(),
                is: vec!["internal".into(), "test call".into()],
            }],
            on_second_contact: SecondContact::Later,
            ..Definition::starting()
        };
        let starting = Definition::starting();
        assert_eq!(Typed::of(&rules).rules(&starting), Ok(rules));
        assert_eq!(Typed::of(&starting).rules(&starting), Ok(starting));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let mut typed = Typed::of(&Definition::starting());
        for (name, value) in [
            ("quarantine_days", "-1"),
            ("sample_percent", "101"),
            ("monthly_limit", "0"),
            ("limits", "20 per 7 days by agent\nplenty"),
            ("skip_when", "plan"),
            ("from", "20:00"),
            ("to", "08:00"),
            ("mon", "on"),
        ] {
            typed.0.insert(name.into(), value.into());
        }
        let faults = typed.rules(&Definition::starting()).unwrap_err();
        let names: Vec<_> = faults.keys().copied().collect();
        assert_eq!(
            names,
            [
                "limits",
                "monthly_limit",
                "quarantine_days",
                "sample_percent",
                "send_window",
                "skip_when"
            ]
        );
        assert!(
            faults["limits"].contains("“plenty”") && faults["send_window"].contains("never opens")
        );
        let page = form("/r", &typed, &faults).into_string();
        assert!(
            page.contains("value=\"-1\"")
                && page.contains("plenty")
                && page.contains("limits-error")
        );
    }
}
