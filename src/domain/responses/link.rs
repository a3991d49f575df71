//! What a letter's link leads to: the letter, its invitation, what the survey asks, and what was answered so far.
//! Read by the customer's door for every page.

use std::sync::Arc;

use sea_orm::{JoinType, QuerySelect, RelationDef, entity::prelude::*};

use super::{record::Standing, response};
use crate::{
    domain::{
        deliveries::delivery,
        invitations::invitation,
        organization::look::{self, Look},
        surveys::{definition::Definition, survey_version, wording::Names},
    },
    token::TokenHash,
};

/// Everything behind one link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub letter: delivery::Model,
    pub invitation: invitation::Model,
    /// The version the customer was sent, whatever has been published or retired since.
    pub definition: Definition,
    /// The look the letter has, whatever has been published since.
    pub look: Arc<Look>,
}

impl Link {
    /// Names for the survey's texts, as they were when the letter was enqueued.
    pub fn names(&self) -> Names<'_> {
        let facts = &self.letter.facts;
        Names {
            customer: facts.customer_name.as_deref(),
            agent: facts.agent_name.as_deref(),
            brand: self.look.name(&facts.brand_name),
            product: facts.product.as_deref(),
        }
    }

    /// The answer that counts at the moment.
    pub async fn standing(&self, db: &impl ConnectionTrait) -> Result<Option<Standing>, DbErr> {
        let found = response::Entity::find()
            .filter(response::Column::InvitationId.eq(self.invitation.id))
            .filter(response::Column::Counts.eq(true))
            .one(db)
            .await?;
        match found {
            Some(response) => Standing::of(db, response).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The link whose token has this hash; `None` for every token that was never sent.
pub async fn behind(db: &impl ConnectionTrait, hash: &TokenHash) -> Result<Option<Link>, DbErr> {
    let invites: RelationDef = delivery::Entity::belongs_to(invitation::Entity)
        .from(delivery::Column::InvitationId)
        .to(invitation::Column::Id)
        .into();
    let found = delivery::Entity::find()
        .filter(delivery::Column::TokenHash.eq(hash.to_vec()))
        .join(JoinType::InnerJoin, invites)
        .select_also(invitation::Entity)
        .one(db)
        .await?;
    let Some((letter, Some(invitation))) = found else {
        return Ok(None);
    };
    let definition = survey_version::definition(db, invitation.survey_version_id).await?;
    let look = look::look(db, letter.facts.look_id).await?;
    Ok(Some(Link {
        letter,
        invitation,
        definition,
        look,
    }))
}
