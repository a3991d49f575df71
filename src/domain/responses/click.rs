//! The one-click rule: which of the things that happened to an invitation's links are a person's answer.
//! A pure function over stored events, asked by `flow` after every event and again when a look matures.
//!
//! Three things tell a person from a scanner: trusted input, sibling links, time. Headers and addresses do not.

#[cfg(test)]
mod properties;
mod reason;
#[cfg(test)]
mod tests;
mod timeline;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

pub use reason::{Flurry, Reason};
use timeline::{Span, Timeline};

/// What happened to a link, or on the page behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClickKind {
    Head,
    Get,
    /// The page was in view for a moment; a scanner's browser can do that too.
    Dwell,
    /// A trusted pointer, touch, key or wheel event on the page.
    Input,
    /// The form was sent.
    Submit,
}

impl ClickKind {
    const ALL: [Self; 5] = [
        Self::Head,
        Self::Get,
        Self::Dwell,
        Self::Input,
        Self::Submit,
    ];

    /// How much it tells of a person, 0 (nothing) to 3.
    pub fn tier(self) -> u8 {
        match self {
            Self::Head | Self::Get => 0,
            Self::Dwell => 1,
            Self::Input => 2,
            Self::Submit => 3,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Get => "get",
            Self::Dwell => "dwell",
            Self::Input => "input",
            Self::Submit => "submit",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// What a manager decided about a suspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ruling {
    Accepted,
    Dismissed,
}

impl Ruling {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Accepted, Self::Dismissed]
            .into_iter()
            .find(|ruling| ruling.as_str() == code)
    }
}

/// One stored event. `score` is `None` when the link named no value of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Click {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: ClickKind,
    pub score: Option<i16>,
    pub ruling: Option<Ruling>,
}

/// The lengths the rule measures with; a length of zero switches its check off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// How long a mere look at the page waits before it counts.
    pub hold: Duration,
    /// Different values this close together look like a sweep.
    pub burst: Duration,
    /// So close to the letter's delivery a mere look is a scanner's.
    pub shadow: Duration,
}

impl Default for Windows {
    fn default() -> Self {
        Self {
            hold: Duration::seconds(600),
            burst: Duration::seconds(60),
            shadow: Duration::seconds(60),
        }
    }
}

/// What besides the clicks decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// When the mail server took the letter.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it took the reminder.
    pub reminded_at: Option<DateTime<Utc>>,
    /// The survey counts nothing below input.
    pub strict: bool,
    /// Scanners have swept enough letters to this mail domain that a mere look tells nothing.
    pub swept_domain: bool,
    /// From then on nothing is an answer any more.
    pub closes_at: Option<DateTime<Utc>>,
}

/// Why an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    Input,
    Dwell,
    Submit,
    /// A manager accepted a suspect.
    Manual,
}

impl Evidence {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Dwell => "dwell",
            Self::Submit => "submit",
            Self::Manual => "manual",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Input, Self::Dwell, Self::Submit, Self::Manual]
            .into_iter()
            .find(|evidence| evidence.as_str() == code)
    }

    /// The tier a later click needs to replace it. A manager's word yields to any later person's.
    fn guard(self) -> u8 {
        match self {
            Self::Manual | Self::Dwell => 1,
            Self::Input => 2,
            Self::Submit => 3,
        }
    }
}

/// A click that may be a machine's: shown with its reason, in no score, open to a manager's ruling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    pub click: Uuid,
    pub score: i16,
    pub reason: Reason,
}

/// The answer that counts; `at` is when the person gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub click: Uuid,
    pub score: i16,
    pub evidence: Evidence,
    pub at: DateTime<Utc>,
}

/// What the events of one invitation amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub counted: Option<Counted>,
    /// In order of arrival.
    pub suspects: Vec<Suspect>,
    /// A machine went through this letter's links.
    pub swept: bool,
    /// When a held look may begin to count: judge again then.
    pub look_again_at: Option<DateTime<Utc>>,
}

