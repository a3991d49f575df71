//! `afterword suppressions import` and `export`: addresses that must not be written to, as a file; what the console's page
//! does, for files of any size.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Subcommand;
use secrecy::ExposeSecret;
use serde_json::json;

use super::Told;
use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    domain::{
        customers::{
            suppression_file::{self, Fault, File},
            suppression_list::{self, COLUMNS, Wanted},
        },
        flow::{self, Import},
        organization::brand,
    },
    ids::BrandId,
    token::Keys,
    web::console::sheet::harmless,
};

/// Faulty lines that are told to people; machines get all.
const SHOWN: usize = 100;

/// The commands on the list of suppressed addresses.
#[derive(Subcommand)]
pub enum Suppressions {
    /// Suppresses the addresses of a CSV file: address, and if you like reason and since. Faulty lines are named and left
    /// out; the exit status is then 1.
    Import {
        /// The slug of the brand that must not write to them.
        #[arg(long)]
        brand: String,
        /// Says what would come of it and changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// The file; `-` reads standard input.
        file: PathBuf,
    },
    /// Writes a brand's suppressions to standard output, as CSV that an import takes.
    Export {
        /// The slug of the brand.
        #[arg(long)]
        brand: String,
    },
}

/// Does what the command says. An export tells nothing beside what it wrote, in JSON when `json` is wanted.
///
/// # Errors
/// A sentence when there is no such brand, the file cannot be read or the output not be written; or the database fails.
pub async fn obey(
    db: &Db,
    config: &Config,
    clock: &Clock,
    command: Suppressions,
    json: bool,
) -> anyhow::Result<Option<Told>> {
    let keys = Keys::derive(config.secret.expose_secret());
    match command {
        Suppressions::Import {
            brand,
            dry_run,
            file,
        } => {
            let brand = brand_of(db, &brand).await?;
            let told = import(db, &keys, clock, brand, &file, dry_run).await;
            told.map(Some)
        }
        Suppressions::Export { brand } => {
            let brand = brand_of(db, &brand).await?;
            let out = io::BufWriter::new(io::stdout().lock());
            let written = match json {
                true => export_json(db, &keys, brand, out).await,
                false => export_csv(db, &keys, brand, out).await,
            };
            match written {
                Err(error) if is_enough(&error) => Ok(None),
                written => written.map(|()| None),
            }
        }
    }
}

async fn brand_of(db: &Db, slug: &str) -> anyhow::Result<BrandId> {
    let brand = brand::by_slug(db.read(), slug).await?;
    let brand = brand
        .with_context(|| format!("there is no brand `{slug}`; `afterword brand add` makes one"))?;
    Ok(brand.id)
}

async fn import(
    db: &Db,
    keys: &Keys,
    clock: &Clock,
    brand: BrandId,
    path: &Path,
    dry_run: bool,
) -> anyhow::Result<Told> {
    let now = clock.now();
    let File {
        lines,
        faults,
        doubles,
    } = suppression_file::read_all(&content(path)?, keys, now)
        .with_context(|| format!("nothing is imported from {}", named(path)))?;
    let import = if dry_run {
        flow::rehearse_import(db.read(), brand, &lines).await?
    } else {
        flow::import_suppressions(db, brand, lines, None, now).await?
    };
    let told: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "line": fault.line, "content": fault.content, "fault": fault.what }))
        .collect();
    Ok(Told {
        sentence: sentence(&import, doubles, &faults, dry_run),
        document: json!({
            "dry_run": dry_run, "new": import.new, "stronger": import.stronger, "known": import.known,
            "doubles": doubles, "faults": told,
        }),
        well: faults.is_empty(),
    })
}

fn named(path: &Path) -> String {
    match path.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => format!("`{}`", path.display()),
    }
}

fn content(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match path.to_str() {
        Some("-") => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        _ => std::fs::read(path),
    };
    read.with_context(|| format!("{} cannot be read", named(path)))
}

/// What came of it, one line each, then the faulty lines.
fn sentence(import: &Import, doubles: u64, faults: &[Fault], dry_run: bool) -> String {
    let mut text = match dry_run {
        true => "Nothing is changed. An import would do this:\n".to_owned(),
        false => String::new(),
    };
    let refused = faults.len() as u64;
    for (count, what, always) in [
        (import.new, "new", true),
        (import.known, "suppressed already", true),
        (
            import.stronger,
            "suppressed already, for a weaker reason",
            false,
        ),
        (doubles, "named more than once in the file", false),
        (refused, "faulty, left out", false),
    ] {
        if always || count > 0 {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{count:>9} {what}");
        }
    }
    for fault in faults.iter().take(SHOWN) {
        let _ = writeln!(
            text,
            "line {}: {}. There stands: {}",
            fault.line, fault.what, fault.content
        );
    }
    if faults.len() > SHOWN {
        let more = faults.len() - SHOWN;
        let _ = writeln!(text, "and {more} more; `--json` names all of them");
    }
    text.truncate(text.trim_end().len());
    text
}

fn all_of(brand: BrandId) -> Wanted {
    Wanted {
        brands: vec![brand],
        ..Wanted::default()
    }
}

async fn export_csv(db: &Db, keys: &Keys, brand: BrandId, out: impl Write) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).context(UNWRITTEN)?;
    suppression_list::each(db.read(), keys, all_of(brand), |some| {
        for row in some {
            let cells = suppression_list::cells(row).map(|cell| harmless(&cell));
            csv.write_record(cells).context(UNWRITTEN)?;
        }
        anyhow::Ok(())
    })
    .await?;
    csv.flush().context(UNWRITTEN)
}

const UNWRITTEN: &str = "the suppressions cannot be written to standard output";

/// A reader that has seen enough and hangs up, as `head` does, is no fault; a database that does so is.
fn is_enough(error: &anyhow::Error) -> bool {
    let hung_up = |output: &io::Error| output.kind() == io::ErrorKind::BrokenPipe;
    let cause = error.root_cause();
    let by_csv = match cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(output)) => hung_up(output),
        _ => false,
    };
    error.to_string() == UNWRITTEN
        && (by_csv || cause.downcast_ref::<io::Error>().is_some_and(hung_up))
}

async fn export_json(
    db: &Db,
    keys: &Keys,
    brand: BrandId,
    mut out: impl Write,
) -> anyhow::Result<()> {
    let mut before = "[\n";
    suppression_list::each(db.read(), keys, all_of(brand), |some| {
        for row in some {
            let [address, reason, since, source] = suppression_list::cells(row);
            let row =
                json!({ "address": address, "reason": reason, "since": since, "source": source });
            write!(out, "{before}{row}").context(UNWRITTEN)?;
            before = ",\n";
        }
        anyhow::Ok(())
    })
    .await?;
    let end = if before == "[\n" { "[]" } else { "\n]" };
    writeln!(out, "{end}").context(UNWRITTEN)?;
    out.flush().context(UNWRITTEN)
}
