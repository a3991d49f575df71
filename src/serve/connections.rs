//! Listens, and keeps slow, greedy and numerous callers from taking the server away from the others. Used by `serve`.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, extract::connect_info::Connected};
use axum_server::{AddrListener, Address, Handle};
use hyper_util::rt::TokioTimer;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::sync::CancellationToken;

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a request's head to arrive; also how long an idle connection is kept.
    pub head: Duration,
    /// For requests under way to end after the order to stop.
    pub stop: Duration,
    /// Connections at once; more wait in the kernel's queue.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            stop: Duration::from_secs(10),
            connections: 800,
        }
    }
}

/// Bytes of a request's head.
const HEAD: usize = 24 * 1024;

/// Serves `routes` on `listener` until `stop`, then lets requests under way end.
pub async fn serve(
    listener: std::net::TcpListener,
    routes: Router,
    patience: Patience,
    stop: CancellationToken,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let capped = CappedListener {
        listener: TcpListener::from_std(listener)?,
        seats: Arc::new(Semaphore::new(patience.connections)),
    };
    let handle = Handle::new();
    // Reading the protocol's preface has no time limit of its own, so HTTP/1 alone is spoken; proxies speak it to us.
    let mut server = axum_server::Server::<Peer>::from_listener(capped)
        .http1_only()
        .handle(handle.clone());
    let mut http = server.http_builder().http1();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD);
    let stopping = tokio::spawn(async move {
        stop.cancelled().await;
        handle.graceful_shutdown(Some(patience.stop));
    });
    let served = server
        .serve(routes.into_make_service_with_connect_info::<SocketAddr>())
        .await;
    stopping.abort();
    served
}

/// The far end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(SocketAddr);

impl Address for Peer {
    type Stream = Seated;
    type Listener = CappedListener;
}

impl Connected<Peer> for SocketAddr {
    fn connect_info(peer: Peer) -> Self {
        peer.0
    }
}

/// Accepts a connection only when a seat is free.
pub struct CappedListener {
    listener: TcpListener,
    seats: Arc<Semaphore>,
}

impl AddrListener<Seated, Peer> for CappedListener {
    async fn bind_to(address: Peer) -> io::Result<Self> {
        let seats = Arc::new(Semaphore::new(Patience::default().connections));
        Ok(Self {
            listener: TcpListener::bind(address.0).await?,
            seats,
        })
    }

    async fn accept_stream(&self) -> io::Result<(Seated, Peer)> {
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let (stream, peer) = self.listener.accept().await?;
        stream.set_nodelay(true)?;
        Ok((
            Seated {
                stream,
                _seat: seat,
            },
            Peer(peer),
        ))
    }

    fn get_local_addr(&self) -> io::Result<Peer> {
        self.listener.local_addr().map(Peer)
    }
}

/// A connection and the seat it takes until it ends.
pub struct Seated {
    stream: TcpStream,
    _seat: OwnedSemaphorePermit,
}

impl AsyncRead for Seated {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::Notify,
        task::JoinHandle,
    };

    struct Running {
        address: SocketAddr,
        stop: CancellationToken,
        ended: JoinHandle<io::Result<()>>,
    }

    fn start(routes: Router, patience: Patience) -> Running {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let ended = tokio::spawn(serve(listener, routes, patience, stop.clone()));
        Running {
            address,
            stop,
            ended,
        }
    }

    fn hello() -> Router {
        Router::new().route("/", get(|| async { "hello" }))
    }

    async fn says(address: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("it listens");
        stream
    }

    async fn hears(stream: &mut TcpStream) -> String {
        let mut heard = Vec::new();
        let listening =
            tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut heard));
        // A reset is an end, too.
        let _ = listening.await.expect("the server ends the connection");
        String::from_utf8_lossy(&heard).into_owned()
    }

    #[tokio::test]
    async fn half_a_head_silence_and_idleness_are_cut_off() {
        let running = start(
            hello(),
            Patience {
                head: Duration::from_millis(200),
                ..Patience::default()
            },
        );
        let mut half = says(running.address, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").await;
        let mut silent = says(running.address, "").await;
        let mut idle = says(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        assert!(!hears(&mut half).await.contains("hello"));
        assert_eq!(hears(&mut silent).await, "");
        assert!(hears(&mut idle).await.ends_with("hello"));
    }

    #[tokio::test]
    async fn one_caller_too_many_waits_for_a_seat() {
        let running = start(
            hello(),
            Patience {
                connections: 1,
                ..Patience::default()
            },
        );
        let first = says(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        first.readable().await.expect("the first is served");
        let mut second = says(
            running.address,
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
        .await;
        let early = tokio::time::timeout(Duration::from_millis(200), second.readable()).await;
        assert!(
            early.is_err(),
            "the second was served although the only seat was taken"
        );
        drop(first);
        assert!(hears(&mut second).await.ends_with("hello"));
    }

    #[tokio::test]
    async fn stopping_lets_a_request_end_but_not_for_ever() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (b, g) = (Arc::clone(&begun), Arc::clone(&go_on));
        let slow = move || async move {
            b.notify_one();
            g.notified().await;
            "done"
        };
        let running = start(
            Router::new().route("/", get(slow.clone())),
            Patience::default(),
        );
        let mut waiting = says(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        begun.notified().await;
        running.stop.cancel();
        tokio::task::yield_now().await;
        go_on.notify_one();
        assert!(hears(&mut waiting).await.ends_with("done"));
        running.ended.await.expect("no panic").expect("a clean end");

        let short = Patience {
            stop: Duration::from_millis(100),
            ..Patience::default()
        };
        let running = start(Router::new().route("/", get(slow)), short);
        let mut never = says(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        begun.notified().await;
        running.stop.cancel();
        running.ended.await.expect("no panic").expect("a clean end");
        assert_eq!(hears(&mut never).await, "");
    }

    #[tokio::test]
    async fn an_endless_head_is_refused() {
        let running = start(hello(), Patience::default());
        let mut stream = says(
            running.address,
            &format!("GET / HTTP/1.1\r\nX-Long: {}", "x".repeat(HEAD + 1)),
        )
        .await;
        assert!(hears(&mut stream).await.starts_with("HTTP/1.1 431"));
    }
}
