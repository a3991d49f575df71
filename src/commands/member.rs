//! `afterword member add`.

use anyhow::{Context, bail};
use serde_json::json;

use super::Told;
use crate::{
    clock::Clock,
    db::Db,
    domain::{
        accounts::{
            audit,
            member::{self, Role},
            password,
        },
        customers::email_address::EmailAddress,
    },
};

/// Adds a member who can sign in.
///
/// # Errors
/// A sentence when the address, role or password cannot be used, or the address has a member.
pub async fn add(
    db: &Db,
    clock: &Clock,
    email: &str,
    role: &str,
    password: String,
) -> anyhow::Result<Told> {
    if EmailAddress::parse(email).is_none() {
        bail!("--email is `{email}`, which is no email address");
    }
    let role = Role::parse(role).with_context(|| {
        format!("--role is `{role}`; it can be admin, manager, analyst or agent")
    })?;
    if !password::LENGTH.contains(&password.chars().count()) {
        let (least, most) = (password::LENGTH.start(), password::LENGTH.end());
        bail!("the password must have {least} to {most} characters");
    }
    if password::is_guessable(&password, email) {
        bail!("this password would be guessed first: choose another");
    }
    let hash = password::hash(password).await?;
    let (now, address) = (clock.now(), email.to_owned());
    let added = db.write(move |tx| {
        Box::pin(async move {
            let added = member::add(tx, &address, role, hash, now).await?;
            if let Some(id) = added {
                audit::note(
                    tx,
                    None,
                    "command",
                    "add member",
                    &format!("member:{id}"),
                    now,
                )
                .await?;
            }
            anyhow::Ok(added)
        })
    });
    match added.await? {
        Some(id) => Ok(Told::new(
            format_args!("{email} can sign in."),
            json!({ "id": id, "email": email }),
        )),
        None => bail!("{email} is a member already"),
    }
}
