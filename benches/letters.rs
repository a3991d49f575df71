//! Letters per second into a local sink, beside Postfix's smtp-source with as many connections: `cargo bench --bench
//! letters`, with `AFTERWORD_BENCH_CONNECTIONS` connections (default 4) and `AFTERWORD_BENCH_BATCH` as the setting of
//! that name (default 1). With `AFTERWORD_BENCH_DKIM` (`rsa`, `ed25519` or `rsa,ed25519`) letters are signed, and the
//! cost of signing one is told. With `AFTERWORD_TEST_POSTGRES_URL` set, the product is measured on PostgreSQL as well.
//! Needs smtp-sink and smtp-source (Debian's postfix). Each figure is one run; the ratio is what counts.

use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use afterword::app::App;
use afterword::clock::Clock;
use afterword::commands::mail;
use afterword::config::Config;
use afterword::db::Opening;
use afterword::domain::customers::customer;
use afterword::domain::deliveries::delivery;
use afterword::domain::deliveries::mail_key;
use afterword::domain::flow;
use afterword::domain::interactions::interaction::Channel;
use afterword::domain::interactions::report::Report;
use afterword::domain::organization::{agent, brand};
use afterword::jobs::send_letters::Post;
use afterword::mail::dkim::Signer;
use afterword::mail::dkim::key::Kind;
use afterword::mail::outcome::Outcome;
use afterword::mail::smtp::SmtpServer;
use afterword::mail::transport::Transport;
use afterword::serve::database;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

/// As in `main`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LETTERS: usize = 4000;

fn connections() -> usize {
    let set = std::env::var("AFTERWORD_BENCH_CONNECTIONS").ok();
    set.map_or(4, |number| number.parse().expect("a number of connections"))
}

/// Postfix's sink; it ends with the benchmark.
struct Sink {
    process: Child,
    address: String,
}

impl Sink {
    fn open() -> Self {
        let place = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = place.local_addr().expect("an address").to_string();
        drop(place);
        let mut command = Command::new("smtp-sink");
        if runs_as_root() {
            command.args(["-u", "nobody"]);
        }
        let process = command
            .args([&address, "500"])
            .stderr(Stdio::null())
            .spawn();
        let process = process.expect("smtp-sink starts; Debian has it in postfix");
        let deadline = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(&address).is_err() {
            assert!(Instant::now() < deadline, "smtp-sink does not listen");
            std::thread::yield_now();
        }
        Self { process, address }
    }

