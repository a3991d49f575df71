//! What came back for a letter: its clicks weighed one after the other by the same pure rule, and what counted in the
//! end. The same as `domain::flow` does with stored clicks, for one letter alone.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    super::{contact::Contact, reaction::Act, walk::MANAGER},
    History,
};
use crate::{
    domain::{
        accounts::audit,
        customers::{
            email_address::{self, normalise},
            suppression,
        },
        deliveries::delivery,
        invitations::invitation::{self, State},
        responses::{
            click::{self, Circumstances, ClickKind, Evidence, Ruling, Verdict, Windows},
            click_event, domain_sweep,
            record::{self, Content},
            response,
            revision::{self, Given},
        },
        scores::tally,
        surveys::definition::{Definition, OneClick},
    },
    ids::{AuditId, ClickId, InvitationId, ResponseId, RevisionId, SuppressionId},
};

/// As long as sweeps are remembered.
const MEMORY: TimeDelta = TimeDelta::days(30);
/// From so many on, a mere look from the domain tells nothing.
const TELLING: usize = 3;

/// What is known of one invitation while its acts pass.
struct Thread<'a> {
    definition: &'a Definition,
    letter: &'a delivery::Model,
    invitation: InvitationId,
    clicks: Vec<click_event::Model>,
    forms: Vec<revision::Model>,
    response: Option<(response::Model, Content)>,
}

impl History {
    /// All that happened to the links of a letter that arrived at `at`.
    pub(super) fn answered(
        &mut self,
        contact: &Contact,
        definition: &Definition,
        invitation: &mut invitation::Model,
        letter: &delivery::Model,
        at: DateTime<Utc>,
    ) {
        let mut thread = Thread {
            definition,
            letter,
            invitation: invitation.id,
            clicks: Vec::new(),
            forms: Vec::new(),
            response: None,
        };
        for (after, act) in &contact.reaction.acts {
            let now = at + *after;
            if now > self.until {
                break;
            }
            match act {
                Act::Visit(kind, score) => {
                    let click = thread.click(*kind, *score, now);
                    self.weigh(contact, invitation, &mut thread, Some((click, None)), now);
                }
                Act::Submit(form) => {
                    let click = thread.click(ClickKind::Submit, form.score, now);
                    let content = Content {
                        score: form.score,
                        comment: form.comment.clone(),
                        answers: form.answers.clone(),
                    };
                    thread.keep_form(click, &content, Evidence::Submit, now);
                    let fresh = Some((click, Some(content)));
                    self.weigh(contact, invitation, &mut thread, fresh, now);
                }
                Act::LookAgain => self.weigh(contact, invitation, &mut thread, None, now),
                Act::Unsubscribe => self.unsubscribe(contact.brand, letter, now),
                Act::Rule(ruling) => self.rule(contact, invitation, &mut thread, *ruling, now),
            }
        }
        self.keep(invitation, thread);
    }

    fn weigh(
        &mut self,
        contact: &Contact,
        invitation: &mut invitation::Model,
        thread: &mut Thread,
        fresh: Option<(ClickId, Option<Content>)>,
        now: DateTime<Utc>,
    ) {
        let clicks: Vec<_> = thread
            .clicks
            .iter()
            .filter_map(click_event::Model::as_click)
            .collect();
        let domain = self
            .keys
            .domain_hash(&email_address::domain(&thread.letter.recipient));
        let looked = clicks.iter().any(|click| click.kind == ClickKind::Dwell);
        let circumstances = Circumstances {
            accepted_at: invitation.sent_at,
            reminded_at: invitation.reminded_at,
            strict: thread.definition.one_click == OneClick::Strict,
            swept_domain: looked && self.is_swept(&domain, now),
            closes_at: Some(invitation.expires_at),
        };
        let verdict = click::judge(&clicks, &circumstances, &Windows::default(), now);
        thread.mark(&verdict);
        if verdict.swept && invitation.swept_at.is_none() {
            invitation.swept_at = Some(now);
            self.sweeps.entry(domain).or_default().push(now);
            if now > self.until - MEMORY {
                self.rows.sweeps.push(domain_sweep::Model {
                    invitation_id: invitation.id,
                    domain_hash: domain.to_vec(),
                    at: now,
                });
            }
        }
        self.bring_into_line(contact, invitation, thread, &verdict, fresh, now);
        invitation.look_again_at = verdict.look_again_at;
        let counts = thread
            .response
            .as_ref()
            .filter(|(response, _)| response.counts);
        invitation.answered_at = counts.map(|(response, _)| response.answered_at);
        invitation.state = match invitation.answered_at {
            Some(_) => State::Answered,
            None => State::Sent,
        };
    }

