//! The body of a reported interaction (API.md section 2), parsed at the door. Used by the
//! interactions handlers, single and batch.

use chrono::{DateTime, TimeDelta, Utc};
use deserr::{Deserr, ValuePointerRef};
use utoipa::ToSchema;

use super::{
    attributes::Attributes,
    document::Document,
    faults::pointer,
    values::{Email, Instant, Key, Locale, Name, Whole, Zone, parse_instant},
};
use crate::{
    domain::{
        customers::customer,
        interactions::{interaction::Channel, report::Report},
        organization::agent,
    },
    web::error::Faults,
};

const EMAIL_CHARACTERS: usize = 320;
/// How far a caller's clock may run ahead of ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// One dealing between a customer and an agent, as the caller's system knows it.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(title = "InteractionReport", example = json!({
    "source": "zendesk", "external_id": "10231", "touchpoint": "phone-support",
    "product": "broadband", "channel": "phone",
    "agent": { "external_id": "a-17", "name": "Ana Reyes", "email": "ana@example.com", "team": "Tier 1" },
    "customer": { "email": "kim@example.net", "name": "Kim Lee", "external_id": "c-99", "locale": "de", "time_zone": "Europe/Berlin" },
    "started_at": "2026-11-22T09:12:00Z", "ended_at": "2026-11-22T09:30:00Z", "handle_seconds": 412,
    "attributes": { "plan": "gold" }
}))]
pub struct InteractionReport {
    /// The system the interaction comes from; with `external_id` it says which interaction this is.
    #[deserr(default = Key::from_static("api"))]
    #[schema(inline, required = false, default = "api")]
    pub source: Key,
    /// The interaction's id in that system.
    #[schema(inline)]
    pub external_id: Key,
    /// The brand's slug; the key's brand, or the only one, when left out.
    #[deserr(default)]
    #[schema(inline)]
    pub brand: Option<Key>,
    /// The moment that is measured, such as `phone-support`. Created at first sight.
    #[schema(inline)]
    pub touchpoint: Key,
    /// What it was about. Created at first sight.
    #[deserr(default)]
    #[schema(inline)]
    pub product: Option<Key>,
    /// How they spoke.
    #[deserr(default)]
    #[schema(required = false, default = "other")]
    pub channel: ChannelName,
    /// Who served the customer.
    #[deserr(missing_field_error = inner_required)]
    pub agent: AgentReport,
    /// Who was served.
    #[deserr(missing_field_error = inner_required)]
    pub customer: CustomerReport,
    /// When it began; not after `ended_at`.
    #[deserr(default)]
    #[schema(inline)]
    pub started_at: Option<Instant>,
    /// When it was over; not in the future.
    #[schema(inline)]
    pub ended_at: Instant,
    /// How long the agent worked on it.
    #[deserr(default)]
    #[schema(inline)]
    pub handle_seconds: Option<Whole<0, 31_536_000>>,
    /// Up to 50 string, number or boolean values of your own, at most 8 KB.
    #[deserr(default)]
    #[schema(value_type = Object, required = false)]
    pub attributes: Attributes,
}

/// Where agent or customer is left out, what is missing is the one field of it that must be told.
fn inner_required(field: &str, at: ValuePointerRef<'_>) -> Faults {
    let inner = ["email", "external_id"][usize::from(field == "agent")];
    Faults::one(format!("{}/{field}/{inner}", pointer(at)), "is required")
}

impl InteractionReport {
    /// The brand it names, if it does.
    pub fn brand_named(&self) -> Option<&str> {
        self.brand.as_ref().map(|brand| brand.0.as_str())
    }
}

impl From<InteractionReport> for Report {
    fn from(sent: InteractionReport) -> Self {
        Report {
            source: sent.source.0,
            external_id: sent.external_id.0,
            touchpoint: sent.touchpoint.0,
            product: sent.product.map(|product| product.0),
            channel: sent.channel.into(),
            team: sent.agent.team.map(|team| team.0),
            agent: agent::Told {
                external_id: sent.agent.external_id.0,
                name: sent.agent.name.map(|name| name.0),
                email: sent.agent.email.map(|email| email.0),
                team_id: None,
            },
            customer: customer::Told {
                email: sent.customer.email.0,
                name: sent.customer.name.map(|name| name.0),
                external_id: sent.customer.external_id.map(|id| id.0),
                locale: sent.customer.locale.map(|locale| locale.0),
                time_zone: sent.customer.time_zone.map(|zone| zone.0.name().into()),
            },
            started_at: sent.started_at.map(|instant| instant.0),
            ended_at: sent.ended_at.0,
            handle_seconds: sent
                .handle_seconds
                .and_then(|seconds| seconds.0.try_into().ok()),
            attributes: (!sent.attributes.0.is_empty()).then_some(sent.attributes.0.into()),
        }
    }
}

