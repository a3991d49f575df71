//! Whole numbers of one width, side by side: one, two, four or eight bytes each. Used by `cells`, read by `adding`.

use std::ops::Range;

/// The numbers, lowest byte first.
#[derive(Clone, Debug)]
pub struct Column {
    width: u8,
    bytes: Vec<u8>,
}

/// A number of a fixed width, so that a loop over a column knows the width when it is compiled.
pub trait Number: Copy {
    const WIDTH: usize;
    fn read(bytes: &[u8]) -> u64;
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Number for $number {
            const WIDTH: usize = size_of::<$number>();
            #[inline(always)]
            fn read(bytes: &[u8]) -> u64 {
                let mut number = [0; size_of::<$number>()];
                number.copy_from_slice(bytes);
                u64::from(<$number>::from_le_bytes(number))
            }
        }
    )+};
}

numbers!(u8, u16, u32, u64);

impl Column {
    /// As narrow as the largest of the numbers allows.
    pub fn narrowest(numbers: impl Iterator<Item = u64> + Clone) -> Self {
        let width = match numbers.clone().max().unwrap_or(0) {
            0..0x100 => 1,
            0x100..0x1_0000 => 2,
            0x1_0000..0x1_0000_0000 => 4,
            _ => 8,
        };
        let bytes = numbers.flat_map(|number| number.to_le_bytes().into_iter().take(width.into()));
        let bytes = bytes.collect();
        Self { width, bytes }
    }

    /// `None` when the width is none of those, or the bytes are no multiple of it.
    pub fn of(width: u8, bytes: Vec<u8>) -> Option<Self> {
        let fits = matches!(width, 1 | 2 | 4 | 8) && bytes.len().is_multiple_of(usize::from(width));
        fits.then_some(Self { width, bytes })
    }

    pub fn width(&self) -> u8 {
        self.width
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn len(&self) -> usize {
        self.bytes.len() / usize::from(self.width)
    }

    /// The bytes of these numbers.
    #[inline]
    pub fn part(&self, range: Range<usize>) -> &[u8] {
        let width = usize::from(self.width);
        &self.bytes[range.start * width..range.end * width]
    }

    /// One number.
    pub fn at(&self, place: usize) -> u64 {
        read(self.part(place..place + 1))
    }

    /// Where a number stands in a part that ascends.
    pub fn find(&self, number: u64, range: Range<usize>) -> Option<usize> {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle) < number {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < range.end && self.at(low) == number).then_some(low)
    }

    pub fn iter(&self, range: Range<usize>) -> impl Iterator<Item = u64> + '_ {
        self.part(range).chunks_exact(self.width.into()).map(read)
    }
}

fn read(bytes: &[u8]) -> u64 {
    let mut number = [0; 8];
    number[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_keep_their_order_and_are_found(mut numbers in proptest::collection::vec(prop_oneof![0_u64..300, any::<u64>()], 0..50)) {
            numbers.sort_unstable();
            let column = Column::narrowest(numbers.iter().copied());
            let all = 0..column.len();
            prop_assert_eq!(column.iter(all.clone()).collect::<Vec<_>>(), numbers.clone());
            for number in &numbers {
                let first = numbers.iter().position(|other| other == number);
                prop_assert_eq!(column.find(*number, all.clone()), first);
            }
            prop_assert_eq!(column.find(1_000_000, all).is_some(), numbers.contains(&1_000_000));
            let again = Column::of(column.width(), column.bytes().to_vec());
            prop_assert_eq!(again.map(|column| column.len()), Some(numbers.len()));
        }
    }
}
