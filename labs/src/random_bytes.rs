//! Random bytes from the operating system, for keys, salts and session ids.

/// `N` random bytes.
///
/// # Panics
/// When the system has no source of randomness. Nothing that this crate does with such bytes would be safe then.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("without the system's random source nothing here is safe to do");
    bytes
}
