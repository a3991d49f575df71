//! A manager names what comments have in common: themes are added, changed and removed, and the audit keeps who did.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::Tx;
use crate::{
    domain::{
        accounts::audit,
        responses::theme::{self, Draft, NameFault},
    },
    ids::{BrandId, ThemeId},
};

/// A theme is added, unless its name is taken.
///
/// # Errors
/// The inner error is the name's fault.
pub async fn add_theme(
    tx: &Tx,
    brand: BrandId,
    draft: Draft,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Result<ThemeId, NameFault>, DbErr> {
    let added = theme::add(tx, brand, draft, now).await?;
    if let Ok(id) = added {
        audit::note(tx, Some(brand), actor, "add theme", &object(id), now).await?;
    }
    Ok(added)
}

/// A theme gets another name and words. `None` when there is no such theme in these brands.
///
/// # Errors
/// The inner error is the name's fault.
pub async fn change_theme(
    tx: &Tx,
    brands: &[BrandId],
    id: ThemeId,
    draft: Draft,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Option<Result<(), NameFault>>, DbErr> {
    let Some(theme) = theme::by_id(tx, brands, id).await? else {
        return Ok(None);
    };
    let brand = theme.brand_id;
    let changed = theme::change(tx, theme, draft, now).await?;
    if changed.is_ok() {
        audit::note(tx, Some(brand), actor, "change theme", &object(id), now).await?;
    }
    Ok(Some(changed))
}

/// A theme is removed; the comments stay as they are. False when there is no such theme in these brands.
pub async fn remove_theme(
    tx: &Tx,
    brands: &[BrandId],
    id: ThemeId,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(theme) = theme::by_id(tx, brands, id).await? else {
        return Ok(false);
    };
    theme::remove(tx, id).await?;
    let brand = Some(theme.brand_id);
    audit::note(tx, brand, actor, "remove theme", &object(id), now).await?;
    Ok(true)
}

fn object(id: ThemeId) -> String {
    format!("theme:{id}")
}
