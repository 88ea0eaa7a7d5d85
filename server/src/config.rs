//! The settings: one struct, read from flags or from the environment.
//!
//! Every setting has a flag, a variable `VITRINE_…`, and a default that is safe on one's own machine. None of them is a
//! secret. A secret that is added must have no default, and [`list_settings`] must not print it.

use crate::network::Proxies;
use anyhow::{Context, Result, bail};
use clap::{ArgMatches, Args, ValueEnum, parser::ValueSource};
use ipnet::IpNet;
use labs::content_folder::folder_name;
use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};
use store::Room;
use url::Url;

/// The most folders of exercises.
const CONTENT_FOLDERS_MAX: usize = 8;

/// The folder in which the site keeps everything.
#[derive(Args, Clone, Debug)]
pub struct DataFolder {
    /// Folder with the database
    // Global, so that it may stand behind the words of a command's own commands as well.
    #[arg(long, global = true, env = "VITRINE_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

/// What `vitrine serve` can be told.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address or name, and port to listen on; port 0 takes any free one.
    #[arg(long, env = "VITRINE_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3000", value_parser = listen_address)]
    pub listen: SocketAddr,

    #[command(flatten)]
    pub data: DataFolder,

    /// Whether a site may begin in a folder that is empty or not there; `off` where a site is known to be, so that a volume
    /// that is not mounted is not taken for a place for a new one.
    #[arg(long, env = "VITRINE_NEW_SITE", value_name = "ON|OFF", default_value = "on")]
    pub new_site: Switch,

    /// Folder for regular backups; none are made without it.
    #[arg(long, env = "VITRINE_BACKUP_TO", value_name = "DIR")]
    pub backup_to: Option<PathBuf>,

    /// How often a backup is made: `30m`, `24h`, `7d`; from a minute to a year.
    #[arg(long, env = "VITRINE_BACKUP_EVERY", value_name = "TIME", default_value = "24h", value_parser = interval)]
    pub backup_every: Duration,

    /// How many of these backups are kept; the oldest go.
    #[arg(long, env = "VITRINE_BACKUP_KEEP", value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub backup_keep: u16,

    /// Scheme, host and port as people type them, where that is not the address listened on: behind a proxy, say
    /// `https://square.example`. With https, cookies are for https alone.
    #[arg(long, env = "VITRINE_ORIGIN", value_name = "URL", value_parser = origin)]
    pub origin: Option<String>,

    /// Networks of proxies that are believed when they say whom they speak for, with commas between.
    #[arg(long, env = "VITRINE_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// The header in which those proxies say it. The other one is what a client wrote, and is not read.
    #[arg(long, env = "VITRINE_FORWARDED_HEADER", value_name = "NAME", default_value = "x-forwarded-for")]
    pub forwarded_header: ForwardedHeader,

    /// Whether people are slowed down who write very much; `off` is for measuring.
    #[arg(long, env = "VITRINE_WRITE_LIMITS", value_name = "ON|OFF", default_value = "on")]
    pub write_limits: Switch,

    /// People who may make an account from one network within ten minutes: all of them at once, and then one more whenever a
    /// share of the ten minutes is over.
    #[arg(long, env = "VITRINE_SIGN_UPS_PER_NETWORK", value_name = "N", default_value = "50")]
    pub sign_ups_per_network: NonZeroU32,

    /// Connections open at once. For one more, the one that was silent for longest is closed.
    #[arg(long, env = "VITRINE_CONNECTIONS_MAX", value_name = "N", default_value_t = 2048)]
    pub connections_max: usize,

    /// Connections from one network (/24 or /48) open at once. This machine and proxies have no such limit.
    #[arg(long, env = "VITRINE_CONNECTIONS_PER_NETWORK_MAX", value_name = "N", default_value_t = 512)]
    pub connections_per_network_max: usize,

    /// Open pages that hear of events at once; it leaves connections for everything else.
    #[arg(long, env = "VITRINE_LISTENERS_MAX", value_name = "N", default_value_t = 1500)]
    pub listeners_max: usize,

    /// Open pages of one network that hear of events at once.
    #[arg(long, env = "VITRINE_LISTENERS_PER_NETWORK_MAX", value_name = "N", default_value_t = 300)]
    pub listeners_per_network_max: usize,

    /// Processes that run learners' SQL at once; by default half of the cores, and on two cores both.
    #[arg(long, env = "VITRINE_SANDBOX_WORKERS", value_name = "N", default_value_t = sandbox_workers(), value_parser = at_least_one)]
    pub sandbox_workers: usize,

