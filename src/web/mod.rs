//! HTTP in, three doors: customers (`survey`), systems (`api`), managers (`console`); and a hatch for mail services (`hooks`).

pub mod assets;
pub mod auth;
pub mod dress;
pub mod error;
pub mod headers;
pub mod health;
pub mod limits;
pub mod observe;
pub mod routes;
pub mod scheme;
pub mod ui;

pub mod api;
pub mod console;
pub mod hooks;
pub mod survey;
