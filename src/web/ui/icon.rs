//! The few line drawings beside navigation entries. Always decoration: the words carry the meaning.

use maud::{Markup, html};

/// A drawing of 20 by 20 units in the colour of the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Overview,
    Signals,
    Agents,
    Teams,
    Products,
    Touchpoints,
    Channels,
    Surveys,
    Brands,
    Cross,
    Responses,
    Comments,
    Deliveries,
    Bounces,
    Suppressions,
    Held,
    Suspects,
    Outbox,
    Look,
    Menu,
    Info,
    Warning,
    Done,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Overview => "M3 16.5h14M5.5 13V9.5M10 13V4.5M14.5 13V7",
            Self::Signals => "M2.5 11h3l2-5.5 3.5 9.5 2.5-7 1.5 3h2.5",
            Self::Agents => {
                "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5"
            }
            Self::Teams => {
                "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 15.5c.5-2.5 2.4-3.8 5-3.8s4.5 1.3 5 3.8\
                 M13 9.3a2.2 2.2 0 1 0-.6-4.3M14.5 12c1.7.4 2.7 1.6 3 3.5"
            }
            Self::Products => "M10 3l6 3.2v7.6L10 17l-6-3.2V6.2zM4 6.2l6 3.3 6-3.3M10 9.5V17",
            Self::Touchpoints => {
                "M10 17s5.5-4.6 5.5-8.7a5.5 5.5 0 0 0-11 0C4.5 12.4 10 17 10 17z\
                 M10 10a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z"
            }
            Self::Channels => {
                "M6.5 3.5l2 3.5-1.6 1.6a9 9 0 0 0 4.5 4.5L13 11.5l3.5 2-.8 2.5c-6 1.4-12.6-5.2-11.7-11.7z"
            }
            Self::Surveys => "M5 3.5h10v13H5zM7.5 7h5M7.5 10h5M7.5 13h2.5",
            Self::Brands => "M3.5 3.5h6l7 7-6 6-7-7zM7 7v.1",
            Self::Cross => "M3.5 3.5h13v13h-13zM3.5 8h13M3.5 12.2h13M8 3.5v13M12.2 3.5v13",
            Self::Responses => {
                "M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9.5L6 16.5v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z"
            }
            Self::Comments => {
                "M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9.5L6 16.5v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z\
                 M6.5 7.5h7M6.5 10.3h4.5"
            }
            Self::Deliveries => "M3.5 5h13v10h-13zM3.5 5.5l6.5 5 6.5-5",
            Self::Suppressions => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM5.2 5.2l9.6 9.6",
            Self::Bounces => "M16.5 4.5v6a3 3 0 0 1-3 3H4M7.5 10L4 13.5 7.5 17",
            Self::Held => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8.2 7.5v5M11.8 7.5v5",
            Self::Suspects => {
                "M10 3l6 2v4.5c0 3.7-2.5 6.2-6 7.5-3.5-1.3-6-3.8-6-7.5V5zM10 7v3.5M10 13v.1"
            }
            Self::Outbox => "M3.5 11.5h3.7l1 2h3.6l1-2h3.7M3.5 11.5L5.5 5h9l2 6.5v4h-13z",
            Self::Look => {
                "M10 3a7 7 0 1 0 0 14c1.2 0 1.6-.9 1.2-1.8-.5-1.2.2-2.2 1.5-2.2H15a2 2 0 0 0 2-2c0-4.4-3.2-8-7-8z\
                 M6.5 9v.1M9 6.3v.1M12.6 6.8v.1"
            }
            Self::Menu => "M3.5 6h13M3.5 10h13M3.5 14h13",
            Self::Info => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.5v4M10 6.8v.1",
            Self::Warning => "M10 3.5l7 12.5H3zM10 8.5v3.5M10 14v.1",
            Self::Done => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 10.2l2.2 2.2L13.2 8",
        }
    }

    /// The drawing, hidden from screen readers.
    pub fn draw(self) -> Markup {
        html! {
            svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
                path d=(self.path()) {}
            }
        }
    }
}

/// The product's mark: a speech bubble with a tick.
pub fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false" {
            path class="mark-bubble" d="M5 5h22a3 3 0 0 1 3 3v13a3 3 0 0 1-3 3H15l-7 6v-6H5a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z" {}
            path class="mark-tick" d="M10 14.8l4.3 4 8.7-8.3" {}
        }
    }
}
