//! The product itself, in the test's process: the real routes on a free port, over a fresh database, with a clock that
//! the test moves.

use super::databases::Database;
use afterword::{
    app::App,
    clock::Clock,
    config::Config,
    db::Opening,
    domain::accounts::api_key::{self, Scope},
    jobs::{runner, send_letters::Post},
    mail::transport::{Memory, Transport},
    serve::{connections, database},
    web::{
        self,
        hooks::amazon::{Amazon, Https},
    },
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use std::{collections::HashMap, net::TcpListener, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// A running server. It ends with the test, and its database with it.
pub struct Server {
    pub app: App,
    /// Follows no redirect and keeps no cookie.
    pub http: reqwest::Client,
    stop: CancellationToken,
    /// Only held: dropped last.
    pub database: Database,
}

/// When the clock of a test stands unless it is moved: a Monday, ten in the morning.
pub fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 10, 0, 0)
        .single()
        .expect("a moment")
}

impl Server {
    /// With no setting but what a test needs; the clock stands at [`monday`].
    pub async fn start(database: Database) -> Server {
        Self::start_with(database, &[]).await
    }

    /// With settings, by their full names.
    pub async fn start_with(database: Database, settings: &[(&str, &str)]) -> Server {
        Self::start_at(database, settings, Clock::standing_at(monday())).await
    }

    /// With the system's clock, for tests in which a browser's own time matters.
    pub async fn start_in_real_time(database: Database, settings: &[(&str, &str)]) -> Server {
        Self::start_at(database, settings, Clock::System).await
    }

    /// With another way to Amazon than the real one.
    pub async fn start_asking(
        database: Database,
        settings: &[(&str, &str)],
        amazon: Arc<dyn Amazon>,
    ) -> Server {
        Self::start_by(database, settings, Clock::standing_at(monday()), amazon).await
    }

    async fn start_at(database: Database, settings: &[(&str, &str)], clock: Clock) -> Server {
        Self::start_by(database, settings, clock, Arc::new(Https::default())).await
    }

    async fn start_by(
        database: Database,
        settings: &[(&str, &str)],
        clock: Clock,
        amazon: Arc<dyn Amazon>,
    ) -> Server {
        let mut environment = HashMap::from([
            ("AFTERWORD_DATABASE_URL".to_owned(), database.url.clone()),
            (
                "AFTERWORD_SECRET".to_owned(),
                "a secret of the tests, long enough to be taken".to_owned(),
            ),
        ]);
        environment.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let config = Config::from(None, Some(environment)).expect("good settings");
        let db = database::open(
            &config,
            &clock,
            Opening {
                connections: 4,
                durable: true,
            },
        )
        .await
        .expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let app = App::new(
            db,
            clock,
            config,
            address,
            Some(web::observe::recorder().clone()),
        );
        let stop = CancellationToken::new();
        let routes = web::routes::router_asking(app.clone(), amazon);
        tokio::spawn(connections::serve(
            listener,
            routes,
            connections::Patience::default(),
            stop.clone(),
        ));
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        Server {
            app,
            http: http.expect("a client"),
            stop,
            database,
        }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.public_url)
    }

    /// Moves the clock onward.
    pub fn advance(&self, step: TimeDelta) {
        self.app.clock.advance(step);
    }

    /// Does all that is due by the clock: the jobs, then every letter.
    pub async fn run_due(&self) {
        runner::run_due(&self.app).await.expect("the jobs run");
    }

    /// Every letter that is due is carried to where `memory` answers.
    pub async fn send_due(&self, memory: &Memory) {
        let transport = Transport::Memory(memory.clone());
        let post = Post::open(&self.app, &transport, "a worker").expect("threads");
        post.send_due().await.expect("letters are claimed");
        post.close(Duration::from_secs(10))
            .await
            .expect("claims are given back");
    }

    /// A new API key for every brand, as `Authorization: Bearer` wants it.
    pub async fn key(&self, scopes: &[Scope]) -> String {
        let (scopes, now) = (scopes.to_vec(), self.app.clock.now());
        let adding = self.app.db.write(move |tx| {
            Box::pin(async move { api_key::add(tx, "test", &scopes, None, None, now).await })
        });
        let added: Result<_, sea_orm::DbErr> = adding.await;
        added.expect("a key").1
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

crate::on_both! {
    async fn a_server_answers_and_says_how_it_is(db: Database) {
        let server = Server::start(db).await;
        let answer = server.http.get(server.url("/readyz")).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert!(answer.headers().contains_key("x-request-id"));
        assert_eq!(answer.text().await.expect("text"), "ready\n");
        let metrics = server.http.get(server.url("/metrics")).send().await.expect("an answer");
        let metrics = metrics.text().await.expect("text");
        assert!(metrics.contains("afterword_requests_total{route=\"/readyz\""), "{metrics}");
    }
}