    /// What all guests together may keep of their work in the lessons, in MiB; those of one network an eighth of it. What rested
    /// longest goes first.
    #[arg(long, env = "VITRINE_GUESTS_MIB_MAX", value_name = "MIB", default_value_t = Room::GUESTS_BYTES_MAX >> 20)]
    pub guests_mib_max: u64,

    /// Free space on the disk, in MiB, below which work in the lessons is not kept, while posting and signing in go on. Without
    /// it: 1,024, or a twentieth of the file system where that is less.
    #[arg(long, env = "VITRINE_FREE_MIB_MIN", value_name = "MIB")]
    pub free_mib_min: Option<u64>,

    /// A folder with exercises of one's own, laid out as `content/` of the source: they are in its `sql`. It is looked at every
    /// few seconds, and a changed exercise is proved and served. May be given several times; in the environment with `:`
    /// between the folders.
    #[arg(long, env = "VITRINE_CONTENT", value_name = "DIR", value_delimiter = ':')]
    pub content: Vec<PathBuf>,

    /// What is logged: `info`, `debug`, or a filter such as `info,store=debug`.
    #[arg(long, env = "VITRINE_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,

    /// While editing: read the browser's half from this folder on every page, instead of the one inside the binary.
    #[arg(long, env = "VITRINE_DIST", value_name = "DIR")]
    pub dist: Option<PathBuf>,

    /// While editing: pages reload when a new browser's half was built.
    #[arg(long, env = "VITRINE_RELOAD")]
    pub reload: bool,
}

/// Half of the cores, so that the other half is free for people who read the site; on two cores both, since workers
/// yield to the site (`nice`), and with two of them one is kept for members and for networks that have none.
fn sandbox_workers() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores / 2).max(2).min(cores)
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// The header in which a proxy says whom it speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ForwardedHeader {
    /// Older than its standard, and what most proxies write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl ForwardedHeader {
    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

impl Config {
    /// The room that learners have in the data folder.
    pub fn room(&self) -> Room {
        let bytes = |mib: u64| mib.saturating_mul(1 << 20);
        Room::of_folder(&self.data.data, bytes(self.guests_mib_max), self.free_mib_min.map(bytes))
    }

    /// Checks what no single setting shows: whether they fit together.
    ///
    /// # Errors
    /// One sentence that says which do not.
    pub fn check(&self) -> Result<()> {
        if self.listeners_max >= self.connections_max {
            bail!(
                "--listeners-max ({}) must be below --connections-max ({}), or open pages leave no room for new ones",
                self.listeners_max,
                self.connections_max
            );
        }
        if self.guests_mib_max < 128 {
            bail!(
                "--guests-mib-max ({}) must be 128 or more: an eighth of it is for one network, and one guest may keep 16",
                self.guests_mib_max
            );
        }
        self.check_content()?;
        if cfg!(not(debug_assertions)) && (self.dist.is_some() || self.reload) {
            bail!(
                "--dist and --reload are for development builds; this binary has the browser's half inside"
            );
        }
        crate::log::filter(&self.log).with_context(|| format!("--log cannot be `{}`", self.log))?;
        Ok(())
    }

    /// The folders' names are parts of addresses, so they must be names, and different ones.
    fn check_content(&self) -> Result<()> {
        if self.content.len() > CONTENT_FOLDERS_MAX {
            bail!("--content names {} folders; {CONTENT_FOLDERS_MAX} is the most", self.content.len());
        }
        let mut names = BTreeSet::new();
        for folder in &self.content {
            let shown = folder.display();
            let Some(name) = folder_name(folder) else {
                bail!(
                    "--content {shown} ends in no name, and the exercises' addresses have the folder's name in them"
                );
            };
            if !names.insert(name.clone()) {
                bail!(
                    "--content {shown}: another folder is called `{name}` as well, and addresses have only the name"
                );
            }
            if !folder.join("sql").is_dir() {
                bail!("--content {shown} has no folder `sql` with exercises in it");
            }
        }
        Ok(())
    }

    /// The proxies in front of the site.
    pub fn proxies(&self) -> Proxies {
        Proxies { networks: self.trusted_proxy.clone(), header: self.forwarded_header }
    }

