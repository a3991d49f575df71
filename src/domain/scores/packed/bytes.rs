//! Numbers, texts and pieces of bytes one after another. Used by `cells`.

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
pub fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len() as u64);
    out.extend(bytes);
}

pub fn write_text(out: &mut Vec<u8>, text: &str) {
    write_bytes(out, text.as_bytes());
}

/// Bytes that are read from the front; `None` wherever there are too few, or what is there is no such thing.
#[derive(Clone, Debug)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that is a length or a place.
    pub fn place(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.place()?;
        self.take(length)
    }

    pub fn text(&mut self) -> Option<String> {
        String::from_utf8(self.sized()?.to_vec()).ok()
    }

    /// A number, and that many of what `read` reads.
    pub fn many<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.place()?;
        // Each takes a byte at least, so that a damaged length asks for no more memory than there are bytes.
        let mut all = Vec::with_capacity(length.min(self.0.len()));
        for _ in 0..length {
            all.push(read(self)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_comes_back(number in any::<u64>()) {
            let mut out = Vec::new();
            write_number(&mut out, number);
            let mut bytes = Bytes::of(&out);
            prop_assert_eq!(bytes.number(), Some(number));
            prop_assert!(bytes.is_empty());
        }
    }

    #[test]
    fn a_number_too_large_or_cut_short_is_none() {
        assert_eq!(Bytes::of(&[0xff; 10]).number(), None);
        assert_eq!(Bytes::of(&[0xff, 0xff]).number(), None);
        let too_large = [[0xff; 9].as_slice(), &[0x02]].concat();
        assert_eq!(Bytes::of(&too_large).number(), None);
    }
}
