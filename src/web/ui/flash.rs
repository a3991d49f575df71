//! Messages about what just happened, and standing notices about how the server is set up.

use maud::{Markup, html};

use super::{badge::Tone, icon::Icon};

/// A message at the top of a page. Bad news interrupts a screen reader, the rest waits its turn.
pub fn flash(tone: Tone, words: impl maud::Render) -> Markup {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    html! {
        div class={ "flash flash-" (tone.class()) } role=(role) {
            (drawing(tone))
            div { (words) }
        }
    }
}

/// A fact about this server that every page repeats, for instance that mail is kept and not sent.
pub fn notice(words: impl maud::Render) -> Markup {
    html! {
        aside class="notice" aria-label="About this server" {
            (Icon::Info.draw())
            p { (words) }
        }
    }
}

fn drawing(tone: Tone) -> Markup {
    match tone {
        Tone::Good => Icon::Done.draw(),
        Tone::Quiet => Icon::Info.draw(),
        Tone::Watch | Tone::Bad => Icon::Warning.draw(),
    }
}