/// The person who served the customer.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct AgentReport {
    /// The agent's id in your systems. Created at first sight.
    #[schema(inline)]
    pub external_id: Key,
    /// What to call them; the external id until a name is sent.
    #[deserr(default)]
    #[schema(inline)]
    pub name: Option<Name>,
    /// Where they can be reached.
    #[deserr(default)]
    #[schema(inline)]
    pub email: Option<Email>,
    /// The team they work in. Created at first sight.
    #[deserr(default)]
    #[schema(inline)]
    pub team: Option<Name>,
}

/// The person who was served.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct CustomerReport {
    /// Where to ask them. Text that is no address is kept and answered with `invalid_address`.
    #[schema(inline)]
    pub email: Email,
    /// What to call them.
    #[deserr(default)]
    #[schema(inline)]
    pub name: Option<Name>,
    /// The customer's id in your systems.
    #[deserr(default)]
    #[schema(inline)]
    pub external_id: Option<Key>,
    /// The language to ask in.
    #[deserr(default)]
    #[schema(inline)]
    pub locale: Option<Locale>,
    /// Where the day is for them.
    #[deserr(default)]
    #[schema(inline)]
    pub time_zone: Option<Zone>,
}

/// The ways of speaking with a customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(title = "Channel", rename_all = "snake_case")]
pub enum ChannelName {
    Phone,
    Chat,
    Email,
    Social,
    #[deserr(rename = "in_person")]
    InPerson,
    #[default]
    Other,
}

impl From<ChannelName> for Channel {
    fn from(name: ChannelName) -> Self {
        Channel::parse(name.as_str()).unwrap_or(Channel::Other)
    }
}

impl ChannelName {
    /// As the API and the tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Social => "social",
            Self::InPerson => "in_person",
            Self::Other => "other",
        }
    }
}

impl Document for InteractionReport {
    fn across(sent: &serde_json::Value, now: DateTime<Utc>, faults: &mut Faults) {
        let instant = |field: &str| {
            sent.get(field)
                .and_then(|v| v.as_str())
                .and_then(parse_instant)
        };
        // customers are told apart by the address in small letters, which can be longer
        let email = sent
            .pointer("/customer/email")
            .and_then(|v| v.as_str())
            .unwrap_or_default();
        if email.to_lowercase().chars().count() > EMAIL_CHARACTERS {
            faults.add(
                "/customer/email",
                format!("must have at most {EMAIL_CHARACTERS} characters"),
            );
        }
        let Some(ended_at) = instant("ended_at") else {
            return;
        };
        if ended_at > now + CLOCK_SKEW {
            faults.add("/ended_at", "must not be in the future");
        }
        if instant("started_at").is_some_and(|started_at| started_at > ended_at) {
            faults.add("/started_at", "must not be after ended_at");
        }
    }
}

/// Many reports at once. Each entry is read by itself, so that a bad one spoils no other.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct BatchReport {
    /// Up to 1,000 interactions.
    #[schema(value_type = Vec<InteractionReport>, min_items = 1, max_items = 1000)]
    pub interactions: Vec<serde_json::Value>,
}

/// The most entries one batch may have.
pub const BATCH_LIMIT: usize = 1_000;

