//! The keyed hash an address is known by where the address itself may be gone: of suppressions and preferences.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
};

use sea_orm::DbErr;

use super::email_address::normalise;
use crate::token::Keys;

/// Addresses asked for by one statement.
const TOGETHER: usize = 500;

/// [`Keys::address_hash`] of an address as it was written.
pub fn of(keys: &Keys, email: &str) -> Vec<u8> {
    keys.address_hash(&normalise(email)).to_vec()
}

/// What `rows` finds for these normalised addresses by their hashes, some hundred at a time.
///
/// # Errors
/// Those of `rows`.
pub async fn among<T, F>(
    keys: &Keys,
    addresses: &HashSet<String>,
    rows: impl Fn(Vec<Vec<u8>>) -> F,
) -> Result<HashMap<String, T>, DbErr>
where
    F: Future<Output = Result<Vec<(Vec<u8>, T)>, DbErr>>,
{
    let mut found = HashMap::new();
    let hashed = addresses
        .iter()
        .map(|address| (keys.address_hash(address).to_vec(), address));
    let hashed: Vec<_> = hashed.collect();
    for some in hashed.chunks(TOGETHER) {
        let by_hash: HashMap<_, _> = some.iter().cloned().collect();
        let known = rows(by_hash.keys().cloned().collect()).await?;
        let known = known
            .into_iter()
            .filter_map(|(hash, row)| Some(((*by_hash.get(&hash)?).clone(), row)));
        found.extend(known);
    }
    Ok(found)
}