    /// Where the site is reached: scheme, host and port as people type them, once the address listened on is known. The first
    /// one stands in feeds and links. They come from the settings or from the machine's own addresses (`machine`), and never
    /// from a request: a `Host` is what a client writes.
    pub fn origins(&self, listening: SocketAddr, machine: &[IpAddr]) -> Vec<String> {
        if let Some(origin) = &self.origin {
            return vec![origin.clone()];
        }
        let origin = |host: String| match listening.port() {
            80 => format!("http://{host}"),
            port => format!("http://{host}:{port}"),
        };
        let literal = |address: IpAddr| match address {
            IpAddr::V4(v4) => origin(v4.to_string()),
            IpAddr::V6(v6) => origin(format!("[{v6}]")),
        };
        if !listening.ip().is_unspecified() {
            return vec![literal(listening.ip())];
        }
        // 0.0.0.0 is no address that a browser can go to. `::` takes connections of both kinds.
        let reached = |address: &&IpAddr| listening.is_ipv6() || address.is_ipv4();
        let mut origins = vec![origin("localhost".to_owned())];
        for origin in machine.iter().filter(reached).map(|address| literal(*address)) {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }
}

/// The addresses of this machine that a browser can go to: those of its own interfaces, without the ones that are valid on
/// one wire alone (`fe80::…`), which a browser cannot name.
///
/// # Errors
/// The system's own.
pub fn machine_addresses() -> std::io::Result<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    let on_one_wire = |address: &IpAddr| matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local());
    Ok(interfaces.iter().map(if_addrs::Interface::ip).filter(|address| !on_one_wire(address)).collect())
}

/// An address with a port, or a name with one. Of the addresses of a name, the first of IP version 4 is taken: that is the
/// one which everything on a machine can reach.
fn listen_address(raw: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = raw.parse() {
        return Ok(address);
    }
    let found =
        raw.to_socket_addrs().map_err(|e| format!("`{raw}` is no address such as 127.0.0.1:3000: {e}"))?;
    let found: Vec<_> = found.collect();
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| format!("`{raw}` has no address"))
}

/// A span such as `90s`, `30m`, `24h` or `7d`, from a minute to a year.
fn interval(raw: &str) -> Result<Duration, String> {
    const RANGE: std::ops::RangeInclusive<u64> = 60..=365 * 86_400;
    let refusal = || format!("`{raw}` is no time between a minute and a year such as 30m, 24h or 7d");
    let seconds = match raw.char_indices().last() {
        Some((_, 's')) => 1,
        Some((_, 'm')) => 60,
        Some((_, 'h')) => 3_600,
        Some((_, 'd')) => 86_400,
        _ => return Err(refusal()),
    };
    let count: u64 = raw[..raw.len() - 1].parse().map_err(|_| refusal())?;
    let seconds = count.checked_mul(seconds).filter(|seconds| RANGE.contains(seconds)).ok_or_else(refusal)?;
    Ok(Duration::from_secs(seconds))
}

/// A span as [`interval`] reads it.
fn interval_text(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let unit = units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit));
    unit.map_or_else(String::new, |(unit, name)| format!("{}{name}", seconds / unit))
}

/// The origin of a URL, written as browsers write it (RFC 6454, 6.2). A URL with anything beside the origin is refused: it
/// would suggest that the site can live below a path.
pub(crate) fn origin(raw: &str) -> Result<String, String> {
    let refusal = || format!("`{raw}` is not like https://square.example");
    let url = Url::parse(raw).map_err(|_| refusal())?;
    let plain =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !plain {
        return Err(refusal());
    }
    Ok(url.origin().ascii_serialization())
}

/// A number of at least one.
fn at_least_one(raw: &str) -> Result<usize, String> {
    raw.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("`{raw}` is not a number above 0"))
}

/// A network such as `10.0.0.0/8`, or a single address.
fn network(raw: &str) -> Result<IpNet, String> {
    let address = raw.parse().map(|address: IpAddr| IpNet::from(address));
    raw.parse().or(address).map_err(|_| format!("`{raw}` is not a network like 10.0.0.0/8"))
}

