//! A verifier of signatures that nobody here wrote: dkimpy, by way of dkim_verifier.py.

use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// What the verifier says of each signature of a letter, the topmost first: `good`, `why` not, and its `tags`.
pub fn verdicts(letter: &[u8], records: &[(String, String)]) -> Vec<Value> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(letter).expect("room for the letter");
    let records: serde_json::Map<_, _> = records
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()))
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/dkim_verifier.py");
    let mut command = Command::new("/usr/bin/python3");
    command
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut running = command.spawn().expect("python3 starts");
    let asked = json!({ "path": file.path(), "records": records }).to_string();
    let mut input = running.stdin.take().expect("its input");
    input.write_all(asked.as_bytes()).expect("it listens");
    drop(input);
    let ended = running.wait_with_output().expect("it ends");
    assert!(
        ended.status.success(),
        "the verifier failed; scripts/test installs dkimpy"
    );
    serde_json::from_slice(&ended.stdout).expect("verdicts")
}

/// Whether there are signatures and each is good.
pub fn all_good(letter: &[u8], records: &[(String, String)]) -> bool {
    let verdicts = verdicts(letter, records);
    !verdicts.is_empty() && verdicts.iter().all(|verdict| verdict["good"] == true)
}
