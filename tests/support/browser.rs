//! A real Chromium, steered through its WebDriver, one for each test that asks.

use super::process::{PATIENCE, Running};
use axum::http::Method;
use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use reqwest::Url;
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
    ops::Deref,
    os::unix::fs::MetadataExt,
    path::Path,
    process::Command,
};
use tempfile::TempDir;

/// What kind of person sits in front of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Person {
    /// A phone: 360 by 740 points, touch, no mouse.
    pub on_a_phone: bool,
    pub in_the_dark: bool,
    pub without_scripts: bool,
}

/// The browser; use it as fantoccini's `Client`. Dropping it ends Chromium too.
pub struct Browser {
    client: Client,
    driver: Running,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Browser {
    /// An ordinary person at a desk.
    pub async fn open() -> Browser {
        Self::open_for(Person::default()).await
    }

    pub async fn open_for(person: Person) -> Browser {
        let driver = Running::start(Command::new("chromedriver").arg("--port=0"));
        let port = driver
            .line(|line| {
                line.split_once("started successfully on port ")?
                    .1
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .await;
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut builder =
            ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        if let Value::Object(capabilities) = capabilities(person, profile.path()) {
            builder.capabilities(capabilities);
        }
        let client = builder
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        let session = client
            .session_id()
            .await
            .expect("a session")
            .expect("a session");
        let browser = Browser {
            client,
            driver,
            port,
            session,
            _profile: profile,
        };
        if person.in_the_dark {
            let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
            browser.devtools("Emulation.setEmulatedMedia", dark).await;
        }
        browser
    }

    /// A command of the DevTools protocol, for what WebDriver has no words for.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let command = Devtools(json!({ "cmd": method, "params": parameters }));
        self.client.issue_cmd(command).await.expect("DevTools obey")
    }

    /// The page as text, as a person would read it.
    pub async fn text(&self) -> String {
        let body = self
            .client
            .find(fantoccini::Locator::Css("body"))
            .await
            .expect("a body");
        body.text().await.expect("its text")
    }

    /// Keeps a picture of the page under target/pictures.
    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        let picture = self.client.screenshot().await.expect("a picture");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        std::fs::write(folder.join(format!("{name}.png")), picture)
            .expect("a place for the picture");
    }
}

fn capabilities(person: Person, profile: &Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--disable-dev-shm-usage".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--no-first-run".into(),
        "--window-size=1280,900".into(),
        format!("--user-data-dir={}", profile.display()),
    ];
    if std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        arguments.push("--no-sandbox".into());
    }
    let mut options = json!({ "args": arguments, "prefs": {} });
    if person.on_a_phone {
        options["mobileEmulation"] = json!({ "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true } });
    }
    if person.without_scripts {
        options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    json!({ "browserName": "chrome", "goog:chromeOptions": options })
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Only the driver can end Chromium with all its processes; killing the driver alone would leave them.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            drop(stream.set_read_timeout(Some(PATIENCE)));
            let session = &self.session;
            let request = format!(
                "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            );
            drop(stream.write_all(request.as_bytes()));
            drop(stream.read(&mut [0; 512]));
        }
        self.driver.kill();
    }
}

#[derive(Debug)]
struct Devtools(Value);

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(
        &self,
        base: &Url,
        session: Option<&str>,
    ) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

mod tests {
    use super::*;

    const PAGE: &str = "data:text/html,<body>plain<script>document.body.textContent = \
        innerWidth + (matchMedia('(prefers-color-scheme: dark)').matches ? ' dark' : ' light')</script>";

    #[tokio::test]
    async fn each_person_sees_their_own_page() {
        let phone = Browser::open_for(Person {
            on_a_phone: true,
            in_the_dark: true,
            ..Person::default()
        })
        .await;
        let page = format!(
            "data:text/html,<meta name=viewport content=width=device-width>{}",
            &PAGE[15..]
        );
        phone.goto(&page).await.expect("the page opens");
        assert_eq!(phone.text().await, "360 dark");
        let scriptless = Browser::open_for(Person {
            without_scripts: true,
            ..Person::default()
        })
        .await;
        scriptless.goto(PAGE).await.expect("the page opens");
        assert_eq!(scriptless.text().await, "plain");
    }
}
