//! Only one `serve` on one SQLite file: a lock beside it, which the system gives back however the process ends.
//! Commands do not take it, so administration works while serving.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

/// The lock, held for as long as this lives.
#[derive(Debug)]
pub struct OnlyOne {
    _file: File,
}

impl OnlyOne {
    /// Takes the lock beside `database`.
    ///
    /// # Errors
    /// A sentence for the operator when another server holds it, or it cannot be made.
    pub fn on(database: &Path) -> anyhow::Result<Self> {
        let path = lock_of(database);
        let file = File::create(&path).with_context(|| {
            format!(
                "the lock {} beside the database cannot be made",
                path.display()
            )
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "another `afterword serve` is already running on {}. Stop it first, or give this one its own \
                 AFTERWORD_DATABASE_URL; several servers side by side need PostgreSQL",
                database.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }
}

fn lock_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("a.db");
        let first = OnlyOne::on(&database).expect("free");
        let refusal = OnlyOne::on(&database).expect_err("taken").to_string();
        assert!(
            refusal.contains("already running") && refusal.contains("a.db"),
            "{refusal}"
        );
        drop(first);
        OnlyOne::on(&database).expect("free again");
    }
}
