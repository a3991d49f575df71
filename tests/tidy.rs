//! Keeps the map in docs/architecture.md true: who may name whom, what every file opens with, how long it may get, and
//! what never stays in the tree. Each rule is shown to bite on a small bad sample at the foot.

#[path = "tidy/source.rs"]
mod source;

use source::{Source, paths, rust_files, stripped};
use std::{collections::BTreeSet, fs, path::Path};

const LONGEST: usize = 400;

/// Bottom to top; a module names only modules of a lower line. What shares a line never names each other.
const FLOORS: &[&[&str]] = &[
    &["clock", "ids", "token"],
    &["db"],
    &["domain"],
    &["mail"],
    &["app"],
    &["web", "jobs"],
    &["serve"],
    &["main"],
];

/// The crates that belong to the doors and not to what happens.
const NOT_IN_DOMAIN: &[&str] = &[
    "axum",
    "maud",
    "lettre",
    "tower",
    "tower_http",
    "hyper_util",
];

fn declared_modules(text: &str) -> Vec<String> {
    let words: Vec<_> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ';'))
        .collect();
    words
        .windows(2)
        .filter(|w| w[0] == "mod" && w[1].ends_with(';'))
        .map(|w| w[1].trim_end_matches(';').to_owned())
        .collect()
}

/// What `file` names of this crate and may not: `order` is lib.rs's, bottom first.
fn upward_imports(file: &Source, order: &[String]) -> Vec<String> {
    let floor = |name: &str| FLOORS.iter().position(|f| f.contains(&name));
    let place = |name: &str| match name {
        "main" => Some(order.len()),
        _ => order.iter().position(|o| o == name),
    };
    let from = file.module.first().map_or("lib", String::as_str);
    if from == "lib" {
        return Vec::new();
    }
    let mut wrong = BTreeSet::new();
    for path in paths(file) {
        let Some(to) = path.first().filter(|to| *to != from) else {
            continue;
        };
        let Some(to_place) = place(to) else { continue };
        let same_floor =
            floor(from).is_some() && floor(from) == floor(to) && floor(from) != Some(0);
        if place(from).is_some_and(|p| to_place > p) || same_floor {
            wrong.insert(format!("{}: `{from}` names `{to}`", file.path));
        }
    }
    wrong.into_iter().collect()
}

/// What `file`, inside `domain`, names of later nouns: `order` is domain/mod.rs's. `error` is everybody's.
fn later_nouns(file: &Source, order: &[String]) -> Vec<String> {
    let [domain, from, ..] = &file.module[..] else {
        return Vec::new();
    };
    let place = |name: &str| order.iter().position(|o| o == name);
    if domain != "domain" {
        return Vec::new();
    }
    let mut wrong = BTreeSet::new();
    for path in paths(file) {
        let [domain, to, ..] = &path[..] else {
            continue;
        };
        if domain == "domain"
            && to != "error"
            && place(to) > place(from)
            && place(to).is_some()
            && from != "error"
        {
            wrong.insert(format!(
                "{}: `{from}` names the later noun `{to}`",
                file.path
            ));
        }
    }
    wrong.into_iter().collect()
}

fn door_crates_in_domain(file: &Source) -> Vec<String> {
    if file.module.first().is_none_or(|m| m != "domain") {
        return Vec::new();
    }
    let words: BTreeSet<&str> = file
        .code
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .collect();
    NOT_IN_DOMAIN
        .iter()
        .filter(|name| words.contains(*name))
        .map(|name| format!("{}: domain names `{name}`", file.path))
        .collect()
}

fn unkempt(file: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    if !file.text.starts_with("//! ") {
        wrong.push(format!(
            "{}: does not open with a `//!` line saying what it is for",
            file.path
        ));
    }
    let lines = file.text.lines().count();
    if lines > LONGEST {
        wrong.push(format!("{}: {lines} lines, more than {LONGEST}", file.path));
    }
    for left_over in ["todo!(", "unimplemented!(", "#[ignore", "dbg!("] {
        if file.code.contains(left_over) {
            wrong.push(format!("{}: `{left_over}` is left in", file.path));
        }
    }
    if file.path.starts_with("tests/") && file.code.contains("sleep(") {
        wrong.push(format!(
            "{}: a test sleeps instead of waiting for what it needs",
            file.path
        ));
    }
    wrong
}

