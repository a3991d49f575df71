//! What only a report about one of our letters can hold: the token of the address it came back to, or of the links.

use super::fields::Fields;
use crate::domain::deliveries::bounce::Proof;
use crate::token::{BOUNCE_TOKEN_LENGTH, is_link_token, is_unsubscribe_token};

/// So many are looked at, however many a forger writes down.
const MOST: usize = 8;

/// Tokens in addresses such as `bounce+TOKEN@bounce.example`.
pub(crate) fn senders(text: &str) -> impl Iterator<Item = Proof> {
    let tokens = text.split('+').skip(1).filter_map(|after| {
        let token = after.split('@').next().unwrap_or_default();
        let fits = token.len() == BOUNCE_TOKEN_LENGTH
            && after.len() > token.len()
            && token.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Proof::Sender(token.to_ascii_lowercase()))
    });
    tokens.take(MOST)
}

/// Tokens in addresses such as `bounce+u-TOKEN@bounce.example`, which a reader unsubscribes at.
pub(super) fn unsubscribes(text: &str) -> impl Iterator<Item = Proof> {
    let tokens = text.split('+').skip(1).filter_map(|after| {
        let (token, _) = after.split_once('@')?;
        let token = token.to_ascii_lowercase();
        is_unsubscribe_token(&token).then_some(Proof::Unsubscribe(token))
    });
    tokens.take(MOST)
}

/// Tokens in the head of a returned letter: of where it came from, and of its links.
pub(crate) fn returned(head: &Fields) -> Vec<Proof> {
    let from = head.all(&["return-path", "x-envelope-from", "x-original-mail-from"]);
    let mut proofs: Vec<_> = from.flat_map(senders).collect();
    proofs.extend(head.all(&["list-unsubscribe"]).flat_map(links));
    proofs
}

/// Tokens in links such as `https://feedback.example/u/TOKEN`.
pub(crate) fn links(text: &str) -> impl Iterator<Item = Proof> {
    let tokens = text.split("/u/").skip(1).filter_map(|after| {
        let token: String = after
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        is_link_token(&token).then_some(Proof::Link(token))
    });
    tokens.take(MOST)
}
