//! A manager gives a brand its look: tries it, publishes it, and puts its own texts in place of the built-in ones. The
//! audit keeps who did.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::Tx;
use crate::{
    domain::{
        accounts::audit,
        organization::{
            logo::{self, Logo},
            look::{self, Clashes, Look, Publication},
            picture::Picture,
        },
    },
    ids::{BrandId, LookId},
};

/// A picture becomes a logo of the brand; it shows nowhere until a look with it is published.
pub async fn keep_logo(
    tx: &Tx,
    brand: BrandId,
    picture: Picture,
    now: DateTime<Utc>,
) -> Result<Logo, DbErr> {
    logo::keep(tx, brand, picture, now).await
}

/// A look is kept to be looked at before it is published.
pub async fn try_look(
    tx: &Tx,
    brand: BrandId,
    look: Look,
    now: DateTime<Utc>,
) -> Result<LookId, DbErr> {
    look::try_on(tx, brand, look, now).await
}

/// What the audit calls it when a look is published.
pub const PUBLISH_LOOK: &str = "publish look";

/// The brand's look is changed: letters enqueued from now on have the new one, those before keep theirs.
pub async fn publish_look(
    tx: &Tx,
    brand: BrandId,
    change: impl FnOnce(Look) -> Result<Look, Clashes>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Publication, DbErr> {
    let published = look::publish(tx, brand, change, now).await?;
    if let Publication::Done(id) = published {
        let object = format!("look:{id}");
        audit::note(tx, Some(brand), actor, PUBLISH_LOOK, &object, now).await?;
    }
    Ok(published)
}