/// The map: `| \`directory/\` | what for | \`module\` \`module\` |` lines of docs/architecture.md.
fn map_entries(document: &str) -> Vec<(String, Vec<String>)> {
    let quoted = |cell: &str| -> Vec<String> {
        let parts = cell.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    document
        .lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.strip_prefix("| `")?.split(" | ").collect();
            let [directory, _, modules] = cells[..] else {
                return None;
            };
            let directory = directory.strip_suffix("/`")?;
            Some((directory.to_owned(), quoted(modules)))
        })
        .collect()
}

/// Entries of the map that do not exist, and files that are not in the map.
fn map_lies(entries: &[(String, Vec<String>)], files: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut named = BTreeSet::new();
    for (directory, modules) in entries {
        for module in modules {
            let file = format!("{directory}/{module}.rs");
            let inside = format!("{directory}/{module}/");
            if !files.iter().any(|f| *f == file || f.starts_with(&inside)) {
                wrong.push(format!("the map names {file}, which does not exist"));
            }
            named.insert(file);
        }
    }
    for file in files {
        let is_mod = file.ends_with("/mod.rs");
        let directory = file.rsplit_once('/').map_or("", |(d, _)| d);
        if !(named.contains(file) || is_mod && entries.iter().any(|(d, _)| d == directory)) {
            wrong.push(format!("{file} is not in the map"));
        }
    }
    wrong
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[track_caller]
fn nothing(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_run_one_way() {
    let order = declared_modules(&stripped(&read("src/lib.rs")));
    for floor in FLOORS
        .iter()
        .flat_map(|f| f.iter())
        .filter(|m| **m != "main")
    {
        assert!(
            order.iter().any(|o| o == floor),
            "src/lib.rs no longer declares `{floor}`"
        );
    }
    let place = |name: &str| order.iter().position(|o| o == name);
    for (lower, higher) in FLOORS
        .iter()
        .zip(&FLOORS[1..])
        .filter(|(_, h)| **h != ["main"])
    {
        for (l, h) in lower
            .iter()
            .flat_map(|l| higher.iter().map(move |h| (l, h)))
        {
            assert!(
                place(l) < place(h),
                "src/lib.rs must declare `{l}` before `{h}`"
            );
        }
    }
    let files = rust_files(root(), &["src"]);
    nothing(
        files
            .iter()
            .flat_map(|f| upward_imports(f, &order))
            .collect(),
    );
}

#[test]
fn a_noun_names_only_nouns_before_it() {
    let order = declared_modules(&stripped(&read("src/domain/mod.rs")));
    let files = rust_files(root(), &["src"]);
    nothing(files.iter().flat_map(|f| later_nouns(f, &order)).collect());
}

#[test]
fn the_domain_knows_no_door() {
    let files = rust_files(root(), &["src"]);
    nothing(files.iter().flat_map(door_crates_in_domain).collect());
}

#[test]
fn every_file_is_kempt() {
    let files = rust_files(root(), &["src", "migration", "tests", "benches"]);
    assert!(
        files.len() > 20,
        "the files are no longer where this test looks"
    );
    nothing(files.iter().flat_map(unkempt).collect());
}

#[test]
fn the_map_is_true() {
    let entries = map_entries(&read("docs/architecture.md"));
    assert!(entries.len() > 5, "docs/architecture.md has lost its map");
    let files: Vec<_> = rust_files(root(), &["src"])
        .into_iter()
        .map(|f| f.path)
        .collect();
    nothing(map_lies(&entries, &files));
}

#[cfg(test)]
mod bites {
    use super::*;

    fn order() -> Vec<String> {
        declared_modules(
            "pub mod clock; pub mod db; pub mod domain; pub mod app; pub mod web; pub mod jobs;",
        )
    }

    #[test]
    fn upward_and_sideways_imports_are_found() {
        let up = Source::new(
            "src/domain/flow.rs",
            "//! x\nuse crate::{db::Db, app::{App, X}};",
        );
        assert_eq!(
            upward_imports(&up, &order()),
            ["src/domain/flow.rs: `domain` names `app`"]
        );
        let sideways = Source::new("src/jobs/mod.rs", "fn f() { crate::web::router(); }");
        assert_eq!(
            upward_imports(&sideways, &order()),
            ["src/jobs/mod.rs: `jobs` names `web`"]
        );
        let relative = Source::new("src/db.rs", "use super::app::App;");
        assert_eq!(upward_imports(&relative, &order()).len(), 1);
        let innocent =
            "//! crate::web\nuse crate::db; /* crate::web */ const A: &str = \"crate::web\";";
        assert_eq!(
            upward_imports(&Source::new("src/app.rs", innocent), &order()),
            [""; 0]
        );
    }

    #[test]
    fn a_later_noun_is_found() {
        let order =
            declared_modules("pub mod customers; pub mod surveys; pub mod error; pub mod flow;");
        let find = |text: &str| {
            later_nouns(&Source::new("src/domain/customers/erase.rs", text), &order).len()
        };
        assert_eq!(find("use crate::domain::surveys::Survey;"), 1);
        assert_eq!(find("use super::super::surveys;"), 1);
        assert_eq!(find("use crate::domain::{error::Error, flow};"), 1);
        assert_eq!(
            find(
                "use crate::domain::error::Error; use super::customer; mod tests { use super::super::customer; }"
            ),
            0
        );
        let later = Source::new(
            "src/domain/surveys/mod.rs",
            "use super::customers::Customer;",
        );
        assert_eq!(later_nouns(&later, &order), [""; 0]);
    }

    #[test]
    fn a_door_in_the_domain_is_found() {
        let bad = Source::new(
            "src/domain/flow.rs",
            "use axum::Json; fn f() { maud::html!() }",
        );
        assert_eq!(door_crates_in_domain(&bad).len(), 2);
        let good = Source::new("src/domain/flow.rs", "//! not axum\nfn relax_um() {}");
        assert_eq!(door_crates_in_domain(&good), [""; 0]);
        assert_eq!(
            door_crates_in_domain(&Source::new("src/web/mod.rs", "use axum::Json;")),
            [""; 0]
        );
    }

    #[test]
    fn unkempt_files_are_found() {
        let find = |path: &str, text: &str| unkempt(&Source::new(path, text)).len();
        assert_eq!(find("src/a.rs", "fn f() {}"), 1);
        assert_eq!(find("src/a.rs", "//! x\nfn f() { todo!() }\n"), 1);
        assert_eq!(find("src/a.rs", &format!("//! x\n{}", "\n".repeat(400))), 1);
        assert_eq!(
            find(
                "tests/a.rs",
                "//! x\n#[test]\n#[ignore = \"later\"]\nfn f() { thread::sleep(d) }"
            ),
            2
        );
        assert_eq!(
            find(
                "tests/a.rs",
                "//! x\n// todo!(\nfn f() { \"sleep(\"; '\"'; b'\\''; }"
            ),
            0
        );
    }

    #[test]
    fn a_lie_in_the_map_is_found() {
        let map = map_entries(
            "text\n| `src/` | all | `main` `domain` `gone` |\n| `src/domain/` | it | `flow` |\n",
        );
        let files = [
            "src/main.rs",
            "src/domain/mod.rs",
            "src/domain/flow.rs",
            "src/new.rs",
        ]
        .map(String::from);
        assert_eq!(
            map_lies(&map, &files),
            [
                "the map names src/gone.rs, which does not exist",
                "src/new.rs is not in the map"
            ]
        );
    }
}
