//! Whether and when a customer who has not answered is reminded: once, inside the survey's window, while an answer is
//! taken. Pure rules, and the letter. Called when an invitation is issued and by `flow::remind`.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::invitation::{self, State};
use crate::{
    domain::{deliveries::delivery, surveys::definition::Definition},
    ids::DeliveryId,
    token::{self, Keys},
};

/// What is to be done about reminding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    Now,
    /// Not yet: look again then.
    At(DateTime<Utc>),
    Never,
}

/// When to look for the first time, for a letter that leaves at `send_at`.
pub fn first_look(
    definition: &Definition,
    send_at: DateTime<Utc>,
    tz: Tz,
) -> Option<DateTime<Utc>> {
    let days = definition.remind_after_days?;
    Some(definition.opening(send_at + TimeDelta::days(days.into()), tz))
}

/// What an invitation's state at `now` says. That its address may be written to is asked besides.
pub fn plan(
    invitation: &invitation::Model,
    definition: &Definition,
    tz: Tz,
    now: DateTime<Utc>,
) -> Plan {
    let Some(days) = definition.remind_after_days else {
        return Plan::Never;
    };
    if invitation.reminder_id.is_some() {
        return Plan::Never;
    }
    let wait = TimeDelta::days(days.into());
    let due = match (invitation.state, invitation.sent_at) {
        (State::Sent, Some(sent_at)) => definition.opening(Ord::max(now, sent_at + wait), tz),
        // The letter is late: the days begin when it leaves.
        (State::Scheduled | State::Sending, _) => definition.opening(now + wait, tz),
        _ => return Plan::Never,
    };
    match due {
        due if due >= invitation.expires_at && invitation.state == State::Sent => Plan::Never,
        due if due > now => Plan::At(due),
        _ => Plan::Now,
    }
}

/// The letter that reminds, like the `first` one but with a token of its own.
pub fn letter(
    keys: &Keys,
    invitation: &invitation::Model,
    first: &delivery::Model,
    tz: Tz,
    now: DateTime<Utc>,
) -> delivery::Model {
    let id = DeliveryId::new(now);
    // The last whole day, as in the first letter.
    let until = (invitation.expires_at - TimeDelta::days(1)).with_timezone(&tz);
    delivery::Model {
        id,
        brand_id: first.brand_id,
        kind: delivery::Kind::Reminder,
        invitation_id: Some(invitation.id),
        token_hash: token::hash(&keys.link_token(id.0)).to_vec(),
        recipient: first.recipient.clone(),
        facts: delivery::Facts {
            locale: invitation.locale.clone(),
            answer_until: Some(until.date_naive()),
            ..first.facts.clone()
        },
        state: delivery::State::Queued,
        due_at: now,
        enqueued_at: now,
        attempts: 0,
        claimed_by: None,
        claimed_until: None,
        first_attempt_at: None,
        settled_at: None,
        reply: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::surveys::send_window::SendWindow, ids::*};
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn sent() -> invitation::Model {
        let nil = Uuid::nil();
        invitation::Model {
            id: InvitationId(nil),
            brand_id: BrandId(nil),
            interaction_id: InteractionId(nil),
            customer_id: CustomerId(nil),
            survey_id: SurveyId(nil),
            survey_version_id: SurveyVersionId(nil),
            agent_id: AgentId(nil),
            team_id: None,
            product_id: None,
            touchpoint_id: TouchpointId(nil),
            channel: crate::domain::interactions::interaction::Channel::Phone,
            locale: "en".into(),
            state: State::Sent,
            send_at: at("2026-11-02T10:00:00Z"),
            sent_at: Some(at("2026-11-02T10:00:30Z")),
            answered_at: None,
            expires_at: at("2026-11-30T10:00:30Z"),
            swept_at: None,
            look_again_at: None,
            created_at: at("2026-11-02T09:00:00Z"),
            remind_at: None,
            reminder_id: None,
            reminded_at: None,
            cancelled_at: None,
            cancelled_by: None,
            cancel_reason: None,
        }
    }

    fn reminding(days: Option<u32>) -> Definition {
        Definition {
            remind_after_days: days,
            send_window: Some(SendWindow::default()),
            ..Definition::starting()
        }
    }

    #[test]
    fn reminds_after_the_days_and_inside_the_window() {
        let (survey, invitation) = (reminding(Some(3)), sent());
        let plan = |now: &str| plan(&invitation, &survey, Tz::UTC, at(now));
        let due = at("2026-11-05T10:00:30Z");
        assert_eq!(plan("2026-11-05T10:00:00Z"), Plan::At(due));
        assert_eq!(plan("2026-11-05T10:00:30Z"), Plan::Now);
        let morning = at("2026-11-06T08:00:00Z");
        assert_eq!(plan("2026-11-05T21:00:00Z"), Plan::At(morning));
        assert_eq!(plan("2026-11-06T08:00:00Z"), Plan::Now);
        assert_eq!(
            plan("2026-11-29T21:00:00Z"),
            Plan::At(at("2026-11-30T08:00:00Z"))
        );
        assert_eq!(plan("2026-11-30T10:00:30Z"), Plan::Never);
        assert_eq!(plan("2026-11-30T21:00:00Z"), Plan::Never);
    }

    #[test]
    fn never_twice_never_who_answered_and_never_where_it_is_off() {
        let now = at("2026-11-06T12:00:00Z");
        let survey = reminding(Some(3));
        for (state, remind) in [
            (State::Sent, Plan::Now),
            (State::Answered, Plan::Never),
            (State::Bounced, Plan::Never),
            (State::Expired, Plan::Never),
            (State::Cancelled, Plan::Never),
            (State::Scheduled, Plan::At(now + TimeDelta::days(3))),
            (State::Sending, Plan::At(now + TimeDelta::days(3))),
        ] {
            let invitation = invitation::Model { state, ..sent() };
            assert_eq!(
                plan(&invitation, &survey, Tz::UTC, now),
                remind,
                "{state:?}"
            );
        }
        let reminded = invitation::Model {
            reminder_id: Some(DeliveryId(Uuid::nil())),
            ..sent()
        };
        assert_eq!(plan(&reminded, &survey, Tz::UTC, now), Plan::Never);
        assert_eq!(plan(&sent(), &reminding(None), Tz::UTC, now), Plan::Never);
        assert_eq!(first_look(&reminding(None), now, Tz::UTC), None);
    }
}
