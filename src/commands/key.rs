//! `afterword key add`.

use anyhow::{Context, bail};
use serde_json::json;

use super::Told;
use crate::{
    clock::Clock,
    db::Db,
    domain::{
        accounts::{
            api_key::{self, Scope},
            audit,
        },
        organization::brand,
    },
};

/// Adds an API key; its text is told here and never again.
///
/// # Errors
/// A sentence when a scope or the brand does not exist.
pub async fn add(
    db: &Db,
    clock: &Clock,
    name: &str,
    scopes: &[String],
    brand: Option<&str>,
    expires_in_days: Option<u32>,
) -> anyhow::Result<Told> {
    if !(1..=200).contains(&name.trim().chars().count()) || name.chars().any(char::is_control) {
        bail!("--name must have 1 to 200 characters, all in one line");
    }
    let scopes = scopes
        .iter()
        .map(|code| scope(code.trim()))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let brand = match brand {
        Some(slug) => Some(brand::by_slug(db.read(), slug).await?.with_context(|| {
            format!("there is no brand `{slug}`; `afterword brand add` makes one")
        })?),
        None => None,
    };
    let now = clock.now();
    let expires_at = expires_in_days.map(|days| now + chrono::TimeDelta::days(days.into()));
    let (name, brand) = (name.trim().to_owned(), brand.map(|brand| brand.id));
    let added = db.write(move |tx| {
        Box::pin(async move {
            let (id, text) = api_key::add(tx, &name, &scopes, brand, expires_at, now).await?;
            audit::note(tx, brand, "command", "add key", &format!("key:{id}"), now).await?;
            anyhow::Ok((id, text))
        })
    });
    let (id, text) = added.await?;
    Ok(Told::new(
        format_args!(
            "{text}\nThis is the key. It is shown only now; keep it where secrets are kept."
        ),
        json!({ "id": id, "key": text }),
    ))
}

fn scope(code: &str) -> anyhow::Result<Scope> {
    let known = || Scope::ALL.map(Scope::code).join(", ");
    Scope::parse(code).with_context(|| {
        format!(
            "--scopes has `{code}`, which is no scope; there are {}",
            known()
        )
    })
}
