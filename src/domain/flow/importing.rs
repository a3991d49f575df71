//! Suppressions from elsewhere are taken, some hundred in one transaction, so that nobody else waits long.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, QuerySelect, entity::prelude::*};

use super::{Tx, suppressing::stop_letters};
use crate::{
    db::Db,
    domain::{
        accounts::audit,
        customers::{
            email_address::normalise,
            suppression::{self, Reason},
            suppression_file::Line,
        },
        invitations::invitation::Withdrawal,
    },
    ids::{BrandId, MemberId, SuppressionId},
};

/// Addresses of one transaction.
const TOGETHER: usize = 500;

/// What an import does, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Addresses that were not suppressed.
    pub new: u64,
    /// Suppressed already, for a weaker reason than the file has.
    pub stronger: u64,
    /// Suppressed already for that reason or a stronger one: nothing changes.
    pub known: u64,
}

/// What an import of these lines would do.
pub async fn rehearse_import(
    db: &impl ConnectionTrait,
    brand: BrandId,
    lines: &[Line],
) -> Result<Import, DbErr> {
    let mut import = Import::default();
    for some in lines.chunks(TOGETHER) {
        import.add(&sort(db, brand, some).await?.0);
    }
    Ok(import)
}

impl Import {
    fn add(&mut self, more: &Self) {
        self.new += more.new;
        self.stronger += more.stronger;
        self.known += more.known;
    }
}

/// What an import of some lines would do, and those of them that are news.
async fn sort<'a>(
    db: &impl ConnectionTrait,
    brand: BrandId,
    lines: &'a [Line],
) -> Result<(Import, Vec<&'a Line>), DbErr> {
    use suppression::Column;
    let hashes = lines.iter().map(|line| line.address_hash.clone());
    let known = suppression::Entity::find()
        .select_only()
        .columns([Column::AddressHash, Column::Reason])
        .filter(Column::BrandId.eq(brand))
        .filter(Column::AddressHash.is_in(hashes));
    let known: Vec<(Vec<u8>, Reason)> = known.into_tuple().all(db).await?;
    let known: HashMap<Vec<u8>, Reason> = known.into_iter().collect();
    let (mut import, mut news) = (Import::default(), Vec::new());
    for line in lines {
        match known.get(&line.address_hash) {
            None => import.new += 1,
            Some(reason) if line.reason.outdoes(*reason) => import.stronger += 1,
            Some(_) => {
                import.known += 1;
                continue;
            }
        }
        news.push(line);
    }
    Ok((import, news))
}

/// Takes these lines, each address once; letters to them that have not left are withdrawn, by that manager where it was
/// one, else by the command. What is done stays done when the rest fails, and doing it again changes nothing more.
///
/// # Errors
/// When the database fails.
pub async fn import_suppressions(
    db: &Db,
    brand: BrandId,
    lines: Vec<Line>,
    by: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<Import, DbErr> {
    let mut all = Import::default();
    for some in lines.chunks(TOGETHER) {
        let some = some.to_vec();
        let done: Result<Import, DbErr> = db
            .write(move |tx| Box::pin(async move { take(tx, brand, &some, by, now).await }))
            .await;
        all.add(&done?);
    }
    let actor = by.map_or("command".to_owned(), |by| format!("member:{by}"));
    let object = format!("brand:{brand}");
    let action = format!("import {} suppressions", all.new + all.stronger);
    let noted: Result<(), DbErr> = db
        .write(move |tx| {
            Box::pin(
                async move { audit::note(tx, Some(brand), &actor, &action, &object, now).await },
            )
        })
        .await;
    noted?;
    Ok(all)
}

async fn take(
    tx: &Tx,
    brand: BrandId,
    lines: &[Line],
    by: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<Import, DbErr> {
    let (import, news) = sort(tx, brand, lines).await?;
    // In an order of their own, so that two imports wait for each other in the same one.
    let mut by_reason: BTreeMap<&str, (Reason, Vec<&Line>)> = BTreeMap::new();
    for line in news {
        let of = by_reason.entry(line.reason.code());
        of.or_insert((line.reason, Vec::new())).1.push(line);
    }
    for (reason, lines) in by_reason.into_values() {
        let rows = lines.iter().map(|line| suppression::ActiveModel {
            id: Set(SuppressionId::new(now)),
            brand_id: Set(brand),
            address_hash: Set(line.address_hash.clone()),
            email: Set(line.email.clone()),
            reason: Set(reason),
            source: Set("import".into()),
            created_at: Set(line.since.unwrap_or(now)),
            ..Default::default()
        });
        suppression::keep(tx, rows, reason).await?;
        let addresses: Vec<_> = lines
            .iter()
            .filter_map(|line| line.email.as_deref().map(normalise))
            .collect();
        let why = Withdrawal {
            by,
            reason: end_by_import(reason).to_owned(),
        };
        stop_letters(tx, brand, &addresses, &why, now).await?;
    }
    Ok(import)
}

/// What the ledger says of a letter that an import withdrew: what the file says of the address, which need not have
/// happened to a letter of ours.
fn end_by_import(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsubscribed => {
            "An import put the address on the suppression list, as one that unsubscribed, before the letter left."
        }
        Reason::HardBounce | Reason::SoftBounces => {
            "An import put the address on the suppression list, as one that bounces, before the letter left."
        }
        Reason::Complaint => {
            "An import put the address on the suppression list, as one that complained, before the letter left."
        }
        Reason::Legal => {
            "An import put the address on the suppression list, as one that must not be written to, before the letter left."
        }
    }
}
