//! How `afterword serve` ends, and how it parts from callers who take their time.

use super::status;
use crate::{
    on_both,
    support::{
        binary::{Afterword, Served},
        databases::Database,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn says(served: &Served, text: &str) -> TcpStream {
    let address = served.url("").trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("it listens");
    stream
}

on_both! {
    async fn a_request_under_way_is_finished(db: Database) {
        let mut served = Afterword::on(&db).serve().await;
        let head = "POST /api/v1/interactions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
        let mut asking = says(&served, &format!("{head}Expect: 100-continue\r\n\r\n")).await;
        let mut heard = [0; 512];
        // The handler waits for the body once it has asked for it, or has refused already: both are answers.
        let first = asking.read(&mut heard).await.expect("it answers");
        served.process.signal("TERM");
        served.process.line(|line| line.contains("stopping").then_some(())).await;
        if heard[..first].starts_with(b"HTTP/1.1 100") {
            asking.write_all(b"{}").await.expect("it still listens");
            let mut answer = String::new();
            asking.read_to_string(&mut answer).await.expect("it answers");
            assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        }
        assert_eq!(served.process.end().await.code(), Some(0), "{}", served.process.said());
        assert!(served.process.said().contains("stopped"));
    }
}

#[tokio::test]
async fn an_interrupt_ends_it_well_too_and_the_next_start_finds_all_in_order() {
    let database = Database::sqlite();
    let mut served = Afterword::on(&database).serve().await;
    served.process.signal("INT");
    assert_eq!(served.process.end().await.code(), Some(0));
    let again = Afterword::on(&database).serve().await;
    assert_eq!(status(again.url("/readyz")).await, 200);
}

#[tokio::test]
async fn half_a_head_is_cut_off_while_others_are_served() {
    let database = Database::sqlite();
    let served = Afterword::on(&database).serve().await;
    let mut slow = says(&served, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ").await;
    assert_eq!(status(served.url("/healthz")).await, 200);
    let mut heard = Vec::new();
    let cut = tokio::time::timeout(
        std::time::Duration::from_secs(20),
        slow.read_to_end(&mut heard),
    )
    .await;
    assert!(
        cut.is_ok(),
        "half a head was waited for longer than twenty seconds"
    );
    assert!(
        !heard.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&heard)
    );
}
