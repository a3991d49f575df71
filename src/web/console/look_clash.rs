//! Two managers changed the same of a brand's look or texts: who was quicker is named, and nothing that was typed is lost.

use maud::Markup;
use sea_orm::DbErr;

use crate::{
    app::App,
    domain::{
        accounts::{actor, audit},
        flow,
        organization::{
            brand,
            look::{self, Look},
        },
    },
    ids::LookId,
    web::ui::form::wrong,
};

/// The look a form was made from, as its hidden field says; the present one where it says nothing.
pub async fn base(app: &App, brand: &brand::Model, said: &str) -> Result<Look, DbErr> {
    let db = app.db.read();
    let known = match said.parse() {
        Ok(id) => look::of_brand(db, brand.id, id).await?,
        Err(_) => None,
    };
    match known {
        Some(row) => Ok(row.document),
        // A brand that has none yet looks as Afterword does by itself.
        None if said == NONE => Ok(Look::default()),
        None => Ok(Look::clone(&*look::look(db, brand.current_look_id).await?)),
    }
}

/// What the hidden field says where the brand had no look of its own.
const NONE: &str = "none";

/// That look in a form and in an address.
pub fn name(made_from: Option<LookId>) -> String {
    made_from.map_or(NONE.to_owned(), |id| id.to_string())
}

/// What is told of a clash: who published meanwhile, and what of it was typed here too.
pub async fn told(
    app: &App,
    brand: &brand::Model,
    present: Option<LookId>,
    what: &[String],
) -> Result<Markup, DbErr> {
    let db = app.db.read();
    let object = present.map(|id| format!("look:{id}")).unwrap_or_default();
    let noted = audit::about(db, brand.id, &object, &[flow::PUBLISH_LOOK]).await?;
    let noted = noted.last().map(|event| event.actor.as_str());
    let named = actor::named(db, noted).await?;
    let who = noted.and_then(|actor| named.get(actor));
    let who = who.map_or("Somebody else".to_owned(), actor::Actor::spoken);
    Ok(wrong(&format!(
        "Nothing is changed yet. {who} published this meanwhile, in other words: {}. What you typed is kept below; Publish puts it in place \
         of theirs.",
        what.join(", ")
    )))
}
