//! A real Postfix (postfix.sh) that takes letters over STARTTLS from whoever signs in, and keeps those for example.net.

use super::process::eventually;
use std::{
    net::{TcpListener, TcpStream},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

/// Postfix, running; it ends with the test.
pub struct Postfix {
    pub port: u16,
    folder: PathBuf,
}

impl Postfix {
    /// In a folder that holds `certificate.pem` and `key.pem`; `user` signs in as `user@acme.example`.
    pub async fn start(folder: &Path, user: &str, password: &str) -> Postfix {
        let place = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = place.local_addr().expect("an address").port();
        drop(place);
        let folder = folder.to_owned();
        let path = folder.to_string_lossy().into_owned();
        let started = as_root(&["start", &path, &port.to_string(), user, password]).output();
        let started = started.expect("the script runs");
        assert!(
            started.status.success(),
            "Postfix does not start; scripts/test installs it, and it wants root: {}",
            String::from_utf8_lossy(&started.stderr)
        );
        eventually("Postfix to listen", || {
            std::future::ready(TcpStream::connect(("127.0.0.1", port)).ok().map(drop))
        })
        .await;
        Postfix { port, folder }
    }

    /// The first letter that was delivered, once there is one.
    pub async fn letter(&self) -> Vec<u8> {
        let inbox = self.folder.join("mail/inbox/new");
        eventually("a letter to be delivered", || {
            let kept = std::fs::read_dir(&inbox).ok();
            let first = kept.and_then(|mut kept| kept.next()?.ok());
            std::future::ready(first.and_then(|letter| std::fs::read(letter.path()).ok()))
        })
        .await
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(as_root(&["stop", &self.folder.to_string_lossy()]).output());
    }
}

fn as_root(arguments: &[&str]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/postfix.sh");
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = if root {
        Command::new("/bin/sh")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "/bin/sh"]);
        sudo
    };
    command.arg(script).args(arguments);
    command
}
