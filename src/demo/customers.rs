//! Who contacts the demo's brands: names, languages and addresses of people who do not exist. Read by `contact`.

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use super::people::ascii;
use crate::domain::customers::customer;

/// A language of customers, with names as its speakers bear them.
struct Tongue {
    locale: &'static str,
    time_zone: &'static str,
    /// Share of a brand's customers, in percent, by the brand's place.
    share: [u32; 2],
    first: &'static [&'static str],
    last: &'static [&'static str],
}

const TONGUES: [Tongue; 4] = [
    Tongue {
        locale: "en-GB",
        time_zone: "Europe/London",
        share: [55, 88],
        first: &[
            "Kim", "Alex", "Emily", "Jack", "Sophie", "Harry", "Laura", "Adam", "Ruth", "Peter",
            "Maya", "Simon", "Alice", "Tom", "Nina", "Victor", "Helen", "Ian", "Paula", "Derek",
            "Joanna", "Colin",
        ],
        last: &[
            "Lee", "Turner", "Marsh", "Bailey", "Reid", "Foster", "Hart", "Walsh", "Doyle",
            "Quinn", "Barnes", "Cole", "Ellis", "Frost", "Grant", "Holt", "Irving", "Jarvis",
            "Kemp", "Lawson", "Mercer", "Noble",
        ],
    },
    Tongue {
        locale: "de-DE",
        time_zone: "Europe/Berlin",
        share: [33, 4],
        first: &[
            "Anna", "Lukas", "Sabine", "Jürgen", "Marie", "Stefan", "Birgit", "Jan", "Petra",
            "Uwe", "Leonie", "Paul", "Heike", "Max", "Silke", "Dirk",
        ],
        last: &[
            "Schmidt", "Müller", "Wagner", "Becker", "Schulz", "Koch", "Richter", "Wolf",
            "Neumann", "Schwarz", "Braun", "Zimmer", "Krause", "Lange", "Busch", "Winter",
        ],
    },
    Tongue {
        locale: "es-ES",
        time_zone: "Europe/Madrid",
        share: [8, 5],
        first: &[
            "Lucía", "Carlos", "Marta", "Javier", "Elena", "Pablo", "Isabel", "Andrés",
        ],
        last: &[
            "García", "López", "Sánchez", "Romero", "Vidal", "Ortega", "Cruz", "Núñez",
        ],
    },
    Tongue {
        locale: "ar",
        time_zone: "Europe/Berlin",
        share: [4, 3],
        first: &["Layla", "Karim", "Huda", "Sami", "Rania", "Tariq"],
        last: &["Mansour", "Khalil", "Aziz", "Saleh", "Hamdan", "Nour"],
    },
];

/// Ordinary mail.
const MAIL: [&str; 5] = [
    "mail.example",
    "post.example",
    "inbox.example.net",
    "home.example.org",
    "webmail.example.com",
];
/// Companies, whose gateways open the links of every letter that comes in.
pub const SCANNED: [&str; 5] = [
    "kestrel-freight.example",
    "orchard-dental.example",
    "lindholm-partners.example",
    "bluewater-council.example",
    "tannen-logistik.example",
];
/// What people write where an address is asked for.
const NO_ADDRESS: [&str; 5] = [
    "none",
    "kim@",
    "post@büro.example",
    "n/a",
    "anna.example.com",
];

/// Somebody nobody has met before; `number` keeps their address apart from all others.
pub fn somebody(rng: &mut StdRng, brand: usize, number: usize) -> customer::Told {
    let mut lot = rng.random_range(0..100);
    let tongue = TONGUES.iter().find(|tongue| {
        let share = tongue.share[brand];
        let drawn = lot < share;
        lot = lot.saturating_sub(share);
        drawn
    });
    let tongue = tongue.unwrap_or(&TONGUES[0]);
    let first = tongue.first.choose(rng).unwrap_or(&"Kim");
    let last = tongue.last.choose(rng).unwrap_or(&"Lee");
    let name = format!("{first} {last}");
    let domains: &[&str] = if rng.random_bool(0.04) {
        &SCANNED
    } else {
        &MAIL
    };
    let domain = domains.choose(rng).unwrap_or(&MAIL[0]);
    let email = if rng.random_bool(0.008) {
        no_address(rng)
    } else {
        format!("{}{number}@{domain}", ascii(&name))
    };
    customer::Told {
        email,
        name: rng.random_bool(0.93).then_some(name),
        external_id: Some(format!("{}", 70_000 + number)),
        locale: Some(tongue.locale.into()),
        time_zone: rng.random_bool(0.5).then(|| tongue.time_zone.into()),
    }
}

/// Something that is no address.
pub fn no_address(rng: &mut StdRng) -> String {
    (*NO_ADDRESS.choose(rng).unwrap_or(&"none")).to_owned()
}

/// Whether a gateway opens the links of letters to that address.
pub fn is_scanned(email: &str) -> bool {
    SCANNED.iter().any(|domain| email.ends_with(domain))
}
