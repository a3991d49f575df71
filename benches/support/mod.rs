//! What the benchmarks share: the product over a database of their own, a lean HTTP client, and figures.

#![allow(dead_code, reason = "no benchmark uses all of it")]

pub mod generated;
pub mod letters;

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use afterword::{
    app::App,
    clock::Clock,
    config::Config,
    db::{Db, Opening},
    serve::connections,
    web,
};
use axum::Router;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;

/// The product in this process, on a free port of the loopback.
pub struct Server {
    pub app: App,
    pub address: SocketAddr,
    stop: CancellationToken,
}

impl Server {
    /// Over an empty database of that address.
    pub async fn start(database_url: &str, clock: Clock) -> anyhow::Result<Self> {
        let environment = HashMap::from([
            ("AFTERWORD_DATABASE_URL".to_owned(), database_url.to_owned()),
            (
                "AFTERWORD_SECRET".to_owned(),
                "a secret of the benchmarks, long enough to be taken".to_owned(),
            ),
        ]);
        let config = Config::from(None, Some(environment))?;
        let db = Db::open(database_url, Opening::default()).await?;
        db.migrate().await?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let app = App::new(db, clock, config, address, None);
        let stop = CancellationToken::new();
        let routes = web::routes::router(app.clone());
        tokio::spawn(connections::serve(
            listener,
            routes,
            connections::Patience::default(),
            stop.clone(),
        ));
        Ok(Self { app, address, stop })
    }

    pub async fn end(self) -> anyhow::Result<()> {
        self.stop.cancel();
        Ok(self.app.db.clone().close().await?)
    }
}

/// An axum server that does nothing but answer.
pub async fn bare(routes: Router) -> anyhow::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(address)
}

/// One kept-alive connection. As lean as can be: it shares the cores with the server it measures.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Bytes of head and body.
    pub bytes: usize,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request with these header lines (each ending in CRLF) and reads all of the answer.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> anyhow::Result<Answer> {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if let Some(answer) = whole(&self.buffer)? {
                return Ok(answer);
            }
            let read = self.stream.read_buf(&mut self.buffer).await?;
            anyhow::ensure!(read > 0, "the server hung up");
        }
    }
}

fn whole(buffer: &[u8]) -> anyhow::Result<Option<Answer>> {
    let Some(head_end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&buffer[..head_end])?;
    let status = head.get(9..12).unwrap_or_default().parse()?;
    let field = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let body = head_end + 4;
    let end = match field("content-length") {
        Some(length) => Some(body + length.parse::<usize>()?),
        None if field("transfer-encoding").is_some() => buffer[body..]
            .ends_with(b"0\r\n\r\n")
            .then_some(buffer.len()),
        None => Some(body),
    };
    Ok(end
        .filter(|end| buffer.len() >= *end)
        .map(|bytes| Answer { status, bytes }))
}

/// What a run took.
pub struct Figures {
    pub per_second: f64,
    pub p50: Duration,
    pub p95: Duration,
    pub p99: Duration,
    pub count: usize,
}

impl Figures {
    pub fn of(mut times: Vec<Duration>, all: Duration) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        };
        Self {
            per_second: times.len() as f64 / all.as_secs_f64(),
            p50: at(0.50),
            p95: at(0.95),
            p99: at(0.99),
            count: times.len(),
        }
    }

    pub fn print(&self, what: &str) {
        println!(
            "{what}: {:.0} a second ({} in all), p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
            self.per_second,
            self.count,
            self.p50.as_secs_f64() * 1e3,
            self.p95.as_secs_f64() * 1e3,
            self.p99.as_secs_f64() * 1e3,
        );
    }
}

/// Many clients at once, each sending its share of `requests` (path, body) one after the other.
pub async fn crowd(
    address: SocketAddr,
    clients: usize,
    requests: Vec<(String, &'static str)>,
    headers: &'static str,
) -> anyhow::Result<Figures> {
    let mut shares: Vec<Vec<_>> = (0..clients).map(|_| Vec::new()).collect();
    for (number, request) in requests.into_iter().enumerate() {
        shares[number % clients].push(request);
    }
    let mut sending = Vec::new();
    let begun = Instant::now();
    for share in shares {
        sending.push(tokio::spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut times = Vec::with_capacity(share.len());
            for (path, body) in share {
                let begun = Instant::now();
                let answer = client.send("POST", &path, headers, body).await?;
                anyhow::ensure!(
                    answer.status == 200,
                    "{path} was answered {}",
                    answer.status
                );
                times.push(begun.elapsed());
            }
            Ok(times)
        }));
    }
    let mut times = Vec::new();
    for client in sending {
        times.extend(client.await??);
    }
    Ok(Figures::of(times, begun.elapsed()))
}

/// A number from the environment, for longer or larger runs.
pub fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(otherwise)
}
