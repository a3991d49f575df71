//! The product in one folder: every event, one function each, one transaction each, every consequence in order.
//! Called by the doors (`web`, `jobs`, the commands) inside `db.write`. Read it in the order a contact travels.

mod opening;

mod drafting;

mod reporting;

mod sending;

mod retrying;

mod answering;

mod bouncing;
mod reminding;

mod ending;

mod suppressing;

mod lifting;

mod importing;

mod theming;

mod dressing;

use sea_orm::{DatabaseTransaction, DbErr};

pub use answering::{Word, look_again, rule, submit, visit};
pub use bouncing::{Done, bounced};
pub use drafting::{
    Published, Trial, discard_draft, duplicate_survey, publish_draft, save_draft, send_trial,
};
pub use dressing::{PUBLISH_LOOK, keep_logo, publish_look, try_look};
pub use ending::{Cancelled, cancel_invitation, expire};
pub use importing::{Import, import_suppressions, rehearse_import};
pub use lifting::{Lifted, forget_address, lift_suppression, suppress_by_hand};
pub use opening::{add_brand, publish_survey, retire_survey};
pub use reminding::remind;
pub use reporting::{Reported, report, report_all};
pub use retrying::{Retried, retry_letter};
pub use sending::{Leave, begin_attempt, begin_attempts, settle, settle_all, settle_tried};
pub use suppressing::{Wished, ask_again, ask_less_often, suppress, unsubscribe};
pub use theming::{ThemeRefused, add_theme, change_theme, remove_theme};

type Tx = DatabaseTransaction;

fn missing(what: &str) -> DbErr {
    DbErr::RecordNotFound(format!("{what} is not there"))
}
