//! Colours a brand may bring, and what becomes of them where they could not be read: contrast as WCAG 2.2 computes it.
//! Pure; the letter, the pages' style sheet and the console's warning all ask here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What text must have (WCAG 1.4.3), and so whatever a brand's colour is used for.
pub const ENOUGH: f64 = 4.5;

/// A colour of sRGB, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour([u8; 3]);

/// What is not written as a colour.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as # and six digits from 0 to f")]
pub struct NoColour;

const WHITE: Colour = Colour([255; 3]);
const BLACK: Colour = Colour([0; 3]);

/// Everything of ours that a brand's colour stands on or beside where it is light: cards, page, letter, a rating.
const LIGHT: [Colour; 4] = [
    WHITE,
    Colour([0xfa, 0xf9, 0xf6]),
    Colour([0xee, 0xf1, 0xf4]),
    Colour([0xf5, 0xf8, 0xfb]),
];
/// The same where it is dark.
const DARK: [Colour; 5] = [
    Colour([0x1a, 0x21, 0x24]),
    Colour([0x12, 0x17, 0x1a]),
    Colour([0x1e, 0x24, 0x2b]),
    Colour([0x14, 0x18, 0x1d]),
    Colour([0x27, 0x30, 0x3a]),
];
/// What stands on the colour, in the light and in the dark.
const ON_IT: [Colour; 2] = [WHITE, Colour([0x0b, 0x1c, 0x1f])];

/// A brand's colour in one of the two schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// Buttons, borders and links: the brand's own colour, or the nearest that can be read.
    pub accent: Colour,
    /// Text on it.
    pub on_accent: Colour,
    /// The ground of what is chosen.
    pub wash: Colour,
}

/// A brand's colour in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    pub light: Shade,
    pub dark: Shade,
}

impl Shades {
    pub fn of(accent: Colour) -> Self {
        let shade = |grounds: &[Colour], towards: Colour, share: f64, on_accent: Colour| {
            let wash = accent.mixed(grounds.first().copied().unwrap_or(WHITE), share);
            let grounds: Vec<_> = grounds.iter().copied().chain([wash]).collect();
            Shade {
                accent: accent.readable(&grounds, towards),
                on_accent,
                wash,
            }
        };
        Self {
            light: shade(&LIGHT, BLACK, 0.92, ON_IT[0]),
            dark: shade(&DARK, WHITE, 0.85, ON_IT[1]),
        }
    }
}

impl Colour {
    /// How much this colour and another differ in lightness: 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The least contrast it has with our light and with our dark grounds.
    pub fn contrasts(self) -> (f64, f64) {
        let least = |grounds: &[Self]| {
            let all = grounds.iter().map(|ground| self.contrast(*ground));
            all.fold(f64::INFINITY, f64::min)
        };
        (least(&LIGHT), least(&DARK))
    }

    /// Relative luminance.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// This colour with so much of another in it, 0 to 1.
    fn mixed(self, other: Self, share: f64) -> Self {
        let mut parts = [0; 3];
        for (part, (own, others)) in parts.iter_mut().zip(self.0.iter().zip(other.0)) {
            let mixed = f64::from(*own) * (1.0 - share) + f64::from(others) * share;
            *part = mixed.round() as u8;
        }
        Self(parts)
    }

    /// The colour with the least of `towards` in it that can be read on every ground.
    fn readable(self, grounds: &[Self], towards: Self) -> Self {
        let steps = (0..=255u8).map(|step| self.mixed(towards, f64::from(step) / 255.0));
        let can_be_read = |colour: &Self| grounds.iter().all(|on| colour.contrast(*on) >= ENOUGH);
        steps.into_iter().find(can_be_read).unwrap_or(towards)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let mut parts = [0; 3];
        let digits = text.trim();
        hex::decode_to_slice(digits.strip_prefix('#').unwrap_or(digits), &mut parts)
            .map_err(|_| NoColour)?;
        Ok(Self(parts))
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = NoColour;

    fn try_from(text: String) -> Result<Self, NoColour> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        // the textbook's pair: the lightest grey that passes on white, and the next
        assert!(colour("#767676").contrast(WHITE) >= ENOUGH);
        assert!(colour("#777777").contrast(WHITE) < ENOUGH);
        assert!((colour("#ff0000").contrast(WHITE) - 3.998).abs() < 0.001);
    }

    #[test]
    fn a_colour_that_can_be_read_stays_and_one_that_cannot_moves_no_further_than_it_must() {
        let teal = Shades::of(colour("#0f6674"));
        assert_eq!(teal.light.accent, colour("#0f6674"));
        assert_ne!(teal.dark.accent, colour("#0f6674"));
        let yellow = Shades::of(colour("#ffd400"));
        assert_eq!(yellow.dark.accent, colour("#ffd400"));
        let worst = LIGHT.map(|ground| yellow.light.accent.contrast(ground));
        let least = worst.into_iter().fold(f64::INFINITY, f64::min);
        assert!((ENOUGH..ENOUGH + 0.15).contains(&least), "{least}");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(colour(" #0F6674 ").to_string(), "#0f6674");
        assert_eq!(colour("0f6674"), colour("#0f6674"));
        for wrong in [
            "",
            "#fff",
            "teal",
            "#0f667",
            "#0f6674ff",
            "#0f66zz",
            "url(x)",
        ] {
            assert_eq!(wrong.parse::<Colour>(), Err(NoColour), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_brand_brings_can_be_read_everywhere(parts: [u8; 3]) {
            let shades = Shades::of(Colour(parts));
            for (shade, grounds) in [(shades.light, &LIGHT[..]), (shades.dark, &DARK[..])] {
                for ground in grounds.iter().chain([&shade.wash, &shade.on_accent]) {
                    let contrast = shade.accent.contrast(*ground);
                    prop_assert!(contrast >= ENOUGH, "{} on {ground}: {contrast}", shade.accent);
                }
            }
        }
    }
}
