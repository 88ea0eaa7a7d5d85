//! Takes this process's rights away, for good. A worker does it before it reads a byte that a stranger wrote.
//!
//! Three layers, of which each alone stops most attacks: resource limits (setrlimit(2)), no file at all (landlock(7)), and
//! only those system calls that a computation needs (seccomp(2)). Only Linux has all three; on other systems there is no
//! sandbox, and the pool stays closed.

use super::limits::{CPU_SECONDS, MEMORY_BYTES};

/// Confines the process and all threads that it starts later. It cannot be undone.
///
/// # Errors
/// When one of the three layers is not in force: then nobody's SQL may run here.
pub(super) fn confine_process() -> Result<(), String> {
    use rlimit::Resource;
    // `RLIMIT_AS` counts address space, not memory in use, so what is mapped already comes on top.
    let address_space = platform::mapped_bytes()? + MEMORY_BYTES;
    for (resource, limit) in [
        (Resource::AS, address_space),
        (Resource::CPU, CPU_SECONDS),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        resource.set(limit, limit).map_err(|e| format!("limits: {e}"))?;
    }
    // System calls come last: the other two layers need calls that this one forbids.
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

    /// The address space of this process in bytes. Most of it is reserved and not in use, but `RLIMIT_AS` counts it.
    /// The source is the first field of `/proc/self/statm`, in pages of 4 KiB (proc_pid_statm(5)).
    pub fn mapped_bytes() -> Result<u64, String> {
        let statm = std::fs::read_to_string("/proc/self/statm").map_err(|e| format!("limits: {e}"))?;
        let pages = statm.split(' ').next().and_then(|pages| pages.parse::<u64>().ok());
        pages.map(|pages| pages << 12).ok_or_else(|| "limits: the address space cannot be read".to_owned())
    }

    /// From here on no file can be opened, created or executed, and no TCP port bound or connected to. Pipes that are
    /// open already stay open.
    pub fn deny_files() -> Result<(), String> {
        // The rule set handles every kind of access of ABI 5 and allows none. On an older kernel, best effort keeps what
        // that kernel knows; a kernel without Landlock is refused below.
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

    /// System calls that stay allowed: memory, time, random numbers, the open pipes, and the end of the process. All
    /// others fail with `EPERM`.
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

    /// Installs a seccomp filter that lets only `CALLS` and harmless memory mappings through.
    pub fn restrict_system_calls() -> Result<(), String> {
        // An empty list of conditions allows a call whatever its arguments are.
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            CALLS.into_iter().map(|call| (call, Vec::new())).collect();
        // Memory may be mapped, but not as executable: the third argument is `prot`, counted from 0 it is number 2.
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            let program = u64::from(libc::PROT_EXEC.unsigned_abs());
            let none = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(program), 0)
                .and_then(|condition| SeccompRule::new(vec![condition]))
                .map_err(|e| format!("seccomp: {e}"))?;
            rules.insert(call, vec![none]);
        }
        // A refused call returns an error and does not kill the process, so that SQLite can report it as a fault.
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
    /// Said for each of the layers, which this system lacks.
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
