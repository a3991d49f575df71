//! The commands of `afterword`: reads the command line and the settings, does one thing, and says how it went.

use std::{
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use afterword::{
    clock::Clock,
    commands::{self, Told},
    config::Config,
    db::{Db, Opening},
    demo,
    mail::bounce::Envelope,
    serve,
};
use anyhow::{Context, anyhow, bail};
use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Asks customers how it went, and shows who runs support what the answers were.
#[derive(Parser)]
#[command(
    version,
    after_help = "Settings are environment variables AFTERWORD_…; docs/operations.md lists them."
)]
struct Cli {
    /// Reads settings from this TOML file; the environment comes before it.
    #[arg(long, global = true, value_name = "FILE", env = "AFTERWORD_CONFIG")]
    config: Option<PathBuf>,
    /// Answers in JSON, for machines.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves everything: web, jobs, mail.
    Serve,
    /// Serves a made-up year of a contact centre from a throw-away database, to look around in.
    Demo {
        /// Contacts with customers in the year.
        #[arg(long, default_value_t = demo::CONTACTS, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
        contacts: u32,
    },
    /// Brings the schema of the database up to date. `serve` does so, too.
    Migrate,
    /// API keys.
    Key {
        #[command(subcommand)]
        command: Key,
    },
    /// People who can sign in.
    Member {
        #[command(subcommand)]
        command: Member,
    },
    /// Brands.
    Brand {
        #[command(subcommand)]
        command: Brand,
    },
    /// The sending of letters: keys that sign them, what receivers think of the sender, and what comes back.
    Mail {
        #[command(subcommand)]
        command: Mail,
    },
    /// Addresses that must not be written to.
    Suppressions {
        #[command(subcommand)]
        command: commands::suppressions::Suppressions,
    },
    /// The tallies behind the scores.
    Scores {
        #[command(subcommand)]
        command: Scores,
    },
}

#[derive(Subcommand)]
enum Key {
    /// Adds a key and shows it, once.
    Add {
        #[arg(long)]
        name: String,
        /// interactions:write, scores:read, responses:read, customers:erase, admin
        #[arg(long, value_delimiter = ',', required = true)]
        scopes: Vec<String>,
        /// The slug of the one brand it is for; without it, all.
        #[arg(long)]
        brand: Option<String>,
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        expires_in_days: Option<u32>,
    },
}