/// Judges all clicks of one invitation, given in order of arrival. That order decides who spoke last; the
/// times serve the windows only, so a clock that steps back cannot bring an old word back to life.
pub fn judge(clicks: &[Click], c: &Circumstances, w: &Windows, now: DateTime<Utc>) -> Verdict {
    let all = Timeline::of(clicks.iter());
    let hands = Timeline::of(clicks.iter().filter(|click| click.kind.tier() >= 2));
    let presses = hands.bursts(w.burst);
    let mut verdict = Verdict {
        counted: None,
        suspects: Vec::new(),
        swept: sweep(clicks, c, w).is_some(),
        look_again_at: None,
    };
    for click in clicks {
        let (Some(score), 1..) = (click.score, click.kind.tier()) else {
            continue;
        };
        let evidence = match (click.ruling, click.kind) {
            (Some(Ruling::Dismissed), _) => continue,
            (Some(Ruling::Accepted), _) => Evidence::Manual,
            _ if c.closes_at.is_some_and(|closes| click.at >= closes) => continue,
            (None, ClickKind::Submit) => Evidence::Submit,
            (None, ClickKind::Input) => Evidence::Input,
            (None, _) => Evidence::Dwell,
        };
        let doubt = match evidence {
            Evidence::Manual => None,
            Evidence::Dwell => doubt_look(click, &all, c, w),
            Evidence::Input | Evidence::Submit => largest(&presses, Some(click.at))
                .map(|span| Reason::Pressed(Flurry::of(span, c.accepted_at))),
        };
        if let Some(reason) = doubt {
            verdict.suspects.push(Suspect {
                click: click.id,
                score,
                reason,
            });
            continue;
        }
        let replaces = match &verdict.counted {
            Some(counted) if evidence != Evidence::Manual => {
                click.kind.tier() >= counted.evidence.guard()
            }
            _ => true,
        };
        let ripe_at = click.at + w.hold;
        if evidence == Evidence::Dwell && ripe_at > now {
            if replaces {
                let first = verdict.look_again_at.unwrap_or(ripe_at);
                verdict.look_again_at = Some(first.min(ripe_at));
            }
        } else if replaces {
            verdict.counted = Some(Counted {
                click: click.id,
                score,
                evidence,
                at: click.at,
            });
            // whatever is held since before has been overtaken
            verdict.look_again_at = None;
        }
    }
    verdict
}

/// The largest flurry of different links of one letter, if a machine went through it.
pub fn sweep(clicks: &[Click], c: &Circumstances, w: &Windows) -> Option<Reason> {
    let bursts = Timeline::of(clicks.iter()).bursts(w.burst);
    largest(&bursts, None).map(|span| Reason::Links(Flurry::of(span, c.accepted_at)))
}

fn largest(bursts: &[Span], around: Option<DateTime<Utc>>) -> Option<Span> {
    bursts
        .iter()
        .filter(|span| around.is_none_or(|at| span.from <= at && at <= span.to))
        .max_by_key(|span| span.values)
        .copied()
}

/// Why a mere look does not count, whatever time passes.
fn doubt_look(click: &Click, all: &Timeline, c: &Circumstances, w: &Windows) -> Option<Reason> {
    if w.burst > Duration::zero() {
        // What comes after the hold comes after the answer has counted, and may not undo it.
        let around = all.span(click.at - w.burst, click.at + w.burst.min(w.hold));
        if let Some(span) = around.filter(|span| span.values > 1) {
            return Some(Reason::Links(Flurry::of(span, c.accepted_at)));
        }
    }
    let deliveries = [c.accepted_at, c.reminded_at].into_iter().flatten();
    for accepted in deliveries.filter(|_| w.shadow > Duration::zero()) {
        let after = click.at - accepted;
        if after <= w.shadow && -after <= w.shadow.min(w.hold) {
            return Some(Reason::Shadow {
                after_delivery: after.num_seconds(),
            });
        }
    }
    match (c.swept_domain, c.strict) {
        (true, _) => Some(Reason::SweptDomain),
        (_, true) => Some(Reason::Strict),
        _ => None,
    }
}
