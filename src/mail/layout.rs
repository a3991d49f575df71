//! The frame every letter stands in: one 600 px table with inline styles, as mail programs need it.
//! No script, and nothing fetched but the brand's logo where it has one. Called by each letter's own file.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::organization::{colour::Shades, logo::Logo, look::Look};
use crate::words;

/// The system's own fonts: nothing is fetched, and letters look like the reader's other letters.
pub const FONT: &str =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

/// Lets a word that is wider than a phone break: else it would widen the whole letter. Inherited by all that stands in it.
const BREAKING: &str = ";word-break:break-word;overflow-wrap:anywhere";

/// For programs that know style sheets: dark colours, and ratings as full-width rows on a phone.
/// Everything also holds without it.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}
a:focus{outline:3px solid #2f6fb5;outline-offset:2px}
@media (max-width:599px){\
.aw-page{padding:0!important}
.aw-card{padding:28px 14px 24px!important;border-radius:0!important;border-width:0 0 1px!important}
.aw-foot{padding:20px 14px!important}
.aw-q{font-size:22px!important;line-height:29px!important}
.aw-half{display:block!important;max-width:none!important;margin:0!important}
.aw-rows,.aw-rows tbody,.aw-rows tr,.aw-rows td{display:block!important;width:auto!important}
.aw-rows .aw-rate{margin:0 0 8px!important}
.aw-rows .aw-tap{padding:12px 16px!important;text-align:start!important}
.aw-rows br{display:none!important}
.aw-rows .aw-num{display:inline-block!important;min-width:32px!important}
.aw-rows .aw-word{font-size:16px!important;line-height:24px!important}
}
@media (prefers-color-scheme:dark){\
.aw-body,.aw-page{background:#14181d!important}
.aw-card{background:#1e242b!important;border-color:#343c46!important}
.aw-ink{color:#eef1f4!important}
.aw-soft{color:#b4bdc8!important}
.aw-link{color:#9cc4f2!important}
.aw-rate{background:#27303a!important;border-color:#7c8896!important;color:#eef1f4!important}
.aw-num{color:#b5d4f7!important}
.aw-word{color:#d5dbe2!important}
}";

/// A logo is shown on white: many are drawn for it, and in the dark nobody could see them.
const LOGO_STYLE: &str = "\
@media (prefers-color-scheme:dark){.aw-logo{padding:8px!important;border-radius:6px!important}}";

/// The colours of links, numbers and the borders of ratings: ours, or made of the brand's.
#[derive(Clone, Copy, Debug)]
pub struct Paint(Option<Shades>);

impl Paint {
    pub fn of(look: &Look) -> Self {
        Self(look.accent.map(Shades::of))
    }

    /// Of links and numbers.
    pub fn ink(self) -> String {
        self.0
            .map_or("#2257a0".into(), |shades| shades.light.accent.to_string())
    }

    /// Of what can be pressed.
    pub fn edge(self) -> String {
        self.0
            .map_or("#838f9d".into(), |shades| shades.light.accent.to_string())
    }

    fn in_the_dark(self) -> String {
        let Some(shades) = self.0 else {
            return String::new();
        };
        let accent = shades.dark.accent;
        format!(
            "@media (prefers-color-scheme:dark){{.aw-link,.aw-num{{color:{accent}!important}}\
            .aw-rate{{border-color:{accent}!important}}}}"
        )
    }
}

/// What differs between letters.
pub struct Frame<'a> {
    /// The letter's language, as HTML's `lang`.
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'a str,
    /// The subject again, for programs that show it.
    pub title: &'a str,
    /// What the list of letters shows beside the subject.
    pub preheader: &'a str,
    /// Whose letter it is.
    pub brand: &'a str,
    /// The brand's logo and where it is fetched; where it is not, its name stands there.
    pub logo: Option<(&'a Logo, &'a str)>,
    pub paint: Paint,
    /// The letter itself.
    pub body: Markup,
    /// Below the card.
    pub foot: Markup,
}

/// The whole document.
pub fn page(frame: Frame<'_>) -> String {
    // Word, which renders for Outlook, knows no text-align:start
    let side = if frame.dir == "rtl" { "right" } else { "left" };
    let document = html! {
        (DOCTYPE)
        html lang=(frame.lang) dir=(frame.dir) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                // keeps mail programs from turning dates and numbers into blue links
                meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no";
                meta name="x-apple-disable-message-reformatting";
                title { (frame.title) }
                style {
                    (PreEscaped(STYLE)) "\n" (PreEscaped(frame.paint.in_the_dark()))
                    @if frame.logo.is_some() { (PreEscaped(LOGO_STYLE)) }
                }
            }
            body.aw-body dir=(frame.dir) style="margin:0;padding:0;background:#eef1f4;-webkit-text-size-adjust:100%;text-size-adjust:100%" {
                div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all" {
                    (frame.preheader) "\n"
                    // keeps the letter's first words from following the preheader in the list
                    @for _ in 0..40 { (PreEscaped("&#8199;&#65279;")) }
                }
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse" {
                    tr {
                        td.aw-page align="center" style="padding:32px 0;background:#eef1f4" {
                            (PreEscaped("<!--[if mso]><table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->"))
                            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                                style="max-width:600px;margin:0 auto;border-collapse:separate" {
                                tr {
                                    td.aw-card align=(side) style={ "padding:36px 36px 30px;background:#ffffff;border:1px solid #d9dee5;border-radius:14px" (BREAKING) } {
                                        p.aw-soft style={ (FONT) "margin:0 0 28px;font-size:15px;line-height:22px;font-weight:600;color:#566270" } {
                                            @if let Some((logo, address)) = frame.logo {
                                                img.aw-logo src=(address) width=(logo.width) height=(logo.height) alt=(frame.brand)
                                                    style="display:block;border:0;max-width:100%;background:#ffffff";
                                            } @else { (frame.brand) }
                                        }
                                        (frame.body)
                                    }
                                }
                                tr {
                                    td.aw-foot align=(side) style={ "padding:20px 37px 8px" (BREAKING) } { (frame.foot) }
                                }
                            }
                            (PreEscaped("<!--[if mso]></td></tr></table><![endif]-->"))
                        }
                    }
                }
            }
        }
    };
    document.into_string()
}

/// A paragraph of running text.
pub fn paragraph(text: &str) -> Markup {
    html! { p.aw-ink style={ (FONT) "margin:0 0 12px;font-size:16px;line-height:25px;color:#27313d" } { (text) } }
}

/// A quieter paragraph: what may be read, but need not.
pub fn aside(content: Markup) -> Markup {
    html! { p.aw-soft style={ (FONT) "margin:0 0 8px;font-size:13px;line-height:20px;color:#566270" } { (content) } }
}

/// The one question of a letter; `dir` where it is written in another direction than the letter.
pub fn question(text: &str, dir: Option<&str>) -> Markup {
    html! { h1.aw-ink.aw-q dir=[dir] style={ (FONT) "margin:20px 0 22px;font-size:25px;line-height:33px;font-weight:600;letter-spacing:-0.2px;color:#18212b" } { (text) } }
}

/// A link in running text.
pub fn link(address: &str, text: &str, paint: Paint) -> Markup {
    html! { a.aw-link href=(address) style={ "color:" (paint.ink()) ";text-decoration:underline" } { (text) } }
}

/// Lines that stay lines, each in its own direction: an address keeps its order in a letter that runs the other way. A
/// line of digits alone runs as the others do.
pub fn lines(dir: &str, lines: &[String]) -> Markup {
    let whole = words::own_direction(&lines.join(" "));
    html! {
        @for (at, line) in lines.iter().enumerate() {
            @let own = words::own_direction(line).or(whole).filter(|own| *own != dir);
            @if at > 0 { br; }
            // as in a rating, no digit is glued to a tag
            @if let Some(own) = own { span dir=(own) { (line) " " } } @else { (line) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_order_in_a_letter_that_runs_the_other_way() {
        let address = ["Straße 1", "10115", "أكمي"].map(str::to_owned);
        assert_eq!(
            lines("rtl", &address).into_string(),
            "<span dir=\"ltr\">Straße 1 </span><br><span dir=\"ltr\">10115 </span><br>أكمي"
        );
        assert_eq!(
            lines("ltr", &address).into_string(),
            "Straße 1<br>10115<br><span dir=\"rtl\">أكمي </span>"
        );
    }
}
