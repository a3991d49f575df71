//! What became of a letter: when it left, or why not. The same as `walk` does with an outbox, for one letter alone.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    super::{contact::Contact, walk},
    History,
};
use crate::{
    domain::{
        customers::{customer, email_address::normalise},
        deliveries::{attempt, delivery, outbox::Settlement},
        invitations::invitation::{self, State},
        scores::{
            period::day_of,
            tally::{self, Kind},
        },
        surveys::definition::Definition,
    },
    ids::AttemptId,
};

impl History {
    /// Where the customer of that address lives, else the brand.
    fn zone(&self, place: usize, email: &str) -> Tz {
        let customer = self.customers.get(&(place, normalise(email)));
        let own = customer.and_then(customer::Model::tz);
        own.unwrap_or(self.known[place].brand.tz())
    }

    /// The letter of a contact, from the outbox to the answer.
    pub(super) fn letter(
        &mut self,
        place: usize,
        contact: &Contact,
        definition: &Definition,
        mut invitation: invitation::Model,
        mut letter: delivery::Model,
    ) {
        let mut due = letter.due_at;
        while let Some(now) = walk::leaves_at(due, self.until).filter(|at| *at <= self.until) {
            let suppressed = self.is_suppressed(contact.brand, &letter.recipient, now);
            let opens = definition.opening(now, self.zone(contact.brand, &letter.recipient));
            if !suppressed && opens > now {
                (letter.due_at, due) = (opens, opens);
                continue;
            }
            letter.attempts += 1;
            let settlement = if suppressed {
                Settlement::Cancelled {
                    reply: "the address was suppressed before the letter left".into(),
                }
            } else {
                walk::settlement(place, &contact.reaction, &letter, now)
            };
            letter.first_attempt_at = letter.first_attempt_at.or(Some(now));
            let settled_at = match settlement {
                Settlement::Cancelled { .. } => now,
                _ => now + walk::took(place),
            };
            self.attempt(&letter, &settlement, now, settled_at);
            letter.state = settlement.state();
            letter.reply = Some(settlement.reply().to_owned());
            if let Settlement::Deferred { until, .. } = settlement {
                (letter.due_at, due) = (until, until);
                continue;
            }
            letter.settled_at = Some(settled_at);
            self.settled(contact, definition, &mut invitation, &letter, settled_at);
            break;
        }
        let over = invitation.expires_at <= self.until;
        if over && matches!(invitation.state, State::Scheduled | State::Sent) {
            invitation.state = State::Expired;
        }
        self.rows.invitations.push(invitation);
        self.rows.deliveries.push(letter);
    }

    fn settled(
        &mut self,
        contact: &Contact,
        definition: &Definition,
        invitation: &mut invitation::Model,
        letter: &delivery::Model,
        at: DateTime<Utc>,
    ) {
        let counted: &[Kind] = match letter.state {
            delivery::State::Sent => {
                invitation.state = State::Sent;
                invitation.sent_at = Some(at);
                invitation.expires_at = at + TimeDelta::days(definition.expires_after_days.into());
                self.summary.letters += 1;
                &[Kind::Asked]
            }
            delivery::State::Failed => {
                invitation.state = State::Bounced;
                self.summary.bounced += 1;
                &[Kind::Asked, Kind::Bounced]
            }
            _ => {
                invitation.state = State::Cancelled;
                &[]
            }
        };
        let day = day_of(at, self.known[contact.brand].brand.tz());
        for kind in counted {
            self.rows
                .count(tally::of_letter(invitation, definition, *kind, day));
        }
        if letter.state == delivery::State::Sent {
            self.answered(contact, definition, invitation, letter, at);
        }
    }

    fn attempt(
        &mut self,
        letter: &delivery::Model,
        settlement: &Settlement,
        started_at: DateTime<Utc>,
        finished_at: DateTime<Utc>,
    ) {
        self.rows.attempts.push(attempt::Model {
            id: AttemptId::of_past(started_at),
            delivery_id: letter.id,
            number: letter.attempts,
            worker: walk::WORKER.into(),
            started_at,
            finished_at: Some(finished_at),
            outcome: Some(settlement.state().code().into()),
            reply: Some(settlement.reply().into()),
        });
    }
}