/// Every setting: its name, its value, and where the value comes from. `matches` are those that `config` was read from.
pub fn list_settings(config: &Config, matches: &ArgMatches) -> Vec<[String; 3]> {
    let text =
        |value: &Option<String>| value.clone().unwrap_or_else(|| "(from the address listened on)".to_owned());
    let path =
        |value: &Option<PathBuf>| value.as_ref().map_or_else(String::new, |path| path.display().to_string());
    let networks: Vec<_> = config.trusted_proxy.iter().map(ToString::to_string).collect();
    let content: Vec<_> = config.content.iter().map(|folder| folder.display().to_string()).collect();
    let on = |on: bool| if on { "on" } else { "off" }.to_owned();
    let values = [
        ("listen", config.listen.to_string()),
        ("data", config.data.data.display().to_string()),
        ("new_site", on(config.new_site == Switch::On)),
        ("backup_to", path(&config.backup_to)),
        ("backup_every", interval_text(config.backup_every)),
        ("backup_keep", config.backup_keep.to_string()),
        ("origin", text(&config.origin)),
        ("trusted_proxy", networks.join(",")),
        ("forwarded_header", config.forwarded_header.name().to_owned()),
        ("write_limits", on(config.write_limits == Switch::On)),
        ("sign_ups_per_network", config.sign_ups_per_network.to_string()),
        ("connections_max", config.connections_max.to_string()),
        ("connections_per_network_max", config.connections_per_network_max.to_string()),
        ("listeners_max", config.listeners_max.to_string()),
        ("listeners_per_network_max", config.listeners_per_network_max.to_string()),
        ("sandbox_workers", config.sandbox_workers.to_string()),
        ("guests_mib_max", config.guests_mib_max.to_string()),
        (
            "free_mib_min",
            config.free_mib_min.map_or_else(|| "(1024, or a twentieth)".to_owned(), |mib| mib.to_string()),
        ),
        ("content", content.join(":")),
        ("log", config.log.clone()),
        ("dist", path(&config.dist)),
        ("reload", on(config.reload)),
    ];
    values.map(|(id, value)| [id.replace('_', "-"), value, setting_source(id, matches)]).into()
}

fn setting_source(id: &str, matches: &ArgMatches) -> String {
    match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => format!("environment, VITRINE_{}", id.to_ascii_uppercase()),
        _ => "default".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        assert_eq!(origin("https://Square.Example/").as_deref(), Ok("https://square.example"));
        assert_eq!(origin("https://square.example:443").as_deref(), Ok("https://square.example"));
        assert_eq!(origin("http://localhost:3000").as_deref(), Ok("http://localhost:3000"));
        for bad in [
            "square.example",
            "ftp://square.example",
            "https://square.example/x",
            "https://u@square.example",
            "",
        ] {
            assert!(origin(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn o2_a_name_is_listened_on_at_its_address() {
        assert_eq!(listen_address("localhost:3000").unwrap().to_string(), "127.0.0.1:3000");
        assert_eq!(listen_address("[::1]:80").unwrap().to_string(), "[::1]:80");
        for bad in ["localhost", "3000", "", "no such name:3000"] {
            assert!(listen_address(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_interval_is_a_number_with_its_unit_within_a_year() {
        for (raw, seconds, shown) in
            [("60s", 60, "1m"), ("90m", 5_400, "90m"), ("24h", 86_400, "1d"), ("365d", 31_536_000, "365d")]
        {
            let span = interval(raw).unwrap();
            assert_eq!((span.as_secs(), interval_text(span).as_str()), (seconds, shown), "{raw}");
        }
        for bad in [
            "",
            "h",
            "24",
            "59s",
            "0h",
            "-1h",
            "366d",
            "99999999999999999999d",
            "400000000000000000d",
            "1 h",
            "1é",
        ] {
            assert!(interval(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_proxy_is_a_network_or_one_address() {
        assert_eq!(network("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(network("::1").unwrap().to_string(), "::1/128");
        assert!(network("proxy.example").is_err());
    }

    fn config(flags: &[&str]) -> Config {
        #[derive(clap::Parser)]
        struct CommandLine {
            #[command(flatten)]
            config: Config,
        }
        <CommandLine as clap::Parser>::parse_from(["test"].iter().chain(flags)).config
    }

    #[test]
    fn a_site_on_every_address_is_reached_at_the_machines_own_literal_addresses() {
        let machine: Vec<IpAddr> =
            ["127.0.0.1", "192.0.2.7", "::1", "2001:db8::7", "192.0.2.7"].map(|a| a.parse().unwrap()).into();
        let origins = |flags: &[&str], listening: &str| {
            config(flags).origins(listening.parse().unwrap(), &machine).join(" ")
        };
        assert_eq!(
            origins(&[], "0.0.0.0:3000"),
            "http://localhost:3000 http://127.0.0.1:3000 http://192.0.2.7:3000"
        );
        assert_eq!(
            origins(&[], "[::]:80"),
            "http://localhost http://127.0.0.1 http://192.0.2.7 http://[::1] http://[2001:db8::7]"
        );
        assert_eq!(origins(&[], "192.0.2.7:3000"), "http://192.0.2.7:3000");
        assert_eq!(
            origins(&["--origin", "https://square.example"], "0.0.0.0:3000"),
            "https://square.example"
        );
    }
}