impl Document for BatchReport {
    fn across(sent: &serde_json::Value, _now: DateTime<Utc>, faults: &mut Faults) {
        let Some(length) = sent
            .get("interactions")
            .and_then(|v| v.as_array())
            .map(Vec::len)
        else {
            return;
        };
        if length > BATCH_LIMIT {
            faults.add(
                "/interactions",
                format!("must have at most {BATCH_LIMIT} entries, not {length}"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::document::read, *};
    use serde_json::{Map, json};

    fn now() -> DateTime<Utc> {
        parse_instant("2026-11-22T10:00:00Z").unwrap()
    }

    fn faults_of(sent: serde_json::Value) -> Vec<String> {
        let mut found: Vec<_> = match read::<InteractionReport>(sent, now()) {
            Ok(_) => vec![],
            Err(faults) => faults.0.into_iter().map(|fault| fault.pointer).collect(),
        };
        found.sort();
        found
    }

    fn least() -> serde_json::Value {
        json!({ "external_id": "1", "touchpoint": "call", "agent": { "external_id": "a" },
                "customer": { "email": "kim@example.net" }, "ended_at": "2026-11-22T09:30:00Z" })
    }

    fn with(pointer: &str, value: serde_json::Value) -> serde_json::Value {
        let mut sent = least();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        sent.pointer_mut(parent).unwrap()[field] = value;
        sent
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let report = read::<InteractionReport>(least(), now()).unwrap();
        assert_eq!(report.source.0, "api");
        assert_eq!(report.channel, ChannelName::Other);
        assert!(report.brand.is_none() && report.attributes.0.is_empty());
    }

    #[test]
    fn every_fault_is_named_in_one_answer() {
        let sent = json!({
            "external_id": "", "agent": { "name": "x\ny", "nickname": "A" },
            "customer": { "email": 7, "locale": "klingon", "time_zone": "Mars/Base" },
            "channel": "pigeon", "started_at": "2026-11-24T00:00:00Z", "ended_at": "2026-11-23T09:30:00Z",
            "handle_seconds": -1, "attributes": { "nested": {}, "list": [], "fine": 1 }, "colour": "red"
        });
        let expected = [
            "/agent/external_id",
            "/agent/name",
            "/agent/nickname",
            "/attributes/list",
            "/attributes/nested",
            "/channel",
            "/colour",
            "/customer/email",
            "/customer/locale",
            "/customer/time_zone",
            "/ended_at",
            "/external_id",
            "/handle_seconds",
            "/started_at",
            "/touchpoint",
        ];
        assert_eq!(faults_of(sent), expected);
    }

    #[test]
    fn the_whole_document_can_be_of_the_wrong_kind() {
        assert_eq!(faults_of(json!([])), [""]);
        assert_eq!(faults_of(json!("hello")), [""]);
        assert_eq!(faults_of(json!({ "agent": [], "customer": null })).len(), 5);
    }

    #[test]
    fn instants_may_be_a_little_ahead_but_not_more() {
        assert!(faults_of(with("/ended_at", json!("2026-11-22T10:05:00Z"))).is_empty());
        assert_eq!(
            faults_of(with("/ended_at", json!("2026-11-22T10:05:01Z"))),
            ["/ended_at"]
        );
        assert!(faults_of(with("/ended_at", json!("2023-11-22T10:00:00Z"))).is_empty());
    }

    #[test]
    fn an_address_has_room_in_small_letters_too() {
        assert!(faults_of(with("/customer/email", json!("x".repeat(320)))).is_empty());
        for long in ["x".repeat(321), "\u{130}".repeat(320)] {
            assert_eq!(
                faults_of(with("/customer/email", json!(long))),
                ["/customer/email"]
            );
        }
    }

    #[test]
    fn attributes_are_few_and_small() {
        let many = |n: usize| {
            (0..n)
                .map(|i| (format!("k{i}"), json!(i)))
                .collect::<Map<_, _>>()
        };
        assert!(faults_of(with("/attributes", many(50).into())).is_empty());
        assert_eq!(
            faults_of(with("/attributes", many(51).into())),
            ["/attributes"]
        );
        assert_eq!(
            faults_of(with("/attributes", json!({ "a": "x".repeat(8_200) }))),
            ["/attributes"]
        );
        assert_eq!(
            faults_of(with("/attributes", json!({ "a": "x\u{0}" }))),
            ["/attributes/a"]
        );
        assert_eq!(
            faults_of(with("/attributes", json!({ "a\nb": 1 }))),
            ["/attributes/a\nb"]
        );
        assert!(faults_of(with("/attributes", json!({ "note": "two\nlines" }))).is_empty());
    }

    #[test]
    fn a_batch_is_not_endless() {
        let sent = |n: usize| json!({ "interactions": vec![json!(null); n] });
        assert!(read::<BatchReport>(sent(1_000), now()).is_ok());
        assert_eq!(
            read::<BatchReport>(sent(1_001), now()).unwrap_err().0[0].pointer,
            "/interactions"
        );
    }
}
