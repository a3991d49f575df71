//! What comes back after letters left: reports by every inlet, real, forged and broken ones, and what follows from them.

mod amazon;
mod console;
mod dovecot;
mod mailbox;
mod pipe;
mod reports;
mod story;
mod unsubscribing;
mod webhooks;

use crate::support::{databases::Database, server::Server};
use afterword::{
    app::App,
    domain::{
        customers::{customer, suppression},
        deliveries::{bounce_report, delivery, outbox, outbox::Settlement},
        flow::{self, Leave, Reported},
        interactions::{interaction::Channel, report::Report},
        invitations::invitation,
        organization::{agent, brand},
        scores::verify,
        surveys::{
            definition::Definition,
            question::{Kind, Question},
            survey,
        },
    },
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// A product whose customers may be asked again at once.
pub async fn product(db: Database, settings: &[(&str, &str)]) -> Server {
    let server = Server::start_with(db, settings).await;
    let definition = Definition {
        name: "after contact".into(),
        touchpoints: vec!["support".into()],
        questions: vec![Question {
            slug: "csat".into(),
            kind: Kind::Csat,
            options: vec![],
            show_when: None,
        }],
        send_after_minutes: 0,
        send_window: None,
        quarantine_days: 0,
        ..Definition::default()
    };
    let (brand, now) = (the_brand(&server.app).await, server.app.clock.now());
    let publishing = server.app.db.write(move |tx| {
        Box::pin(async move {
            flow::publish_survey(tx, brand.id, survey::STARTING_SLUG, definition, "test", now).await
        })
    });
    publishing.await.expect("published");
    server
}

pub async fn the_brand(app: &App) -> brand::Model {
    brand::all(app.db.read()).await.expect("brands").remove(0)
}

/// A CRM reports a contact of that customer.
pub async fn contact(app: &App, email: &str) -> Reported {
    let (brand, keys, now) = (the_brand(app).await, app.keys.clone(), app.clock.now());
    let known = delivery::Entity::find()
        .all(app.db.read())
        .await
        .expect("deliveries")
        .len();
    let told = Report {
        source: "crm".into(),
        external_id: format!("c-{known}-{}", now.timestamp()),
        touchpoint: "support".into(),
        product: None,
        channel: Channel::Phone,
        agent: agent::Told {
            external_id: "a-17".into(),
            ..agent::Told::default()
        },
        team: None,
        customer: customer::Told {
            email: email.into(),
            name: Some("Kim Lee".into()),
            external_id: None,
            locale: None,
            time_zone: None,
        },
        started_at: None,
        ended_at: now,
        handle_seconds: None,
        attributes: None,
    };
    let reporting = app
        .db
        .write(move |tx| Box::pin(async move { flow::report(tx, &keys, &brand, told, now).await }));
    let reported: Result<_, DbErr> = reporting.await;
    reported.expect("it is taken")
}

/// A letter to that customer, taken by a mail server just now.
pub async fn sent(app: &App, email: &str) -> delivery::Model {
    let invitation = contact(app, email)
        .await
        .interaction
        .invitation_id
        .expect("an invitation");
    let (keys, now) = (app.keys.clone(), app.clock.now());
    let sending = app.db.write(move |tx| {
        Box::pin(async move {
            outbox::claim(tx, "test", 1_000, now).await?;
            let letter = delivery::Entity::find()
                .filter(delivery::Column::InvitationId.eq(invitation))
                .one(tx)
                .await?
                .expect("a letter");
            let leave = flow::begin_attempt(tx, &keys, letter.id, "test", now).await?;
            let Leave::Now {
                delivery, attempt, ..
            } = leave
            else {
                panic!("the letter may not leave: {leave:?}")
            };
            let reply = "250 taken".into();
            flow::settle(tx, delivery.id, attempt, Settlement::Sent { reply }, now).await?;
            Ok::<_, DbErr>(*delivery)
        })
    });
    sending.await.expect("a letter")
}

/// One of the files in `reports`, about that letter.
pub fn report(app: &App, name: &str, letter: &delivery::Model) -> String {
    let path = format!(
        "{}/tests/bounces/reports/{name}.eml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let token = app.keys.bounce_token(letter.id.0);
    text.replace("{token}", &token)
        .replace("{TOKEN}", &token.to_uppercase())
        .replace("{link}", &app.keys.link_token(letter.id.0))
        .replace("{id}", &letter.id.to_string())
        .replace("{address}", &letter.recipient)
}

pub async fn delivery_of(app: &App, letter: &delivery::Model) -> delivery::Model {
    let found = delivery::Entity::find_by_id(letter.id)
        .one(app.db.read())
        .await;
    found.expect("an answer").expect("the letter")
}

pub async fn invitation_of(app: &App, letter: &delivery::Model) -> invitation::Model {
    let id = letter.invitation_id.expect("an invitation");
    let found = invitation::Entity::find_by_id(id).one(app.db.read()).await;
    found.expect("an answer").expect("the invitation")
}

/// Why that address is suppressed.
pub async fn suppressed(app: &App, email: &str) -> Option<suppression::Reason> {
    let all = suppression::Entity::find()
        .filter(suppression::Column::Email.eq(email))
        .all(app.db.read())
        .await
        .expect("suppressions");
    assert!(all.len() <= 1);
    all.into_iter().next().map(|row| row.reason)
}

/// What is on record, the oldest first: kind and effect.
pub async fn on_record(app: &App) -> Vec<(String, &'static str)> {
    let all = rows(app).await;
    all.into_iter()
        .map(|row| (row.kind, row.effect.code()))
        .collect()
}

pub async fn rows(app: &App) -> Vec<bounce_report::Model> {
    let all = bounce_report::Entity::find().order_by_asc(bounce_report::Column::Id);
    all.all(app.db.read()).await.expect("reports")
}

/// The scores agree with a recount.
pub async fn recounted(app: &App) {
    let report = verify::verify(&app.db, |_| {}).await.expect("a recount");
    assert!(report.is_right(), "{report:?}");
}
