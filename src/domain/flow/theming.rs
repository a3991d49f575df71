//! A manager names what comments have in common: themes are added, changed and removed, in one brand or several at
//! once, and the audit keeps who did.

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

/// Why a theme is not kept; nothing of it is then, in no brand.
#[derive(Debug)]
pub enum ThemeRefused {
    /// Its name cannot be in this brand.
    Name(BrandId, NameFault),
    Database(DbErr),
}

impl From<DbErr> for ThemeRefused {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// A theme is added to these brands.
///
/// # Errors
/// When the name is taken in one of them.
pub async fn add_theme(
    tx: &Tx,
    brands: &[BrandId],
    draft: Draft,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), ThemeRefused> {
    for brand in brands {
        add_to(tx, *brand, draft.clone(), actor, now).await?;
    }
    Ok(())
}

async fn add_to(
    tx: &Tx,
    brand: BrandId,
    draft: Draft,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), ThemeRefused> {
    let added = theme::add(tx, brand, draft, now).await?;
    let id = added.map_err(|fault| ThemeRefused::Name(brand, fault))?;
    audit::note(tx, Some(brand), actor, "add theme", &object(id), now).await?;
    Ok(())
}

/// A theme gets another name and words, and is in the chosen brands from now on: added where it was not, removed where
/// it is no longer wanted. False when there is no such theme in the brands that may be seen.
///
/// # Errors
/// When the name is taken in one of them.
pub async fn change_theme(
    tx: &Tx,
    seen: &[BrandId],
    id: ThemeId,
    chosen: &[BrandId],
    draft: Draft,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, ThemeRefused> {
    let rows = theme::with_equals(tx, seen, id).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let new = chosen
        .iter()
        .filter(|brand| rows.iter().all(|row| row.brand_id != **brand));
    for brand in new {
        add_to(tx, *brand, draft.clone(), actor, now).await?;
    }
    for row in &rows {
        let (brand, object) = (row.brand_id, object(row.id));
        let action = if chosen.contains(&brand) {
            let changed = theme::change(tx, row.clone(), draft.clone(), now).await?;
            changed.map_err(|fault| ThemeRefused::Name(brand, fault))?;
            "change theme"
        } else {
            theme::remove(tx, row.id).await?;
            "remove theme"
        };
        audit::note(tx, Some(brand), actor, action, &object, now).await?;
    }
    Ok(true)
}

/// A theme is removed from all brands that may be seen; the comments stay as they are. False when there is none.
pub async fn remove_theme(
    tx: &Tx,
    seen: &[BrandId],
    id: ThemeId,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let rows = theme::with_equals(tx, seen, id).await?;
    for row in &rows {
        theme::remove(tx, row.id).await?;
        let brand = Some(row.brand_id);
        audit::note(tx, brand, actor, "remove theme", &object(row.id), now).await?;
    }
    Ok(!rows.is_empty())
}

fn object(id: ThemeId) -> String {
    format!("theme:{id}")
}
