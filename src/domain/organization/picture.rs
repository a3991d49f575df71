//! A logo as it was sent in, made into one of ours: looked at before it is decoded, decoded, made small, written anew.
//! What was hidden in the file stays behind. Pure, and takes a moment; called by the console where a logo is sent.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Bytes of a file that is sent in.
pub const HEAVIEST: usize = 1024 * 1024;
/// Pixels of a side, before it is made small.
pub const SHORTEST_SIDE: u32 = 16;
pub const LONGEST_SIDE: u32 = 4000;
/// Pixels in all: a few kilobytes can hold a picture that fills the memory.
const MOST_PIXELS: u64 = 8_000_000;
/// What decoding may take: so many pixels with four parts of two bytes, and as much again.
const MOST_MEMORY: u64 = 2 * 8 * MOST_PIXELS;
/// How large a logo is shown at most.
pub const WIDTH: u32 = 240;
pub const HEIGHT: u32 = 64;
/// Pixels kept for each one shown: screens are fine today.
const FINENESS: u32 = 2;
const QUALITY: u8 = 88;

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Png,
    Jpeg,
}

impl Format {
    /// What a file of it is called at its end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A logo as we keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub format: Format,
    /// How large it is shown.
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// Why a file is no logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    TooHeavy,
    /// A drawing may bring scripts along, whatever its file is called.
    Svg,
    OtherKind,
    Broken,
    TooSmall {
        width: u32,
        height: u32,
    },
    TooLarge {
        width: u32,
        height: u32,
    },
}

/// Makes a logo of a file's content; its name decides nothing.
pub fn read(file: &[u8]) -> Result<Picture, Fault> {
    if file.is_empty() {
        return Err(Fault::Empty);
    }
    if file.len() > HEAVIEST {
        return Err(Fault::TooHeavy);
    }
    let (format, found) = match image::guess_format(file) {
        Ok(found @ ImageFormat::Png) => (Format::Png, found),
        Ok(found @ ImageFormat::Jpeg) => (Format::Jpeg, found),
        _ if is_svg(file) => return Err(Fault::Svg),
        _ => return Err(Fault::OtherKind),
    };
    let image = decoded(file, found)?;
    let (wide, high) = (image.width(), image.height());
    let (width, height) = shown(wide, high);
    let (most_wide, most_high) = (width * FINENESS, height * FINENESS);
    let small = if wide > most_wide || high > most_high {
        image.thumbnail_exact(most_wide, most_high)
    } else {
        image
    };
    let bytes = written(&small, format).map_err(|_| Fault::Broken)?;
    Ok(Picture {
        format,
        width,
        height,
        bytes,
    })
}

fn decoded(file: &[u8], found: ImageFormat) -> Result<DynamicImage, Fault> {
    let mut reader = ImageReader::with_format(Cursor::new(file), found);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Fault::Broken)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::TooLarge { width, height });
    }
    if width.min(height) < SHORTEST_SIDE {
        return Err(Fault::TooSmall { width, height });
    }
    let orientation = decoder.orientation().map_err(|_| Fault::Broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The size in which a picture of so many pixels is shown: never larger than it is.
fn shown(wide: u32, high: u32) -> (u32, u32) {
    let fits = |longest: u32, side: u32| f64::from(longest) / f64::from(side.max(1));
    let scale = fits(WIDTH, wide).min(fits(HEIGHT, high)).min(1.0);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (scaled(wide), scaled(high))
}

fn written(image: &DynamicImage, format: Format) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height) = (image.width(), image.height());
    match format {
        Format::Png => {
            let pixels = image.to_rgba8();
            PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
                .write_image(&pixels, width, height, ExtendedColorType::Rgba8)?;
        }
        Format::Jpeg => {
            let pixels = image.to_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, QUALITY).write_image(
                &pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
    }
    Ok(bytes)
}

fn is_svg(file: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&file[..file.len().min(4096)]).to_lowercase();
    start
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with('<')
        && start.contains("<svg")
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 30, 60]))
            .write_to(&mut file, format)
            .unwrap();
        file.into_inner()
    }

    #[test]
    fn a_logo_is_made_to_fit_and_never_larger() {
        for (sides, fitting) in [
            ((1200, 100), (240, 20)),
            ((100, 800), (8, 64)),
            ((120, 40), (120, 40)),
            ((2000, 16), (240, 2)),
        ] {
            let picture = read(&file(sides.0, sides.1, ImageFormat::Png)).unwrap();
            assert_eq!((picture.width, picture.height), fitting);
            let kept = image::load_from_memory(&picture.bytes).unwrap();
            assert!(kept.width() <= 2 * fitting.0 && kept.height() <= 2 * fitting.1);
        }
        let jpeg = read(&file(300, 300, ImageFormat::Jpeg)).unwrap();
        assert_eq!((jpeg.format, jpeg.width), (Format::Jpeg, 64));
        assert_eq!(image::guess_format(&jpeg.bytes).unwrap(), ImageFormat::Jpeg);
    }

    #[test]
    fn what_is_hidden_in_a_file_stays_behind() {
        let mut with_more = file(64, 64, ImageFormat::Png);
        with_more.extend(b"<script>alert(1)</script>");
        let picture = read(&with_more).unwrap();
        let kept = String::from_utf8_lossy(&picture.bytes).into_owned();
        assert!(!kept.contains("script"));
    }

    #[test]
    fn a_file_that_is_no_logo_says_why() {
        let good = file(64, 64, ImageFormat::Png);
        assert_eq!(read(&vec![0; 5 * HEAVIEST]), Err(Fault::TooHeavy));
        let svg = b"\xef\xbb\xbf <?xml version='1.0'?><svg onload='alert(1)'/>";
        assert_eq!(read(svg), Err(Fault::Svg));
        assert_eq!(read(b"GIF89a\x01\x00\x01\x00"), Err(Fault::OtherKind));
        assert_eq!(read(b""), Err(Fault::Empty));
        assert_eq!(read(&good[..good.len() / 2]), Err(Fault::Broken));
        let tiny = file(200, 4, ImageFormat::Png);
        let (width, height) = (200, 4);
        assert_eq!(read(&tiny), Err(Fault::TooSmall { width, height }));
    }

    #[test]
    fn a_picture_larger_than_memory_is_refused_by_its_first_bytes() {
        // what a bomb is: a header that promises 60,000 by 60,000 pixels
        let mut bomb = file(64, 64, ImageFormat::Png);
        let side = 60_000u32;
        bomb[16..20].copy_from_slice(&side.to_be_bytes());
        bomb[20..24].copy_from_slice(&side.to_be_bytes());
        let mut check = check_sum(&bomb[12..29]).to_be_bytes();
        bomb[29..33].swap_with_slice(&mut check);
        let fault = Fault::TooLarge {
            width: side,
            height: side,
        };
        assert_eq!(read(&bomb), Err(fault));
    }

    /// The check sum of a PNG's chunk.
    fn check_sum(chunk: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in chunk {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                let carry = sum & 1;
                sum = (sum >> 1) ^ (0xedb8_8320 * carry);
            }
        }
        !sum
    }
}
