//! The colours of programs can be read: at least 4.5:1 on both grounds that they stand on, by day and by night (WCAG 2.2,
//! 1.4.3). The colours are read out of the stylesheet, so that one who changes them is told.

// The helpers of tests stand outside of them, where the lint would take them for the program.
#![allow(clippy::unwrap_used)]

const TOKENS: &str = include_str!("../../style/tokens.css");
const CODE: [&str; 4] = ["--code-keyword", "--code-string", "--code-number", "--code-comment"];
const GROUNDS: [&str; 2] = ["--plinth", "--paper"];
const CONTRAST_MIN: f64 = 4.5;

/// The relative luminance of a colour, by day and by night.
fn luminances(name: &str) -> [f64; 2] {
    let line = TOKENS.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'));
    let colours = line.and_then(|line| line.trim().strip_prefix("light-dark(")).expect(name);
    let mut both = colours.split("oklch(").skip(1).map(|colour| {
        let numbers = colour.split(')').next().unwrap().split_whitespace().map(|n| n.parse().unwrap());
        luminance(numbers.collect::<Vec<f64>>().try_into().unwrap())
    });
    [both.next().expect(name), both.next().expect(name)]
}

/// The relative luminance of `oklch(L C H)`, through OKLab and linear sRGB (CSS Color 4, 10.1 and 17), cut to what a screen
/// can show.
fn luminance([lightness, chroma, hue]: [f64; 3]) -> f64 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s;
    let [red, green, blue] = [red, green, blue].map(|part| part.clamp(0.0, 1.0));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_colours_of_programs_pass_aa_by_day_and_by_night() {
    for code in CODE {
        for ground in GROUNDS {
            let (text, behind) = (luminances(code), luminances(ground));
            for (theme, text, behind) in [("day", text[0], behind[0]), ("night", text[1], behind[1])] {
                let found = contrast(text, behind);
                assert!(found >= CONTRAST_MIN, "{code} on {ground} by {theme}: {found:.2}");
            }
        }
    }
}

#[test]
fn contrast_is_measured_as_the_standard_does() {
    let (white, black) = (luminance([1.0, 0.0, 0.0]), luminance([0.0, 0.0, 0.0]));
    assert!((contrast(white, black) - 21.0).abs() < 0.01, "{}", contrast(white, black));
    // sRGB's pure red, oklch(0.628 0.2577 29.23), has the luminance 0.2126.
    assert!((luminance([0.627_95, 0.257_68, 29.233_88]) - 0.2126).abs() < 0.001);
}