    fn bring_into_line(
        &mut self,
        contact: &Contact,
        invitation: &invitation::Model,
        thread: &mut Thread,
        verdict: &Verdict,
        fresh: Option<(ClickId, Option<Content>)>,
        now: DateTime<Utc>,
    ) {
        let before = thread.response.take();
        let Some(counted) = &verdict.counted else {
            thread.response = before.map(|(mut response, content)| {
                if response.counts {
                    self.summary.responses -= 1;
                    (response.counts, response.changed_at) = (false, now);
                }
                (response, content)
            });
            return;
        };
        let click = ClickId(counted.click);
        let form = match fresh {
            Some((fresh, form)) if fresh == click => form,
            _ => thread.form_of(click),
        };
        let content = form.unwrap_or_else(|| Content {
            score: counted.score,
            comment: before.as_ref().and_then(|(_, said)| said.comment.clone()),
            answers: before
                .as_ref()
                .map(|(_, said)| said.answers.clone())
                .unwrap_or_default(),
        });
        let counted_before = before.as_ref().is_some_and(|(response, _)| response.counts);
        if let Some((response, said)) = &before
            && counted_before
            && *said == content
        {
            let evidence = counted.evidence.as_str().into();
            let same = response::Model {
                evidence,
                ..response.clone()
            };
            thread.response = Some((same, content));
            return;
        }
        let known = before.as_ref().map(|(response, _)| response);
        let id = known.map_or_else(|| ResponseId::of_past(now), |known| known.id);
        let zone = self.known[contact.brand].brand.tz();
        let response = record::response_of(
            invitation,
            thread.definition,
            known,
            id,
            counted,
            &content,
            zone,
            now,
        );
        if counted_before {
            self.summary.changed += 1;
        } else {
            self.summary.responses += 1;
        }
        if counted.evidence != Evidence::Submit {
            thread.keep_form(click, &content, counted.evidence, now);
        }
        thread.response = Some((response, content));
    }

    fn rule(
        &mut self,
        contact: &Contact,
        invitation: &mut invitation::Model,
        thread: &mut Thread,
        ruling: Ruling,
        now: DateTime<Utc>,
    ) {
        let is_suspect =
            |event: &click_event::Model| event.suspicion.is_some() && event.ruling.is_none();
        let suspects: Vec<usize> = (0..thread.clicks.len())
            .filter(|place| is_suspect(&thread.clicks[*place]))
            .collect();
        for place in suspects {
            let event = &mut thread.clicks[place];
            event.ruling = Some(ruling.as_str().into());
            self.rows.audit.push(audit::Model {
                id: AuditId::of_past(now),
                brand_id: Some(event.brand_id),
                actor: MANAGER.into(),
                action: format!("{} click", ruling.as_str()),
                object: event.id.to_string(),
                at: now,
            });
            self.weigh(contact, invitation, thread, None, now);
        }
    }

    fn is_swept(&self, domain: &[u8; 32], now: DateTime<Utc>) -> bool {
        let known = self.sweeps.get(domain).map_or(&[][..], Vec::as_slice);
        let recent = known.iter().filter(|at| **at > now - MEMORY && **at <= now);
        recent.count() >= TELLING
    }

    fn unsubscribe(&mut self, place: usize, letter: &delivery::Model, now: DateTime<Utc>) {
        let key = normalise(&letter.recipient);
        let hash = self.keys.address_hash(&key).to_vec();
        let since = self
            .suppressed
            .entry((place, key))
            .or_insert(DateTime::<Utc>::MAX_UTC);
        let first = *since == DateTime::<Utc>::MAX_UTC;
        *since = now.min(*since);
        if first {
            self.summary.unsubscribed += 1;
            self.rows.suppressions.push(suppression::Model {
                id: SuppressionId::of_past(now),
                brand_id: letter.brand_id,
                address_hash: hash,
                email: Some(letter.recipient.clone()),
                reason: suppression::Reason::Unsubscribed,
                source: "link".into(),
                created_at: now,
                beneath: None,
                beneath_source: None,
            });
        }
    }

    fn keep(&mut self, invitation: &invitation::Model, thread: Thread) {
        if let Some((response, content)) = thread.response {
            let answers = record::answers_of(&response, thread.definition, &content);
            self.rows.answers.extend(answers);
            if response.counts {
                let scores = record::scores(thread.definition, content.score, &content.answers);
                self.rows.count(tally::of_response(&response, scores));
            }
            self.rows.responses.push(response);
        }
        self.rows.revisions.extend(thread.forms);
        if !self.forgets_clicks(invitation.expires_at) {
            self.rows.clicks.extend(thread.clicks);
        }
    }
}

impl Thread<'_> {
    fn click(&mut self, kind: ClickKind, score: i16, now: DateTime<Utc>) -> ClickId {
        let id = ClickId::of_past(now);
        self.clicks.push(click_event::Model {
            id,
            brand_id: self.letter.brand_id,
            invitation_id: self.invitation,
            delivery_id: self.letter.id,
            at: now,
            kind: kind.as_str().into(),
            score: Some(score),
            network_hash: None,
            agent_class: "browser".into(),
            ruling: None,
            suspicion: None,
        });
        id
    }

    fn keep_form(
        &mut self,
        click_id: ClickId,
        content: &Content,
        evidence: Evidence,
        now: DateTime<Utc>,
    ) {
        self.forms.push(revision::Model {
            id: RevisionId::of_past(now),
            brand_id: self.letter.brand_id,
            invitation_id: self.invitation,
            click_id,
            at: now,
            score: content.score,
            comment: content.comment.clone(),
            answers: Given(content.answers.clone()),
            evidence: evidence.as_str().into(),
        });
    }

    fn form_of(&self, click: ClickId) -> Option<Content> {
        let form = self.forms.iter().find(|form| form.click_id == click)?;
        Some(Content {
            score: form.score,
            comment: form.comment.clone(),
            answers: form.answers.0.clone(),
        })
    }

    /// A ruling leaves the reason standing: it says what was ruled on.
    fn mark(&mut self, verdict: &Verdict) {
        for event in self
            .clicks
            .iter_mut()
            .filter(|event| event.ruling.is_none())
        {
            let suspect = verdict
                .suspects
                .iter()
                .find(|suspect| suspect.click == event.id.0);
            event.suspicion = suspect.map(|suspect| suspect.reason.to_string());
        }
    }
}
