//! Who the audit says acted, as colleagues call them: a member by the address, an API key by its name.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DbErr, entity::prelude::*};

use super::{api_key, member};
use crate::ids::{ApiKeyId, MemberId};

/// Who did something. A name is missing where there is no such member or key any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Member(Option<String>),
    Key(Option<String>),
    Command,
    /// What the audit says, word for word.
    Other(String),
}

impl Actor {
    /// The words behind "by".
    pub fn spoken(&self) -> String {
        match self {
            Self::Member(Some(email)) => email.clone(),
            Self::Member(None) => "a member".to_owned(),
            Self::Key(Some(name)) => format!("the API key “{name}”"),
            Self::Key(None) => "an API key".to_owned(),
            Self::Command => "the command line".to_owned(),
            Self::Other(said) => said.clone(),
        }
    }
}

/// What an actor of the audit begins with, without what stands behind it.
fn kind_and_id(actor: &str) -> (&str, &str) {
    actor.split_once([':', ' ']).unwrap_or((actor, ""))
}

/// These actors of the audit by their names there.
pub async fn named<'a>(
    db: &impl ConnectionTrait,
    actors: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, Actor>, DbErr> {
    let actors: BTreeSet<&str> = actors.into_iter().collect();
    let of = |wanted: &'static str| {
        let told = actors.iter().map(|actor| kind_and_id(actor));
        told.filter_map(move |(kind, id)| (kind == wanted).then_some(id))
    };
    let ids: Vec<MemberId> = of("member").filter_map(|id| id.parse().ok()).collect();
    let members = member::Entity::find().filter(member::Column::Id.is_in(ids));
    let members = members.all(db).await?.into_iter();
    let members: HashMap<_, _> = members.map(|row| (row.id.to_string(), row.email)).collect();
    let ids: Vec<ApiKeyId> = of("key").filter_map(|id| id.parse().ok()).collect();
    let keys = api_key::Entity::find().filter(api_key::Column::Id.is_in(ids));
    let keys = keys.all(db).await?.into_iter();
    let keys: HashMap<_, _> = keys.map(|row| (row.id.to_string(), row.name)).collect();
    let known = |actor: &str| match kind_and_id(actor) {
        ("member", id) => Actor::Member(members.get(id).cloned()),
        ("key", id) => Actor::Key(keys.get(id).cloned()),
        ("command", _) => Actor::Command,
        _ => Actor::Other(actor.to_owned()),
    };
    Ok(actors
        .iter()
        .map(|actor| ((*actor).to_owned(), known(actor)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_actor_of_the_audit_is_told_apart() {
        assert_eq!(kind_and_id("member:01-a"), ("member", "01-a"));
        assert_eq!(kind_and_id("key 01-b"), ("key", "01-b"));
        assert_eq!(kind_and_id("command"), ("command", ""));
        assert_eq!(Actor::Key(Some("crm".into())).spoken(), "the API key “crm”");
    }
}
