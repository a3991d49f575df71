//! The real `afterword` program, in a folder of its own, with settings given as its user would.

use super::process::Running;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// What one command said and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Its output, when all went well.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.status, Some(0), "it failed: {}{}", self.out, self.err);
        self.out
    }

    /// The sentence it stopped with.
    #[track_caller]
    pub fn refusal(self) -> String {
        assert!(
            self.status.is_some_and(|s| s != 0),
            "it did not refuse: {}{}",
            self.out,
            self.err
        );
        assert!(!self.err.contains("panicked"), "it panicked: {}", self.err);
        self.err
    }
}

/// How to run the program: where, and with which settings.
#[derive(Debug, Clone)]
pub struct Afterword {
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl Afterword {
    /// In `folder`, with no setting but a free port.
    pub fn fresh(folder: &Path) -> Afterword {
        Afterword {
            folder: folder.into(),
            settings: Vec::new(),
        }
        .set("AFTERWORD_BIND", "127.0.0.1:0")
    }

    /// In the test's folder, on the test's database, with a secret.
    pub fn on(database: &super::databases::Database) -> Afterword {
        Self::fresh(database.folder.path())
            .set("AFTERWORD_DATABASE_URL", &database.url)
            .set(
                "AFTERWORD_SECRET",
                "a secret of the tests, long enough to be taken",
            )
    }

    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Afterword {
        self.settings.retain(|(n, _)| n != name);
        self.settings.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn unset(mut self, name: &str) -> Afterword {
        self.settings.retain(|(n, _)| n != name);
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
        command.args(arguments).current_dir(&self.folder);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AFTERWORD_")) {
            command.env_remove(name);
        }
        command.envs(self.settings.iter().map(|(n, v)| (n, v)));
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        self.run_telling(arguments, "").await
    }

    /// Runs a command to its end, with `input` on its standard input.
    pub async fn run_telling(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        // A command that wants no input may be gone already.
        drop(stdin.write_all(input.as_bytes()));
        drop(stdin);
        Self::end(child).await
    }

    /// Runs a command to its end, whose reader hangs up before it says a word or complains.
    pub async fn run_unheard(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        drop((child.stdout.take(), child.stderr.take()));
        Self::end(child).await
    }

    async fn end(child: Child) -> Ended {
        let ending = tokio::task::spawn_blocking(move || child.wait_with_output());
        let output = tokio::time::timeout(super::process::PATIENCE, ending);
        let output = output
            .await
            .expect("it ends in time")
            .expect("no panic")
            .expect("its output");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended {
            status: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Starts `afterword serve` and waits until it listens.
    pub async fn serve(&self) -> Served {
        self.start(&["serve"]).await
    }

    /// Starts a command that serves, and waits until it listens.
    pub async fn start(&self, arguments: &[&str]) -> Served {
        let process = Running::start(&mut self.command(arguments));
        let url = process
            .line(|line| {
                Some(
                    line.split_once("istening on ")?
                        .1
                        .trim_end_matches('.')
                        .to_owned(),
                )
            })
            .await;
        Served { process, url }
    }
}

/// The program, serving.
pub struct Served {
    pub process: Running,
    url: String,
}

impl Served {
    /// The address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
