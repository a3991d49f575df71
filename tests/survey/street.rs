//! A server whose clock runs and can be moved on, and a browser before it: where simulated visitors walk by.

use super::letter::{Letter, Who};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    process::eventually,
    server::Server,
};
use chrono::TimeDelta;
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction},
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

pub const TAB: char = '\u{e004}';
pub const ENTER: char = '\u{e007}';
pub const SPACE: char = '\u{e00d}';
pub const DOWN: char = '\u{e015}';

/// Two of the three lengths of the rule, as they are set by default.
pub const HOLD: TimeDelta = TimeDelta::seconds(600);
pub const SHADOW: TimeDelta = TimeDelta::seconds(60);

pub struct Street {
    pub server: Server,
    pub browser: Browser,
    moving: Arc<Mutex<()>>,
    ticking: tokio::task::JoinHandle<()>,
    letters: AtomicUsize,
}

impl Street {
    /// The rule has the windows it has by default; the test does not wait for them, it moves the clock.
    pub async fn open(person: Person) -> Street {
        let server = Server::start(Database::sqlite()).await;
        let moving = Arc::new(Mutex::new(()));
        let (clock, lock) = (server.app.clock.clone(), Arc::clone(&moving));
        let ticking = tokio::spawn(async move {
            let mut tick = tokio::time::interval(Duration::from_millis(5));
            let mut before = Instant::now();
            loop {
                tick.tick().await;
                let now = Instant::now();
                let passed = TimeDelta::from_std(now - before).expect("a short while");
                before = now;
                let _alone = lock.lock().expect("a lock");
                clock.advance(passed);
            }
        });
        let browser = Browser::open_for(person).await;
        Street {
            server,
            browser,
            moving,
            ticking,
            letters: AtomicUsize::new(0),
        }
    }

    /// A new customer's letter arrives at this moment.
    pub async fn letter(&self) -> Letter {
        let number = self.letters.fetch_add(1, Ordering::Relaxed);
        let email = format!("kim{number}@mail{number}.example");
        Letter::arrives_for(
            &self.server,
            Who {
                email,
                ..Who::default()
            },
        )
        .await
    }

    /// A letter that has lain in its mailbox for a while.
    pub async fn old_letter(&self) -> Letter {
        let letter = self.letter().await;
        self.later(&letter, SHADOW * 5).await;
        letter
    }

    pub async fn later(&self, letter: &Letter, step: TimeDelta) {
        {
            let _alone = self.moving.lock().expect("a lock");
            self.server.advance(step);
        }
        letter.weighed_again(&self.server).await;
    }

    pub async fn visit(&self, letter: &Letter, score: i16) {
        self.browser
            .goto(&self.server.url(&letter.path(score)))
            .await
            .expect("the page opens");
    }

    pub async fn leave(&self) {
        self.browser.goto("about:blank").await.expect("elsewhere");
    }

    /// As soon as the page's script has told of `kind` for this score.
    pub async fn told(&self, letter: &Letter, kind: &str, score: i16) {
        eventually(&format!("{kind} of {score}"), || async {
            letter
                .scores_of(&self.server, kind)
                .await
                .contains(&Some(score))
                .then_some(())
        })
        .await;
    }

    /// As soon as this counts.
    pub async fn counts(&self, letter: &Letter, score: i16, evidence: &str) {
        let wanted = Some((score, evidence.to_owned()));
        eventually(&format!("{score} by {evidence}"), || async {
            (letter.counts(&self.server).await == wanted).then_some(())
        })
        .await;
    }

    pub async fn move_the_mouse(&self) {
        let to = |x, y| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(60)),
            x,
            y,
        };
        let moves = MouseActions::new("mouse".into())
            .then(to(30.0, 30.0))
            .then(to(90.0, 60.0));
        self.browser
            .perform_actions(moves)
            .await
            .expect("the mouse moves");
    }

    pub async fn press(&self, keys: &[char]) {
        let mut pressed = KeyActions::new("keys".into());
        for key in keys {
            pressed = pressed
                .then(KeyAction::Down { value: *key })
                .then(KeyAction::Up { value: *key });
        }
        self.browser
            .perform_actions(pressed)
            .await
            .expect("the keys go down");
    }

    pub async fn press_the_button(&self) {
        let button = self
            .browser
            .find(Locator::Css("button[type=submit]"))
            .await
            .expect("a button");
        button.click().await.expect("it can be pressed");
        self.browser
            .wait()
            .for_element(Locator::Css(".notice"))
            .await
            .expect("thanks");
    }

    /// What JavaScript makes of an expression on the page.
    pub async fn evaluate(&self, expression: &str) -> serde_json::Value {
        self.browser
            .execute(&format!("return {expression}"), vec![])
            .await
            .expect("it is evaluated")
    }
}

impl Drop for Street {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}
