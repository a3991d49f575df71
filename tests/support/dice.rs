//! Chance that always falls the same way, and contacts and answers of its choice.

use super::centre::{Contact, Says};
use afterword::domain::{deliveries::delivery, interactions::interaction::Channel};

/// A die that always falls the same way.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % most
    }

    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as i64) as usize]
    }

    pub fn contact(&mut self) -> Contact {
        Contact {
            agent: self.one_of(&["a-1", "a-2", "a-3"]),
            team: self.one_of(&[Some("Tier 1"), Some("Tier 2"), None]),
            product: self.one_of(&[Some("broadband"), None]),
            touchpoint: self.one_of(&["support", "quarter"]),
            channel: self.one_of(&Channel::ALL),
        }
    }

    /// An answer that fits the letter's survey.
    pub fn words(&mut self, letter: &delivery::Model) -> Says {
        let comment = self.one_of(&[None, Some("a word"), Some("another")]);
        if letter.facts.survey_slug == "quarter" {
            let further = self.one_of(&[
                [("ces", "7"), ("fcr", "yes"), ("csat", "5")].as_slice(),
                &[("ces", "1"), ("fcr", "not_applicable")],
                &[("csat", "2")],
                &[],
            ]);
            return Says {
                score: self.below(11) as i16,
                comment,
                further,
                ..Says::default()
            };
        }
        let resolved = self.one_of(&[
            None,
            Some("yes"),
            Some("partly"),
            Some("no"),
            Some("not_applicable"),
        ]);
        Says {
            score: 1 + self.below(5) as i16,
            comment,
            resolved,
            ..Says::default()
        }
    }
}
