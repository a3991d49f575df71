//! A suppression in words: its address or what is left of it, its reason, and where it came from.

use maud::{Markup, html};

use crate::{
    domain::customers::{
        suppression::{Model, Reason},
        suppression_list::HASHED,
    },
    web::ui::badge::Tone,
};

/// The address, or what is left of it.
pub fn address(row: &Model) -> Markup {
    html! {
        @match &row.email {
            Some(email) => bdi class="address" { (email) },
            None => {
                span class="soft" { "address erased" }
                span class="sub" { (HASHED) (hex::encode(&row.address_hash[..4])) "…" }
            },
        }
    }
}

/// The reason in words.
pub fn words(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsubscribed => "Unsubscribed",
        Reason::HardBounce => "No such address",
        Reason::SoftBounces => "Letters kept coming back",
        Reason::Complaint => "Complaint",
        Reason::Legal => "Must not be written to",
    }
}

/// How bad it is.
pub fn tone(reason: Reason) -> Tone {
    match reason {
        Reason::Unsubscribed | Reason::Legal => Tone::Quiet,
        Reason::HardBounce | Reason::SoftBounces => Tone::Watch,
        Reason::Complaint => Tone::Bad,
    }
}

/// Where it came from.
pub fn source(code: &str) -> &str {
    match code {
        "link" => "the letter’s link",
        "one-click" => "the mail program",
        "mail" => "a letter to us",
        "console" => "a manager",
        "import" => "an import",
        "smtp" => "the mail server",
        "pipe" | "mailbox" => "a report",
        "ses" => "Amazon SES",
        "postmark" => "Postmark",
        "sendgrid" => "SendGrid",
        "mailgun" => "Mailgun",
        other => other,
    }
}
