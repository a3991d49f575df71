//! Which names of a plot's points have room, on which side of the point they stand, and how long they may be. Used by
//! `funnel_plot`.

/// Longest name beside a point, in letters of usual width.
const LONGEST_NAME: usize = 20;
/// Width of a letter and height of a line in pixels, about.
const LETTER: (f64, f64) = (7.0, 17.0);
/// Half the width and height of a point's shape in pixels, about.
const SHAPE: f64 = 7.0;
/// The drawing on a phone and on a desk in pixels, about: names that would cover each other there stay hidden.
const SIZES: [(f64, f64); 2] = [(250.0, 280.0), (760.0, 380.0)];

/// Whether an agent's name is there from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Always,
    OnADesk,
    WhenAsked,
}

/// A point whose name should be read without being asked for.
pub struct Named<'a> {
    pub name: &'a str,
    /// From the left and from the top, 0 to 100.
    pub at: (f64, f64),
}

/// Which of the names are shown: those that cover no name before them and no other point.
pub fn shown(points: &[Named]) -> Vec<Name> {
    let mut names = vec![Name::WhenAsked; points.len()];
    for (size, word) in SIZES.into_iter().zip([Name::Always, Name::OnADesk]) {
        let shapes: Vec<Room> = points
            .iter()
            .map(|point| Room::of_shape(point, size))
            .collect();
        let mut taken: Vec<Room> = Vec::new();
        for (own, (point, name)) in points.iter().zip(&mut names).enumerate() {
            let room = Room::of(point, size);
            let mut others = shapes.iter().filter(|shape| !shape.meets(&shapes[own]));
            if taken.iter().any(|other| room.meets(other)) || others.any(|shape| room.meets(shape))
            {
                continue;
            }
            taken.push(room);
            if *name == Name::WhenAsked {
                *name = word;
            }
        }
    }
    names
}

/// Names stand to the right of points in the left half and the other way round.
pub fn beside(x: f64) -> (Option<&'static str>, &'static str) {
    if x < 50.0 {
        (None, "10")
    } else {
        (Some("end"), "-10")
    }
}

/// The rectangle a name takes, from left to right and from top to bottom, in pixels.
struct Room {
    across: (f64, f64),
    down: (f64, f64),
}

impl Room {
    fn of(point: &Named, (width, height): (f64, f64)) -> Self {
        let (x, y) = point.at;
        let (at, length) = (
            x / 100.0 * width,
            LETTER.0 * letters(&shortened(point.name)) as f64 + 18.0,
        );
        let middle = y / 100.0 * height;
        Self {
            across: if beside(x).0.is_none() {
                (at - 8.0, at + length)
            } else {
                (at - length, at + 8.0)
            },
            down: (middle - LETTER.1 / 2.0, middle + LETTER.1 / 2.0),
        }
    }

    /// What the point itself takes.
    fn of_shape(point: &Named, (width, height): (f64, f64)) -> Self {
        let (x, y) = (point.at.0 / 100.0 * width, point.at.1 / 100.0 * height);
        Self {
            across: (x - SHAPE, x + SHAPE),
            down: (y - SHAPE, y + SHAPE),
        }
    }

    fn meets(&self, other: &Room) -> bool {
        let overlap = |a: (f64, f64), b: (f64, f64)| a.0 < b.1 && b.0 < a.1;
        overlap(self.across, other.across) && overlap(self.down, other.down)
    }
}

/// A long name cut where it would leave the plot.
pub fn shortened(name: &str) -> String {
    if letters(name) <= LONGEST_NAME {
        return name.to_owned();
    }
    let mut room = LONGEST_NAME - 1;
    let kept = name.chars().take_while(|letter| {
        let needed = breadth(*letter);
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

fn letters(text: &str) -> usize {
    text.chars().map(breadth).sum()
}

/// Chinese, Japanese and Korean letters are twice as broad as others.
fn breadth(letter: char) -> usize {
    1 + usize::from(letter >= '\u{2e80}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_covers_neither_another_name_nor_another_point() {
        let named = |name, at| Named { name, at };
        let apart = [named("Ana", (10.0, 10.0)), named("Ben", (10.0, 60.0))];
        assert_eq!(shown(&apart), [Name::Always, Name::Always]);
        let under_a_point = [
            named("Chiara Conti", (40.0, 50.0)),
            named("Ben", (50.0, 50.0)),
        ];
        assert_eq!(shown(&under_a_point)[0], Name::WhenAsked);
        assert_eq!(shown(&[]), []);
    }

    #[test]
    fn long_names_are_cut_on_whole_letters() {
        assert_eq!(shortened("Ana Reyes"), "Ana Reyes");
        let long = "Maximiliane Freifrau von und zu";
        assert_eq!(shortened(long), "Maximiliane Freifra…");
        assert_eq!(letters(&shortened(&"王".repeat(200))), 19);
    }
}
