//! `afterword brand add`.

use anyhow::bail;
use serde_json::json;

use super::Told;
use crate::{clock::Clock, db::Db, domain::flow};

/// Adds a brand with its starting survey.
///
/// # Errors
/// A sentence when the slug, the name or the time zone cannot be used, or the slug is taken.
pub async fn add(
    db: &Db,
    clock: &Clock,
    slug: &str,
    name: &str,
    time_zone: &str,
) -> anyhow::Result<Told> {
    let is_slug = slug
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    if !is_slug || !(1..=100).contains(&slug.len()) {
        bail!("--slug is `{slug}`: use 1 to 100 lower case letters, digits, `-` and `_`");
    }
    if !(1..=200).contains(&name.trim().chars().count()) || name.chars().any(char::is_control) {
        bail!("--name must have 1 to 200 characters, all in one line");
    }
    let Ok(zone) = time_zone.parse() else {
        bail!("--time-zone is `{time_zone}`, which is no time zone; `Europe/Berlin` is one");
    };
    let (now, wanted, name) = (clock.now(), slug.to_owned(), name.trim().to_owned());
    let added = db.write(move |tx| {
        Box::pin(async move {
            flow::add_brand(tx, &wanted, &name, zone, now)
                .await
                .map_err(anyhow::Error::from)
        })
    });
    match added.await? {
        Some(brand) => Ok(Told::new(
            format_args!(
                "The brand {} is there, with its starting survey.",
                brand.slug
            ),
            json!({ "id": brand.id, "slug": brand.slug, "name": brand.name, "time_zone": brand.time_zone }),
        )),
        None => bail!("there is a brand with the slug `{slug}` already"),
    }
}