    fn transport(&self) -> Transport {
        let server = SmtpServer::from_url(&format!("smtp://{}", self.address));
        Transport::smtp(server.expect("an address of a server"))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn runs_as_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

async fn application(database_url: &str) -> App {
    let batch = std::env::var("AFTERWORD_BENCH_BATCH").unwrap_or_else(|_| "1".to_owned());
    let settings = [
        ("AFTERWORD_DATABASE_URL", database_url.to_owned()),
        ("AFTERWORD_SECRET", "only for a benchmark".to_owned()),
        (
            "AFTERWORD_MAIL_FROM",
            "Acme Support <support@acme.example>".to_owned(),
        ),
        ("AFTERWORD_MAIL_WORKERS", connections().to_string()),
        ("AFTERWORD_MAIL_BATCH", batch),
    ];
    let settings: HashMap<_, _> = settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let config = Config::from(None, Some(settings)).expect("good settings");
    let db = database::open(&config, &Clock::System, Opening::default())
        .await
        .expect("a database");
    let address = ([127, 0, 0, 1], 8080).into();
    App::new(db, Clock::System, config, address, None)
}

/// Adds the keys that `AFTERWORD_BENCH_DKIM` names.
async fn add_keys(app: &App) {
    let kinds = std::env::var("AFTERWORD_BENCH_DKIM").unwrap_or_default();
    for kind in kinds.split(',').filter(|kind| !kind.is_empty()) {
        let kind = Kind::parse(kind).expect("rsa or ed25519");
        let added = mail::add(&app.db, &app.clock, &app.keys, "acme.example", None, kind);
        added.await.expect("a key");
    }
}

/// What signing one letter takes; nothing without keys.
async fn signing(app: &App, message: &lettre::Message) -> Duration {
    let rows = mail_key::all(app.db.read()).await.expect("keys");
    let signer = Signer::of(&rows, &app.keys);
    let start = Instant::now();
    for _ in 0..LETTERS {
        let signatures = signer.signatures(message).expect("signatures");
        assert_eq!(signatures.matches("DKIM-Signature:").count(), rows.len());
    }
    start.elapsed() / u32::try_from(LETTERS).expect("a number of letters")
}

/// Reports so many contacts, 200 at a time as a busy CRM would, so that as many letters are due.
async fn enqueue(app: &App, run: &str) {
    let brand = brand::all(app.db.read()).await.expect("brands").remove(0);
    let numbers: Vec<usize> = (0..LETTERS).collect();
    for chunk in numbers.chunks(200) {
        let reports = chunk.iter().map(|n| {
            let (report, now) = (contact(&format!("{run}{n}"), app), app.clock.now());
            let (keys, brand) = (app.keys.clone(), brand.clone());
            app.db.write(move |tx| {
                Box::pin(
                    async move { flow::report(tx, &keys, &brand, report, now).await.map(drop) },
                )
            })
        });
        let reported: Result<Vec<()>, DbErr> = futures_util::future::try_join_all(reports).await;
        reported.expect("they are taken");
    }
}

fn contact(id: &str, app: &App) -> Report {
    Report {
        source: "bench".into(),
        external_id: id.into(),
        touchpoint: "phone-support".into(),
        product: Some("broadband".into()),
        channel: Channel::Phone,
        agent: agent::Told {
            external_id: format!("a-{}", id.len()),
            name: Some("Ana Reyes".into()),
            email: None,
            team_id: None,
        },
        team: Some("Tier 1".into()),
        customer: customer::Told {
            email: format!("customer-{id}@example.net"),
            name: Some("Kim Lee".into()),
            external_id: None,
            locale: None,
            time_zone: None,
        },
        started_at: None,
        ended_at: app.clock.now(),
        handle_seconds: None,
        attributes: None,
    }
}

/// Letters a second through the whole product: claims, attempts, rendering, the line, settlements.
async fn product(app: &App, transport: &Transport) -> f64 {
    let post = Post::open(app, transport, "bench").expect("threads");
    let start = Instant::now();
    post.send_due().await.expect("letters are sent");
    let rate = LETTERS as f64 / start.elapsed().as_secs_f64();
    post.close(Duration::from_secs(10))
        .await
        .expect("claims are given back");
    rate
}

/// Letters a second over the lines alone, no database.
fn lines(transport: &Transport, message: &lettre::Message) -> f64 {
    let each = LETTERS / connections();
    let start = Instant::now();
    std::thread::scope(|threads| {
        for _ in 0..connections() {
            let mut line = transport.line();
            threads.spawn(move || {
                for _ in 0..each {
                    let outcome = line.send(message, "");
                    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
                }
            });
        }
    });
    (each * connections()) as f64 / start.elapsed().as_secs_f64()
}

/// Letters a second of the yardstick. `kept`: connections are kept, not made anew for each letter.
fn smtp_source(sink: &Sink, bytes: usize, kept: bool) -> f64 {
    let (sessions, length, count) = (
        connections().to_string(),
        bytes.to_string(),
        LETTERS.to_string(),
    );
    let mut command = Command::new("smtp-source");
    if kept {
        command.arg("-d");
    }
    command.args(["-s", &sessions, "-l", &length, "-m", &count, &sink.address]);
    let start = Instant::now();
    let ended = command
        .status()
        .expect("smtp-source starts; Debian has it in postfix");
    assert!(ended.success(), "smtp-source fails");
    LETTERS as f64 / start.elapsed().as_secs_f64()
}

/// The whole product over one database, and the same without the line.
async fn both(app: &App, transport: &Transport, what: &str, source: f64) {
    let sent = product(app, transport).await;
    enqueue(app, "kept").await;
    let settled = product(app, &Transport::Outbox).await;
    println!("{what}, no line {settled:>25.0} letters/s");
    println!("{what}, the whole product {sent:>15.0} letters/s");
    println!(
        "{what}, ratio to smtp-source {:>12.2}   (budget 0.80)",
        sent / source
    );
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = application(&format!("sqlite://{}/bench.db", folder.path().display())).await;
    add_keys(&app).await;
    let sink = Sink::open();
    let transport = sink.transport();

    enqueue(&app, "sent").await;
    let delivery = delivery::Entity::find()
        .one(app.db.read())
        .await
        .expect("read")
        .expect("a letter");
    let letter = app
        .composer()
        .letter_of(app.db.read(), &delivery)
        .await
        .expect("a letter");
    let message = letter.message().expect("a message");
    let bytes = message.formatted().len();

    let signing = signing(&app, &message).await;
    let source = smtp_source(&sink, bytes, false);
    let kept = smtp_source(&sink, bytes, true);
    let wire = lines(&transport, &message);
    println!(
        "{LETTERS} letters of {bytes} bytes, {} connections, {} settled together, every commit on disk",
        connections(),
        app.config.sending.batch
    );
    println!("signing a letter, one thread {signing:>16.1?}");
    println!("smtp-source, a connection a letter {source:>10.0} letters/s");
    println!("smtp-source, connections kept {kept:>15.0} letters/s");
    println!("our lines, no database {wire:>22.0} letters/s");
    both(&app, &transport, "SQLite", source).await;
    if let Ok(server) = std::env::var("AFTERWORD_TEST_POSTGRES_URL") {
        let server = server.trim_end_matches('/');
        let name = format!("bench_letters_{}", std::process::id());
        administer(server, &format!("CREATE DATABASE {name}")).await;
        let app = application(&format!("{server}/{name}")).await;
        enqueue(&app, "sent").await;
        both(&app, &transport, "PostgreSQL", source).await;
        app.db.clone().close().await.expect("a clean goodbye");
        administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

async fn administer(server: &str, statement: &str) {
    let connection = sea_orm::Database::connect(format!("{server}/postgres"))
        .await
        .expect("PostgreSQL answers");
    connection
        .execute_unprepared(statement)
        .await
        .expect("PostgreSQL obeys");
}
