//! Limits on what one of these programs may use of the machine (setrlimit(2)).

use rlimit::Resource;
use std::io;

/// Address space in bytes, beyond what the binary has mapped when it starts.
const MEMORY_BYTES: u64 = 128 << 20;
/// Time on the processor, in seconds.
const CPU_SECONDS: u64 = 10;
/// The size of a file that is written.
const FILE_BYTES: u64 = 1 << 20;
/// Open files.
const FILES: u64 = 24;

/// Limits this process for the rest of its life. No core is dumped either.
///
/// # Errors
/// When the system refuses a limit.
pub(super) fn set_resource_limits() -> io::Result<()> {
    for (resource, limit) in [
        (Resource::CPU, CPU_SECONDS),
        (Resource::FSIZE, FILE_BYTES),
        (Resource::NOFILE, FILES),
        (Resource::CORE, 0),
    ] {
        resource.set(limit, limit)?;
    }
    match mapped_bytes() {
        Some(mapped) => Resource::AS.set(mapped + MEMORY_BYTES, mapped + MEMORY_BYTES),
        None => Ok(()), // no `/proc`: a system other than Linux, where the other limits must do
    }
}

/// The address space in use, in bytes. The file gives it in pages (proc_pid_statm(5)), which are taken as 4 KiB.
fn mapped_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(statm.split(' ').next()?.parse::<u64>().ok()? << 12)
}
