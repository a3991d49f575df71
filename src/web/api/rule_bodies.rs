//! The rules of a survey as the API takes them: limits, contacts never asked about, what a further contact does. Part of
//! `survey_body`.

use deserr::Deserr;
use utoipa::ToSchema;

use super::values::{Key, Whole};
use crate::{
    domain::surveys::rules::{By, Limit, SecondContact, SkipWhen},
    web::error::Faults,
};

/// At most so many letters, in any so many days in a row, about contacts that are alike. A contact without a team, a
/// product or the attribute is not limited by it.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(title = "Limit")]
pub struct LimitBody {
    /// The most letters.
    #[schema(inline)]
    pub most: Whole<1, 10_000_000>,
    /// In how many days, by the brand's calendar and the day a letter leaves.
    #[schema(inline)]
    pub days: Whole<1, 366>,
    /// What makes contacts alike.
    pub by: ByName,
    /// The attribute, where it is by one.
    #[deserr(default)]
    #[schema(inline)]
    pub attribute: Option<Key>,
}

/// What a limit counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(title = "LimitBy", rename_all = "snake_case")]
pub enum ByName {
    Agent,
    Team,
    Product,
    Touchpoint,
    Channel,
    Attribute,
}

/// Contacts whose attribute has one of these values are not asked about.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(title = "SkipWhen")]
pub struct SkipBody {
    #[schema(inline)]
    pub attribute: Key,
    /// Compared as text: `"3"` is also the number 3, `"true"` also true.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 100)]
    pub is: Vec<Key>,
}

/// What happens to a letter that has not left when its customer contacts us again: `send` lets it leave, `cancel` withdraws
/// it, `later` withdraws it where the further contact is asked about instead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(title = "OnSecondContact", rename_all = "snake_case")]
pub enum SecondContactName {
    #[default]
    Send,
    Cancel,
    Later,
}

impl From<LimitBody> for Limit {
    fn from(sent: LimitBody) -> Self {
        // every range fits: it was checked on the way in
        let whole = |number: i64| u32::try_from(number).unwrap_or_default();
        Self {
            most: whole(sent.most.0),
            days: whole(sent.days.0),
            by: match sent.by {
                ByName::Agent => By::Agent,
                ByName::Team => By::Team,
                ByName::Product => By::Product,
                ByName::Touchpoint => By::Touchpoint,
                ByName::Channel => By::Channel,
                ByName::Attribute => By::Attribute,
            },
            attribute: sent.attribute.map(|name| name.0),
        }
    }
}

impl From<SkipBody> for SkipWhen {
    fn from(sent: SkipBody) -> Self {
        Self {
            attribute: sent.attribute.0,
            is: sent.is.into_iter().map(|value| value.0).collect(),
        }
    }
}

impl From<SecondContactName> for SecondContact {
    fn from(sent: SecondContactName) -> Self {
        match sent {
            SecondContactName::Send => Self::Send,
            SecondContactName::Cancel => Self::Cancel,
            SecondContactName::Later => Self::Later,
        }
    }
}
