//! What time makes happen: sending, retrying, settling answers. Every test moves the clock instead of waiting.

mod letters;
mod many_senders;
mod pacing;
mod queue;
mod signed_letters;
mod smtp_line;
mod timetable;
mod troubles;
mod windows;

use afterword::app::App;
use afterword::domain::customers::customer;
use afterword::domain::deliveries::{attempt, delivery};
use afterword::domain::flow::{self, Reported};
use afterword::domain::interactions::interaction::Channel;
use afterword::domain::interactions::report::Report;
use afterword::domain::invitations::invitation;
use afterword::domain::organization::{agent, brand};
use afterword::jobs::runner;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// A contact of a customer of this address with Ana, just now, reported by a CRM.
pub(crate) async fn report(app: &App, email: &str) -> Reported {
    report_from(app, email, None).await
}

/// The same of a customer who lives in that time zone.
async fn report_from(app: &App, email: &str, time_zone: Option<&str>) -> Reported {
    let now = app.clock.now();
    let told = Report {
        source: "crm".into(),
        external_id: email.into(),
        touchpoint: "phone-support".into(),
        product: Some("broadband".into()),
        channel: Channel::Phone,
        agent: agent::Told {
            external_id: "a-17".into(),
            name: Some("Ana Reyes".into()),
            email: None,
            team_id: None,
        },
        team: Some("Tier 1".into()),
        customer: customer::Told {
            email: email.into(),
            name: Some("Kim Lee".into()),
            external_id: None,
            locale: None,
            time_zone: time_zone.map(str::to_owned),
        },
        started_at: None,
        ended_at: now,
        handle_seconds: None,
        attributes: None,
    };
    let brand = brand::by_slug(app.db.read(), "default").await;
    let brand = brand.expect("an answer").expect("the first brand");
    let keys = app.keys.clone();
    let reporting = app
        .db
        .write(move |tx| Box::pin(async move { flow::report(tx, &keys, &brand, told, now).await }));
    let reported: Result<_, DbErr> = reporting.await;
    reported.expect("it is taken")
}

/// Reports `count` contacts of different customers.
async fn report_many(app: &App, count: usize) {
    for n in 0..count {
        report(app, &format!("customer{n:03}@example.net")).await;
    }
}

/// Does what is due at the clock's present instant.
async fn run_due(app: &App) {
    runner::run_due(app).await.expect("the jobs do their work");
}

/// Every delivery, in the order enqueued.
async fn deliveries(app: &App) -> Vec<delivery::Model> {
    let all = delivery::Entity::find().order_by_asc(delivery::Column::Id);
    all.all(app.db.read()).await.expect("deliveries")
}

/// The delivery to this address.
async fn delivery_to(app: &App, email: &str) -> delivery::Model {
    let found = delivery::Entity::find().filter(delivery::Column::Recipient.eq(email));
    found
        .one(app.db.read())
        .await
        .expect("an answer")
        .expect("a delivery")
}

async fn attempts_of(app: &App, delivery: &delivery::Model) -> Vec<attempt::Model> {
    attempt::of_delivery(app.db.read(), delivery.id)
        .await
        .expect("attempts")
}

async fn invitation_of(app: &App, delivery: &delivery::Model) -> invitation::Model {
    let id = delivery.invitation_id.expect("an invitation");
    let found = invitation::Entity::find_by_id(id).one(app.db.read()).await;
    found.expect("an answer").expect("the invitation")
}
