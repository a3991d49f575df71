//! Identifiers: UUIDv7, one type per noun so that an agent's id cannot stand where a team's is wanted.

use std::{
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::{ContextV7, NoContext, Timestamp, Uuid};

/// Counts up within one millisecond, so that ids of one process sort in the order they were made.
static ORDER: Mutex<Option<ContextV7>> = Mutex::new(None);

fn fresh(now: DateTime<Utc>) -> Uuid {
    let mut order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let order = order.get_or_insert_with(ContextV7::new);
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(
        &*order,
        seconds,
        now.timestamp_subsec_nanos(),
    ))
}

/// Without that order: what is written down later may be of any instant, and must not move the ones to come.
fn of_past(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        at.timestamp_subsec_nanos(),
    ))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id made at `now`: ids sort by the time they were made.
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(fresh(now))
            }

            /// An id of an instant that has passed, for history that is written down later.
            pub fn of_past(at: DateTime<Utc>) -> Self {
                Self(of_past(at))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    BrandId,
    TeamId,
    AgentId,
    ProductId,
    TouchpointId,
    MemberId,
    ApiKeyId,
    AuditId,
    CustomerId,
    SuppressionId,
    SuppressionLiftId,
    SuppressionUploadId,
    SurveyId,
    /// One published version of a survey.
    SurveyVersionId,
    InteractionId,
    /// Also the letter's message id and what its link token is derived from.
    DeliveryId,
    AttemptId,
    /// What letters are signed with.
    MailKeyId,
    InvitationId,
    ClickId,
    ResponseId,
    /// One entry in the history of a response.
    RevisionId,
    ThemeId,
    BounceReportId,
    /// One look of a brand, published or only tried.
    LookId,
    LogoId,
}
