//! How often a customer is asked: what stands, and the offers to have it less often, not at all, or again. Each offer is a
//! form of its own, so that the Enter key never chooses another one. Rendered for `unsubscribe`.

use maud::{Markup, html};
use sea_orm::{ConnectionTrait, DbErr};

use super::{frame::notice, invitee::Invitee, languages};
use crate::{
    domain::customers::{
        email_address,
        preference::{self, MONTHS},
        suppression::{self, Reason},
    },
    token::Keys,
    words::{self, FluentValue, formats},
};

/// The months that are chosen while nobody has.
const USUAL: i16 = 3;

/// The form with the months, and the empty one of a page without.
const FEWER: &str = "less";
const ALONE: &str = "language";

/// What stands for an address.
pub struct Standing {
    suppressed: Option<suppression::Model>,
    wish: Option<preference::Model>,
}

impl Standing {
    pub async fn of(
        db: &impl ConnectionTrait,
        keys: &Keys,
        invitee: &Invitee,
    ) -> Result<Self, DbErr> {
        let letter = &invitee.link.letter;
        let (brand, email) = (letter.brand_id, letter.recipient.as_str());
        Ok(Self {
            suppressed: suppression::of(db, keys, brand, email).await?,
            wish: preference::of(db, keys, brand, email).await?,
        })
    }
}

/// The page before anything is pressed. `chosen`: the months that are chosen and not saved; `fault`: what was pressed is
/// none of the offers.
pub fn page(invitee: &Invitee, standing: &Standing, chosen: Option<i16>, fault: bool) -> Markup {
    let brand = [("brand", words::isolated(invitee.brand()).into())];
    let none = standing.suppressed.as_ref();
    let heading = match none {
        None => say(invitee, "unsubscribe-heading", &brand),
        Some(_) => say(invitee, "unsubscribed-heading", &[]),
    };
    let content = html! {
        (about(invitee))
        @if fault { p class="error" role="alert" { (say(invitee, "choose-one", &[])) } }
        @match none {
            Some(row) if row.reason != Reason::Unsubscribed => {
                p { (blocked(invitee, row.reason)) }
                (languages(invitee, None))
            },
            Some(row) => {
                p { (say(invitee, "none-stands", &[("day", day(invitee, row.created_at).into())])) }
                (again(invitee))
                (fewer(invitee, chosen))
                (languages(invitee, Some(FEWER)))
            },
            None => {
                @if let Some(wish) = &standing.wish {
                    p {
                        (say(invitee, "fewer-stands", &[
                            ("day", day(invitee, wish.since).into()), ("often", often(invitee, wish.months).into()),
                        ]))
                    }
                }
                p { (say(invitee, "unsubscribe-body", &brand)) }
                (offer(invitee, "none", "unsubscribe-button", None, html! {}))
                (fewer(invitee, chosen.or(standing.wish.as_ref().map(|wish| wish.months))))
                @if standing.wish.is_some() { (again(invitee)) }
                (languages(invitee, Some(FEWER)))
            },
        }
    };
    let title = say(invitee, "unsubscribe-title", &[]);
    notice(invitee.guise(), &title, &heading, content)
}

/// After "none". Also what a mail program's one click is answered with.
pub fn none(invitee: &Invitee) -> Markup {
    done(
        invitee,
        "unsubscribed",
        &[],
        html! { (again(invitee)) (fewer(invitee, None)) (languages(invitee, Some(FEWER))) },
    )
}

/// After "less often".
pub fn less_often(invitee: &Invitee, months: i16) -> Markup {
    let often = [("often", often(invitee, months).into())];
    let offers = html! { (again(invitee)) (languages(invitee, None)) };
    done(invitee, "fewer", &often, offers)
}

/// After "again".
pub fn asked_again(invitee: &Invitee) -> Markup {
    done(invitee, "again", &[], languages(invitee, None))
}

fn done(
    invitee: &Invitee,
    kind: &str,
    more: &[(&'static str, FluentValue<'static>)],
    offers: Markup,
) -> Markup {
    let brand: FluentValue<'static> = words::isolated(invitee.brand()).into();
    let args = [&[("brand", brand)], more].concat();
    let title = say(invitee, &format!("{kind}-title"), &args);
    let heading = say(invitee, &format!("{kind}-heading"), &args);
    let content = html! {
        p { (say(invitee, &format!("{kind}-body"), &args)) }
        (about(invitee))
        (offers)
    };
    notice(invitee.guise(), &title, &heading, content)
}

/// For which address: whoever forwarded the letter sees that it is not theirs.
fn about(invitee: &Invitee) -> Markup {
    let address = email_address::masked(&invitee.link.letter.recipient);
    let address = [("address", words::isolated(&address).into())];
    html! { p class="about" { (say(invitee, "asked-about", &address)) } }
}

fn again(invitee: &Invitee) -> Markup {
    offer(invitee, "again", "again-button", None, html! {})
}

fn fewer(invitee: &Invitee, stands: Option<i16>) -> Markup {
    let chosen = stands.unwrap_or(USUAL);
    let choices = html! {
        fieldset {
            legend { (say(invitee, "fewer-legend", &[])) }
            div class="options" {
                @for months in MONTHS {
                    label class="option" {
                        input type="radio" name="months" value=(months) checked[months == chosen];
                        span class="face" { (often(invitee, months)) }
                    }
                }
            }
        }
    };
    offer(invitee, "fewer", "fewer-button", Some(FEWER), choices)
}

/// The other languages, at the end for the keyboard. They take along what is chosen in the form of that id.
fn languages(invitee: &Invitee, form: Option<&str>) -> Markup {
    let others = languages::others(invitee);
    html! {
        @if form.is_none() { form id=(ALONE) action=(invitee.address("u", "")) {} }
        (languages::menu_opening(invitee.guise().into(), &others, form.unwrap_or(ALONE)))
    }
}

fn offer(
    invitee: &Invitee,
    choice: &str,
    button: &str,
    id: Option<&str>,
    content: Markup,
) -> Markup {
    html! {
        form id=[id] method="post" action=(invitee.address("u", "")) {
            (content)
            button type="submit" name="choice" value=(choice) { (say(invitee, button, &[])) }
        }
    }
}

fn blocked(invitee: &Invitee, reason: Reason) -> String {
    let brand = [("brand", words::isolated(invitee.brand()).into())];
    let key = match reason {
        Reason::HardBounce | Reason::SoftBounces => "blocked-bounce",
        Reason::Complaint => "blocked-complaint",
        Reason::Legal | Reason::Unsubscribed => "blocked-legal",
    };
    say(invitee, key, &brand)
}

fn often(invitee: &Invitee, months: i16) -> String {
    let often = match months {
        1 => "month",
        3 => "quarter",
        6 => "half",
        _ => "year",
    };
    say(invitee, "often", &[("often", often.into())])
}

fn day(invitee: &Invitee, at: chrono::DateTime<chrono::Utc>) -> String {
    formats::day(invitee.locale(), at.date_naive())
}

fn say(invitee: &Invitee, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    words::text(invitee.guise(), key, args)
}
