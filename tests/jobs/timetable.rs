//! The other jobs of the timetable: held clicks ripen, invitations expire, what was kept for a while goes.

use afterword::domain::deliveries::delivery;
use afterword::domain::flow;
use afterword::domain::invitations::invitation::State;
use afterword::domain::responses::click::ClickKind;
use afterword::domain::responses::click_event::{self, Visit};
use afterword::domain::responses::response;
use chrono::TimeDelta;
use sea_orm::{DbErr, EntityTrait, PaginatorTrait};

use super::{delivery_to, invitation_of, report, run_due};
use crate::support::server::Server;

async fn look(server: &Server, letter: &delivery::Model, score: i16) {
    let (keys, windows, now) = (
        server.app.keys.clone(),
        server.app.config.windows,
        server.app.clock.now(),
    );
    let letter = letter.clone();
    let visit = Visit {
        kind: ClickKind::Dwell,
        score: Some(score),
        network_hash: None,
        agent_class: "browser",
    };
    let written: Result<_, DbErr> = server
        .app
        .db
        .write(move |tx| {
            Box::pin(async move { flow::visit(tx, &keys, &letter, visit, windows, now).await })
        })
        .await;
    written.expect("it is written");
}

async fn clicks(server: &Server) -> u64 {
    click_event::Entity::find()
        .count(server.app.db.read())
        .await
        .expect("a count")
}

async fn responses(server: &Server) -> u64 {
    response::Entity::find()
        .count(server.app.db.read())
        .await
        .expect("a count")
}

crate::on_both! {
    async fn a_look_counts_once_it_was_held_long_enough(db: Database) {
        let server = Server::start(db).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;
        server.advance(TimeDelta::hours(1));
        let letter = delivery_to(&server.app, "kim@example.net").await;
        look(&server, &letter, 4).await;
        server.advance(TimeDelta::minutes(9));
        run_due(&server.app).await;
        assert_eq!(responses(&server).await, 0, "held still");
        server.advance(TimeDelta::minutes(1));
        run_due(&server.app).await;
        assert_eq!(responses(&server).await, 1);
        let invitation = invitation_of(&server.app, &letter).await;
        assert_eq!((invitation.state, invitation.look_again_at), (State::Answered, None));
    }

    async fn an_invitation_nobody_answers_expires(db: Database) {
        let server = Server::start(db).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;
        let letter = delivery_to(&server.app, "kim@example.net").await;
        server.advance(TimeDelta::days(28) - TimeDelta::seconds(1));
        run_due(&server.app).await;
        assert_eq!(invitation_of(&server.app, &letter).await.state, State::Sent);
        server.advance(TimeDelta::seconds(1));
        run_due(&server.app).await;
        assert_eq!(invitation_of(&server.app, &letter).await.state, State::Expired);
    }

    async fn clicks_go_after_a_month_but_the_answer_stays(db: Database) {
        let server = Server::start(db).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;
        let letter = delivery_to(&server.app, "kim@example.net").await;
        server.advance(TimeDelta::hours(1));
        look(&server, &letter, 5).await;
        server.advance(TimeDelta::minutes(10));
        run_due(&server.app).await;
        server.advance(TimeDelta::days(29));
        run_due(&server.app).await;
        assert_eq!((clicks(&server).await, responses(&server).await), (1, 1));
        server.advance(TimeDelta::days(1));
        run_due(&server.app).await;
        assert_eq!((clicks(&server).await, responses(&server).await), (0, 1));
    }
}
