//! The product in one folder: every event, one function each, one transaction each, every consequence in order.
//! Called by the doors (`web`, `jobs`, the commands) inside `db.write`. Read it in the order a contact travels.

mod opening;

mod reporting;

mod sending;

mod answering;

mod reminding;

mod ending;

mod theming;

use sea_orm::{DatabaseTransaction, DbErr};

pub use answering::{Word, look_again, rule, submit, visit};
pub use ending::{Cancelled, cancel_invitation, expire, unsubscribe};
pub use opening::{add_brand, publish_survey, retire_survey};
pub use reminding::remind;
pub use reporting::{Reported, report, report_all};
pub use sending::{Leave, begin_attempt, settle};
pub use theming::{ThemeRefused, add_theme, change_theme, remove_theme};

type Tx = DatabaseTransaction;

fn missing(what: &str) -> DbErr {
    DbErr::RecordNotFound(format!("{what} is not there"))
}
