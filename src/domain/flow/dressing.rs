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
            look::{self, Look},
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

/// The brand's look is changed: letters enqueued from now on have the new one, those before keep theirs. False when
/// nothing changes.
pub async fn publish_look(
    tx: &Tx,
    brand: BrandId,
    change: impl FnOnce(Look) -> Look,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let published = look::publish(tx, brand, change, now).await?;
    if let Some(id) = published {
        let object = format!("look:{id}");
        audit::note(tx, Some(brand), actor, "publish look", &object, now).await?;
    }
    Ok(published.is_some())
}
