//! Locks this process in, for good. A worker does it before it reads a byte of what a stranger wrote.
//!
//! Three walls, each enough by itself against most of what could be tried: limits of the machine (setrlimit(2)), no file
//! at all (landlock(7)), and of all system calls only those that a computation needs (seccomp(2)). Linux has them;
//! elsewhere there is no sandbox.

use super::limits::{CPU_SECONDS, MEMORY_BYTES};

/// # Errors
/// When one of the walls does not stand: then nobody's SQL may run here.
pub(super) fn confine_process() -> Result<(), String> {
    use rlimit::Resource;
    let address_space = platform::mapped_bytes()? + MEMORY_BYTES;
    for (resource, limit) in [
        (Resource::AS, address_space),
        (Resource::CPU, CPU_SECONDS),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        resource.set(limit, limit).map_err(|e| format!("limits: {e}"))?;
    }
    platform::deny_files()?;
    platform::restrict_system_calls()
}

#[cfg(target_os = "linux")]
mod platform {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };
    use std::collections::BTreeMap;

    /// The address space in use (proc_pid_statm(5), in pages): most of it was only reserved, and counts all the same.
    pub fn mapped_bytes() -> Result<u64, String> {
        let statm = std::fs::read_to_string("/proc/self/statm").map_err(|e| format!("limits: {e}"))?;
        let pages = statm.split(' ').next().and_then(|pages| pages.parse::<u64>().ok());
        pages.map(|pages| pages << 12).ok_or_else(|| "limits: the address space cannot be read".to_owned())
    }

    /// No file can be opened, read, made or run, and no TCP port bound or called.
    pub fn deny_files() -> Result<(), String> {
        let locked = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V5))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
            .and_then(Ruleset::create)
            .and_then(landlock::RulesetCreated::restrict_self)
            .map_err(|e| format!("landlock: {e}"))?;
        match locked.ruleset {
            RulesetStatus::NotEnforced => Err("landlock: this kernel has none".to_owned()),
            RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        }
    }

    /// Memory, time, randomness, the open pipes, and the end. Everything else fails with `EPERM`.
    const CALLS: [libc::c_long; 22] = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_close,
        libc::SYS_lseek,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_rt_sigreturn,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_sigaltstack,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_gettimeofday,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_sched_yield,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    pub fn restrict_system_calls() -> Result<(), String> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            CALLS.into_iter().map(|call| (call, Vec::new())).collect();
        // Memory, but none that holds a program.
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            let program = u64::from(libc::PROT_EXEC.unsigned_abs());
            let none = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(program), 0)
                .and_then(|condition| SeccompRule::new(vec![condition]))
                .map_err(|e| format!("seccomp: {e}"))?;
            rules.insert(call, vec![none]);
        }
        let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let here = std::env::consts::ARCH.try_into().map_err(|e| format!("seccomp: {e}"))?;
        let filter = SeccompFilter::new(rules, refuse, SeccompAction::Allow, here)
            .map_err(|e| format!("seccomp: {e}"))?;
        let program: BpfProgram = filter.try_into().map_err(|e| format!("seccomp: {e}"))?;
        seccompiler::apply_filter(&program).map_err(|e| format!("seccomp: {e}"))
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    const UNSUPPORTED: &str = "this system has no walls to lock a process in";

    pub fn mapped_bytes() -> Result<u64, String> {
        Err(UNSUPPORTED.to_owned())
    }

    pub fn deny_files() -> Result<(), String> {
        Err(UNSUPPORTED.to_owned())
    }

    pub fn restrict_system_calls() -> Result<(), String> {
        Err(UNSUPPORTED.to_owned())
    }
}
