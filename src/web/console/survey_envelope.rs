//! What a mail program shows of a letter before it is opened: sender, subject and the words beside it. Stands above the
//! letter in its preview.

use maud::{Markup, PreEscaped, html};

use crate::mail::invitation_letter::InvitationLetter;

const STYLE: &str = "\
.sent{display:grid;grid-template-columns:auto minmax(0,1fr);gap:2px 12px;margin:0;padding:12px 16px;\
background:#fff;color:#27313d;border-bottom:1px solid #838f9d;font:14px/20px system-ui,sans-serif;overflow-wrap:anywhere}\
.sent dt{color:#566270}.sent dd{margin:0}.sent .subject{font-weight:600}\
@media (prefers-color-scheme:dark){.sent{background:#1e242b;color:#eef1f4;border-color:#7c8896}.sent dt{color:#b4bdc8}}";

/// The letter's page with all that above it.
pub fn above(letter: &InvitationLetter) -> String {
    let page = letter.html();
    let tag = page.find("<body").unwrap_or_default();
    let inside = page[tag..].find('>').map_or(0, |end| tag + end + 1);
    let (head, body) = page.split_at(inside);
    format!("{head}{}{body}", envelope(letter).into_string())
}

fn envelope(letter: &InvitationLetter) -> Markup {
    let from = &letter.from;
    html! {
        style { (PreEscaped(STYLE)) }
        dl class="sent" lang="en" dir="ltr" {
            dt { "From" }
            dd {
                @if let Some(name) = &from.name { bdi { (name) } " " }
                bdi { "<" (from.email) ">" }
            }
            @if let Some(address) = &letter.reply_to { dt { "Reply to" } dd { bdi { (address) } } }
            dt { "Subject" }
            dd class="subject" lang=(letter.locale) dir="auto" { (letter.subject()) }
            dt { "Preview text" }
            dd lang=(letter.locale) dir="auto" { (letter.preheader()) }
        }
    }
}
