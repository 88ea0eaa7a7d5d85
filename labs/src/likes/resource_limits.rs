//! What one of these programs may use of the machine (setrlimit(2)).

use rlimit::Resource;
use std::io;

/// Beyond what the program has mapped before it does anything.
const MEMORY_BYTES: u64 = 128 << 20;
const CPU_SECONDS: u64 = 10;
const FILE_BYTES: u64 = 1 << 20;
const FILES: u64 = 24;

/// Bounds this process, for good.
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
        None => Ok(()), // a system that does not tell, and has no such limit either
    }
}

/// The address space in use (proc_pid_statm(5), in pages).
fn mapped_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(statm.split(' ').next()?.parse::<u64>().ok()? << 12)
}
