//! The secret that every link and key is derived from: set, read from a file, or made and kept beside the database.
//! Read by `config`.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::{Error, Values, sqlite_file};
use crate::token;

/// Whether the settings may be those of an installation that is still to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Installation {
    MayBeNew,
    IsThere,
}

impl Values {
    /// As set, or as the file says; on SQLite made and kept beside the database where there is none and may be none.
    pub(super) fn secret(
        &self,
        database_url: &str,
        installation: Installation,
    ) -> Result<SecretString, Error> {
        if installation == Installation::IsThere
            && let Some(file) = sqlite_file(database_url)
        {
            must_be_there("database", &file)?;
        }
        if let Some(secret) = self.text("secret") {
            return long_enough("AFTERWORD_SECRET", secret);
        }
        let unreadable = |path: &Path, error: std::io::Error| {
            Error::Unreadable(format!(
                "The secret in {} cannot be kept: {error}.",
                path.display()
            ))
        };
        if let Some(path) = self.text("secret_file").map(PathBuf::from) {
            let secret = std::fs::read_to_string(&path).map_err(|error| {
                Error::Unreadable(format!(
                    "AFTERWORD_SECRET_FILE is {}, which cannot be read: {error}.",
                    path.display()
                ))
            })?;
            return long_enough("AFTERWORD_SECRET_FILE", secret.trim().to_owned());
        }
        let Some(path) = sqlite_file(database_url).map(|file| file.with_extension("secret")) else {
            return Err(Error::Missing {
                name: "AFTERWORD_SECRET",
                why: "on PostgreSQL every process needs the same one: set AFTERWORD_SECRET or AFTERWORD_SECRET_FILE, for \
                      instance to what `openssl rand -hex 32` prints",
            });
        };
        if let Ok(secret) = std::fs::read_to_string(&path) {
            return long_enough("The secret beside the database", secret.trim().to_owned());
        }
        if installation == Installation::IsThere {
            must_be_there("secret", &path)?;
        }
        let secret = token::new_secret();
        keep_private(&path, &secret).map_err(|error| unreadable(&path, error))?;
        Ok(secret.into())
    }
}

/// The whole path is told: who reads it may not know in which folder a mail server runs its commands.
fn must_be_there(what: &str, file: &Path) -> Result<(), Error> {
    if file.exists() {
        return Ok(());
    }
    let place = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    Err(Error::Unreadable(format!(
        "There is no {what} at {}. Give this command the settings of the server, AFTERWORD_DATABASE_URL first.",
        place.display()
    )))
}

fn long_enough(name: &str, secret: String) -> Result<SecretString, Error> {
    if secret.len() < 16 {
        return Err(Error::Nonsense {
            name: name.into(),
            value: "…".into(),
            wanted: "a secret of at least 16 characters",
        });
    }
    Ok(secret.into())
}

/// Writes a file only its owner can read, whole or not at all.
fn keep_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{fs, io::Write, os::unix::fs::OpenOptionsExt};
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
