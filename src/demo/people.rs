//! Who works in the demo's contact centre, for which brands, and how well. Read by `contact`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rand::{RngExt, rngs::StdRng};

use super::{Year, calendar};

/// A brand of the demo.
#[derive(Debug)]
pub struct Brand {
    pub slug: &'static str,
    pub name: &'static str,
    pub tz: Tz,
    /// Share of all contacts, in percent.
    pub share: u32,
}

pub const BRANDS: [Brand; 2] = [
    Brand {
        slug: "nordlicht",
        name: "Nordlicht Telekom",
        tz: Tz::Europe__Berlin,
        share: 62,
    },
    Brand {
        slug: "harbour",
        name: "Harbour Home",
        tz: Tz::Europe__London,
        share: 38,
    },
];

/// A team: the brands it serves by their place in [`BRANDS`], and whether it writes rather than speaks.
#[derive(Debug)]
pub struct Team {
    pub name: &'static str,
    pub brands: &'static [usize],
    pub writes: bool,
}

pub const TEAMS: [Team; 6] = [
    Team {
        name: "Berlin Days",
        brands: &[0],
        writes: false,
    },
    Team {
        name: "Berlin Evenings",
        brands: &[0],
        writes: false,
    },
    Team {
        name: "Lisbon",
        brands: &[0, 1],
        writes: false,
    },
    Team {
        name: "Leeds",
        brands: &[1],
        writes: false,
    },
    Team {
        name: "Field Service",
        brands: &[0, 1],
        writes: false,
    },
    Team {
        name: "Digital Care",
        brands: &[0, 1],
        writes: true,
    },
];

/// Ten to a team, in the order of [`TEAMS`].
const NAMES: [&str; 60] = [
    "Ana Reyes",
    "Jonas Weber",
    "Mireille Dubois",
    "Tomasz Nowak",
    "Lena Hoffmann",
    "Emre Yildiz",
    "Katrin Vogel",
    "Samuel Osei",
    "Nadia Haddad",
    "Felix Brandt",
    "Ingrid Solberg",
    "Marco Bianchi",
    "Julia Krüger",
    "Pavel Novák",
    "Amara Okafor",
    "Sven Lindqvist",
    "Hanna Fischer",
    "Deniz Kaya",
    "Olga Petrova",
    "Ruben Maas",
    "Beatriz Almeida",
    "Tiago Ferreira",
    "Inês Carvalho",
    "Priya Raman",
    "Rui Santos",
    "Camila Duarte",
    "João Pinto",
    "Sofia Moreira",
    "Miguel Lopes",
    "Carla Nunes",
    "Oliver Hughes",
    "Aisha Khan",
    "George Whitfield",
    "Megan Clarke",
    "Callum Fraser",
    "Zainab Hussain",
    "Harriet Lowe",
    "Dylan Price",
    "Rosa Bennett",
    "Kofi Mensah",
    "Matthias Keller",
    "Siobhan Byrne",
    "Luca Romano",
    "Yusuf Demir",
    "Grace Adeyemi",
    "Henrik Dahl",
    "Isla Morgan",
    "Piotr Zielinski",
    "Teresa Gomes",
    "Ben Archer",
    "Chiara Conti",
    "Daniel Stein",
    "Mei Tanaka",
    "Omar Farouk",
    "Elif Arslan",
    "Noah Becker",
    "Ravi Patel",
    "Clara Jensen",
    "Hugo Martin",
    "Leila Nasser",
];

/// The agent whose scores climb over the year.
pub const GETTING_BETTER: &str = "Priya Raman";
/// The product that fails for a fortnight, some weeks before the end of the year.
pub const BAD_FORTNIGHT_PRODUCT: &str = "fibre";

/// Writes addresses down so badly that few of the own customers can be asked.
pub const CARELESS: &str = "Rosa Bennett";

/// Agents who stand out, by how much, and how many contacts they take compared with others.
const STANDING_OUT: [(&str, f64, f64); 6] = [
    ("Samuel Osei", 1.0, 2.1),
    ("Sven Lindqvist", -0.85, 1.9),
    ("Aisha Khan", 0.95, 2.2),
    ("Dylan Price", -0.75, 1.9),
    ("Mei Tanaka", 0.9, 1.9),
    ("Ben Archer", -0.5, 1.4),
];
/// Agents who are hardly there.
const RARE: [(&str, f64); 4] = [
    ("Olga Petrova", 0.12),
    ("Carla Nunes", 0.08),
    ("Yusuf Demir", 0.15),
    ("Hugo Martin", 0.04),
];

/// An agent of the demo.
#[derive(Clone, Debug)]
pub struct Agent {
    pub external_id: String,
    pub name: &'static str,
    pub email: String,
    pub team: &'static Team,
    /// How much happier or unhappier their customers are than others', in standard deviations.
    pub skill: f64,
    /// How many contacts they take, compared with others.
    pub pace: f64,
}

impl Agent {
    /// How much their customers' mood differs at that time.
    pub fn effect(&self, year: Year, at: DateTime<Utc>) -> f64 {
        if self.name == GETTING_BETTER {
            -1.2 + 2.1 * calendar::elapsed(year, at)
        } else {
            self.skill
        }
    }
}

/// The sixty.
pub fn agents(rng: &mut StdRng) -> Vec<Agent> {
    let each = NAMES.iter().enumerate();
    each.map(|(number, name)| {
        let told = STANDING_OUT.iter().find(|(known, ..)| known == name);
        let rare = RARE.iter().find(|(known, _)| known == name);
        let ordinary = 0.2 * super::contact::deviation(rng);
        let usual = rng.random_range(0.6..1.4);
        let pace = match (told, rare) {
            _ if *name == GETTING_BETTER => 1.8,
            (Some((_, _, pace)), _) | (None, Some((_, pace))) => *pace,
            (None, None) => usual,
        };
        Agent {
            external_id: format!("a-{}", 101 + number),
            name,
            email: format!("{}@care.example", ascii(name)),
            team: &TEAMS[number / 10],
            skill: told.map_or(ordinary, |(_, skill, _)| *skill),
            pace,
        }
    })
    .collect()
}

/// A name as the part of an address before the @.
pub fn ascii(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match letter {
            ' ' => text.push('.'),
            'ä' => text.push_str("ae"),
            'ö' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'ã' | 'á' => text.push('a'),
            'ê' | 'é' => text.push('e'),
            'í' => text.push('i'),
            'ñ' => text.push('n'),
            'ó' => text.push('o'),
            letter if letter.is_ascii_alphabetic() => text.push(letter),
            _ => {}
        }
    }
    text
}