#[derive(Subcommand)]
enum Member {
    /// Adds someone who can sign in.
    Add {
        #[arg(long)]
        email: String,
        /// admin, manager, analyst or agent
        #[arg(long)]
        role: String,
        /// Reads the password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

#[derive(Subcommand)]
enum Brand {
    /// Adds a brand with its starting survey.
    Add {
        #[arg(long)]
        slug: String,
        #[arg(long)]
        name: String,
        /// Its days begin at midnight there.
        #[arg(long, default_value = "UTC")]
        time_zone: String,
    },
}

#[derive(Subcommand)]
enum Mail {
    #[command(flatten)]
    Sending(commands::mail::Mail),
    /// Takes a bounce or complaint from standard input, as a mail server pipes it. Exit status: 0 taken, 65 there was
    /// nothing, 75 try again later.
    Bounce {
        /// The envelope's recipient, where no header of the message says it.
        #[arg(long, value_name = "ADDRESS", env = "ORIGINAL_RECIPIENT")]
        recipient: Option<String>,
        /// The envelope's sender, empty where the message is a report, if no `Return-Path` says it.
        #[arg(long, value_name = "ADDRESS", env = "SENDER")]
        sender: Option<String>,
    },
}

#[derive(Subcommand)]
enum Scores {
    /// Recounts all answers and compares; fails when anything differs.
    Verify,
    /// Remakes what differs, while serving.
    Rebuild,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misunderstood(&error),
    };
    let json = cli.json;
    if let Command::Mail {
        command: Mail::Bounce { recipient, sender },
    } = &cli.command
    {
        let envelope = Envelope {
            sender: sender.as_deref(),
            recipient: recipient.as_deref(),
        };
        return take_bounce(cli.config.as_deref(), envelope).await;
    }
    match obey(cli).await {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(told)) => {
            let text = if json {
                told.document.to_string()
            } else {
                told.sentence
            };
            if let Err(error) = say(&text) {
                complain(format_args!(
                    "standard output cannot be written to: {error}"
                ));
                return ExitCode::FAILURE;
            }
            if told.well {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            complain(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Says on standard error why it failed. Where nobody reads that, the exit status says it.
fn complain(why: std::fmt::Arguments<'_>) {
    let why = why.to_string();
    let _ = writeln!(io::stderr(), "afterword: {}.", why.trim_end_matches('.'));
}

/// Help and version are told as clap tells them. A mail server whose command line is misspelt must keep the report.
fn misunderstood(error: &clap::Error) -> ExitCode {
    // Where it cannot be printed nobody reads it.
    let _ = error.print();
    let takes_reports = || {
        let arguments: Vec<_> = std::env::args_os().collect();
        arguments.iter().any(|word| word == "mail") && arguments.iter().any(|word| word == "bounce")
    };
    match u8::try_from(error.exit_code()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) if takes_reports() => ExitCode::from(commands::mail_bounce::LATER),
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::FAILURE,
    }
}

/// A reader that has seen enough and hangs up, as `head` does, is no fault.
fn say(text: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        said => said,
    }
}

/// A mail server reads the exit status alone: whatever is wrong here, it must keep the report and come again.
async fn take_bounce(file: Option<&Path>, envelope: Envelope<'_>) -> ExitCode {
    let taking = async {
        let told = commands::mail_bounce::told(io::stdin().lock(), envelope)
            .context("the message cannot be read from standard input")?;
        let Some(told) = told else {
            return Ok(ExitCode::from(commands::mail_bounce::NOTHING));
        };
        read_dotenv()?;
        let config = Config::load_existing(file)?;
        serve::logging::begin(&config.log);
        let clock = Clock::System;
        let db = serve::database::open_as_it_is(&config, TWO_CONNECTIONS).await?;
        commands::mail_bounce::bounce(&db, &clock, &config, told).await?;
        db.close().await?;
        anyhow::Ok(ExitCode::SUCCESS)
    };
    taking.await.unwrap_or_else(|error| {
        complain(format_args!("{error:#}"));
        ExitCode::from(commands::mail_bounce::LATER)
    })
}

async fn obey(cli: Cli) -> anyhow::Result<Option<Told>> {
    let throw_away = match cli.command {
        Command::Demo { .. } => Some(serve::demo::folder()?),
        _ => None,
    };
    let config = settings(
        cli.config.as_deref(),
        throw_away.as_ref().map(|folder| folder.path()),
    )?;
    serve::logging::begin(&config.log);
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("TLS cannot be set up"))?;
    let clock = Clock::System;
    let told = match cli.command {
        Command::Serve => {
            serve::serve(config).await?;
            return Ok(None);
        }
        Command::Demo { contacts } => {
            serve::demo::demo(config, contacts).await?;
            return Ok(None);
        }
        Command::Migrate => {
            let (db, steps) =
                serve::database::open_and_migrate(&config, Opening::default()).await?;
            db.close().await?;
            commands::migrated(steps)
        }
        Command::Key {
            command:
                Key::Add {
                    name,
                    scopes,
                    brand,
                    expires_in_days,
                },
        } => {
            let db = open(&config, &clock).await?;
            commands::key::add(
                &db,
                &clock,
                &name,
                &scopes,
                brand.as_deref(),
                expires_in_days,
            )
            .await?
        }
        Command::Member {
            command: Member::Add { email, role, .. },
        } => {
            let password = password_from_stdin()?;
            let db = open(&config, &clock).await?;
            commands::member::add(&db, &clock, &email, &role, password).await?
        }
        Command::Brand {
            command:
                Brand::Add {
                    slug,
                    name,
                    time_zone,
                },
        } => {
            let db = open(&config, &clock).await?;
            commands::brand::add(&db, &clock, &slug, &name, &time_zone).await?
        }
        Command::Mail {
            command: Mail::Sending(command),
        } => {
            let db = open(&config, &clock).await?;
            commands::mail::obey(&db, &config, &clock, command).await?
        }
        // Its exit status is another one; `main` has seen to it.
        Command::Mail {
            command: Mail::Bounce { .. },
        } => return Ok(None),
        Command::Suppressions { command } => {
            let db = open(&config, &clock).await?;
            return commands::suppressions::obey(&db, &config, &clock, command, cli.json).await;
        }
        Command::Scores {
            command: Scores::Verify,
        } => commands::scores::verify(&open(&config, &clock).await?).await?,
        Command::Scores {
            command: Scores::Rebuild,
        } => commands::scores::rebuild(&open(&config, &clock).await?, &clock).await?,
    };
    Ok(Some(told))
}

fn settings(file: Option<&Path>, throw_away: Option<&Path>) -> anyhow::Result<Config> {
    read_dotenv()?;
    Ok(match throw_away {
        Some(folder) => serve::demo::settings(file, folder)?,
        None => Config::load(file)?,
    })
}

fn read_dotenv() -> anyhow::Result<()> {
    match dotenvy::from_path(".env") {
        Err(dotenvy::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        read => read.context("the file .env cannot be read"),
    }
}

/// A command is one reader and one writer.
const TWO_CONNECTIONS: Opening = Opening {
    connections: 2,
    durable: true,
};

async fn open(config: &Config, clock: &Clock) -> anyhow::Result<Db> {
    serve::database::open(config, clock, TWO_CONNECTIONS).await
}

fn password_from_stdin() -> anyhow::Result<String> {
    let mut input = io::stdin();
    if input.is_terminal() {
        let _ = writeln!(io::stderr(), "Type the password, then Enter and Ctrl-D:");
    }
    let mut password = String::new();
    input
        .read_to_string(&mut password)
        .context("the password cannot be read from standard input")?;
    let password = password
        .strip_suffix('\n')
        .map_or(password.as_str(), |line| line.trim_end_matches('\r'));
    if password.contains('\n') {
        bail!("the password on standard input has more than one line");
    }
    Ok(password.to_owned())
}
