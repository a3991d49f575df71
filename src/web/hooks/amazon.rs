//! What must be fetched from Amazon to believe Amazon: the certificate a notification is signed with, and the address
//! that confirms a subscription. Only addresses of its notification service are asked, never by way of another.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context, anyhow, bail};
use axum::http::{Request, header};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use hashlink::LruCache;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

/// The way to Amazon; tests put another in its place.
pub trait Amazon: Send + Sync {
    /// The certificate at that address, as PEM.
    fn certificate<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<Vec<u8>>>;

    /// Asks for that address, which is all that confirms a subscription.
    fn confirm<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<()>>;
}

/// The address of a certificate; `None` for every other.
pub fn is_certificate(address: &str) -> Option<Url> {
    is_topics(address).filter(|url| {
        let name = url.path().strip_prefix("/SimpleNotificationService-");
        let name = name.and_then(|name| name.strip_suffix(".pem"));
        url.query().is_none()
            && name.is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    })
}

/// An address of Amazon's notification service, `https://sns.REGION.amazonaws.com/…`; `None` for every other.
pub fn is_topics(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    let region = host.strip_prefix("sns.")?;
    let region = region
        .strip_suffix(".amazonaws.com")
        .or_else(|| region.strip_suffix(".amazonaws.com.cn"))?;
    // `us-east-1`: a word first, lest a bucket of their storage (`s3`) passes for a region.
    let (first, rest) = region.split_once('-')?;
    let plain = !first.is_empty()
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    (url.scheme() == "https" && plain && bare).then_some(url)
}

/// Bytes of an answer that are read.
const LONGEST: usize = 64 * 1024;

/// Certificates kept; Amazon changes its own about once a year.
const KEPT: usize = 8;

/// It may take so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Amazon itself, over HTTPS.
pub struct Https(Mutex<LruCache<String, Vec<u8>>>);

impl Default for Https {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Amazon for Https {
    fn certificate<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<Vec<u8>>> {
        Box::pin(async move {
            let kept = || {
                self.0
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
            };
            if let Some(known) = kept().get(url.as_str()) {
                return Ok(known.clone());
            }
            let fetched = get(url).await?;
            kept().insert(url.to_string(), fetched.clone());
            Ok(fetched)
        })
    }

    fn confirm<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move { get(url).await.map(drop) })
    }
}

async fn get(url: &Url) -> anyhow::Result<Vec<u8>> {
    tokio::time::timeout(PATIENCE, ask(url))
        .await
        .context("it does not answer in time")?
}

async fn ask(url: &Url) -> anyhow::Result<Vec<u8>> {
    let host = url.host_str().context("it has no host")?.to_owned();
    let line = TcpStream::connect((host.as_str(), 443)).await?;
    let tls = TlsConnector::from(Arc::new(ClientConfig::with_platform_verifier()?));
    let line = tls
        .connect(ServerName::try_from(host.clone())?, line)
        .await?;
    let (mut asking, connection) = http1::handshake(TokioIo::new(line)).await?;
    tokio::spawn(connection);
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = Request::get(target)
        .header(header::HOST, host)
        .body(Empty::<Bytes>::new())?;
    let answer = asking.send_request(request).await?;
    if !answer.status().is_success() {
        bail!("it answers {}", answer.status());
    }
    let body = Limited::new(answer.into_body(), LONGEST).collect().await;
    let body = body.map_err(|error| anyhow!("its answer cannot be read: {error}"))?;
    Ok(body.to_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_is_asked() {
        let pem = "/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";
        for host in [
            "sns.eu-west-1.amazonaws.com",
            "sns.cn-north-1.amazonaws.com.cn",
        ] {
            assert!(
                is_certificate(&format!("https://{host}{pem}")).is_some(),
                "{host}"
            );
        }
        for address in [
            format!("http://sns.eu-west-1.amazonaws.com{pem}"),
            format!("https://sns.eu-west-1.amazonaws.com.evil.example{pem}"),
            format!("https://evil.example/sns.eu-west-1.amazonaws.com{pem}"),
            format!("https://sns.eu-west-1.amazonaws.com@evil.example{pem}"),
            format!("https://a@sns.eu-west-1.amazonaws.com{pem}"),
            format!("https://sns.eu-west-1.amazonaws.com:8443{pem}"),
            format!("https://sns.evil.example.amazonaws.com{pem}"),
            format!("https://sns.s3.amazonaws.com{pem}"),
            format!("https://sns.s3-us-west-2.amazonaws.com{pem}"),
            format!("https://s3.eu-west-1.amazonaws.com{pem}"),
            "https://sns.eu-west-1.amazonaws.com/other.pem".into(),
            format!("https://sns.eu-west-1.amazonaws.com{pem}?x=1"),
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-/../a.pem".into(),
            String::new(),
        ] {
            assert!(is_certificate(&address).is_none(), "{address}");
        }
    }
}
