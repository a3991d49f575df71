//! A program under the test's control: its lines as they come, its signals, its end. Never outlives the test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::sync::watch;

/// How long a test waits for anything before it fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running program. Dropping it kills it.
pub struct Running {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: watch::Receiver<Vec<String>>,
}

impl Running {
    /// Starts it with its output captured, standard output and error in one list of lines.
    pub fn start(command: &mut Command) -> Running {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| {
                panic!("{name} cannot be started: {e}. scripts/test installs what tests need")
            });
        let (sender, lines) = watch::channel(Vec::new());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        collect(out.expect("captured"), sender.clone());
        collect(err.expect("captured"), sender);
        Running {
            name,
            stdin: child.stdin.take(),
            child,
            lines,
        }
    }

    /// The first line, said already or still to come, of which `wanted` makes something.
    pub async fn line<T>(&self, wanted: impl Fn(&str) -> Option<T>) -> T {
        self.lines_until(|lines| lines.iter().find_map(|l| wanted(l)))
            .await
    }

    /// As soon as `wanted` makes something of all lines so far. Fails when the program falls silent for ever.
    pub async fn lines_until<T>(&self, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        let mut lines = self.lines.clone();
        let mut found = None;
        let waited = tokio::time::timeout(
            PATIENCE,
            lines.wait_for(|l| {
                found = wanted(l);
                found.is_some()
            }),
        );
        let said = matches!(waited.await, Ok(Ok(_)));
        match found {
            Some(found) if said => found,
            _ => panic!(
                "{} never said it; what it said:\n{}",
                self.name,
                self.said()
            ),
        }
    }

    /// All it has said so far.
    pub fn said(&self) -> String {
        self.lines.borrow().join("\n")
    }

    pub fn tell(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("its input is open");
        writeln!(stdin, "{line}").expect("it listens");
        stdin.flush().expect("it listens");
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name, `TERM` for instance.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(
            status.is_ok_and(|s| s.success()),
            "no signal reached {}",
            self.name
        );
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_some()
    }

    /// Waits for it to end by itself, and until its last words are heard.
    pub async fn end(&mut self) -> ExitStatus {
        self.stdin = None;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                let mut lines = self.lines.clone();
                let last_words = async { while lines.changed().await.is_ok() {} };
                drop(tokio::time::timeout_at(deadline, last_words).await);
                return status;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "{} does not end; it said:\n{}",
                self.name,
                self.said()
            );
            tick.tick().await;
        }
    }

    /// Asks it to end, and waits until it has: what it started ends with it.
    pub fn dismiss(&mut self) {
        self.signal("TERM");
        drop(self.child.wait());
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn collect(from: impl Read + Send + 'static, to: watch::Sender<Vec<String>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            to.send_modify(|lines| lines.push(line));
        }
    });
}

/// Asks again and again, until `question` has an answer. For what no line or reply announces.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut question: impl FnMut() -> F,
) -> T {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    loop {
        if let Some(answer) = question().await {
            return answer;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited in vain: {what}"
        );
        tick.tick().await;
    }
}
