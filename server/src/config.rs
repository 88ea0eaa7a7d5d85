//! The settings: one struct, read from flags or from the environment.
//!
//! Every setting has a flag, a variable `VITRINE_…`, and a default that is safe on one's own machine. None of them is a
//! secret. A secret that is added must have no default, and [`list_settings`] must not print it.

use anyhow::{Context, Result, bail};
use clap::{ArgMatches, Args, ValueEnum, parser::ValueSource};
use ipnet::IpNet;
use std::{
    fs::DirBuilder,
    net::{IpAddr, SocketAddr},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};
use store::Room;
use url::Url;

/// The folder in which the site keeps everything.
#[derive(Args, Clone, Debug)]
pub struct DataFolder {
    /// Folder with the database; made where there is none.
    #[arg(long, env = "VITRINE_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

impl DataFolder {
    /// Creates the folder if it does not exist. Only the account that runs the server may read it.
    ///
    /// # Errors
    /// One sentence that names the folder.
    pub fn create(&self) -> Result<&Path> {
        let folder = self.data.as_path();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(folder)
    }
}

/// What `vitrine serve` can be told.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address and port to listen on; port 0 takes any free one.
    #[arg(long, env = "VITRINE_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    #[command(flatten)]
    pub data: DataFolder,

    /// Scheme, host and port as people type them, where that is not the address listened on: behind a proxy, say
    /// `https://square.example`. With https, cookies are for https alone.
    #[arg(long, env = "VITRINE_ORIGIN", value_name = "URL", value_parser = origin)]
    pub origin: Option<String>,

    /// Networks of proxies whose `X-Forwarded-For` is believed, with commas between.
    #[arg(long, env = "VITRINE_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// Whether people are slowed down who write very much; `off` is for measuring.
    #[arg(long, env = "VITRINE_WRITE_LIMITS", value_name = "ON|OFF", default_value = "on")]
    pub write_limits: Switch,

    /// Connections served at once; one more waits.
    #[arg(long, env = "VITRINE_CONNECTIONS_MAX", value_name = "N", default_value_t = 2048)]
    pub connections_max: usize,

    /// Open pages that hear of events at once; it leaves connections for everything else.
    #[arg(long, env = "VITRINE_LISTENERS_MAX", value_name = "N", default_value_t = 1500)]
    pub listeners_max: usize,

    /// What all guests together may keep of their work in the lessons, in MiB; those of one network an eighth of it. What rested
    /// longest goes first.
    #[arg(long, env = "VITRINE_GUESTS_MIB_MAX", value_name = "MIB", default_value_t = Room::GUESTS_BYTES_MAX >> 20)]
    pub guests_mib_max: u64,

    /// Free space on the disk, in MiB, below which work in the lessons is not kept, while posting and signing in go on. Without
    /// it: 1,024, or a twentieth of the file system where that is less.
    #[arg(long, env = "VITRINE_FREE_MIB_MIN", value_name = "MIB")]
    pub free_mib_min: Option<u64>,

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

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
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
        if cfg!(not(debug_assertions)) && (self.dist.is_some() || self.reload) {
            bail!(
                "--dist and --reload are for development builds; this binary has the browser's half inside"
            );
        }
        crate::log::filter(&self.log).with_context(|| format!("--log cannot be `{}`", self.log))?;
        Ok(())
    }

    /// The scheme, host and port that people type, once the address listened on is known. It is never read from a request.
    pub fn origin(&self, listening: SocketAddr) -> String {
        self.origin.clone().unwrap_or_else(|| {
            // 0.0.0.0 is no address that a browser can go to.
            let everywhere = listening.ip().is_unspecified();
            let host = if everywhere { "localhost".to_owned() } else { host(listening) };
            match listening.port() {
                80 => format!("http://{host}"),
                port => format!("http://{host}:{port}"),
            }
        })
    }
}

fn host(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    }
}

/// The origin of a URL, written as browsers write it (RFC 6454, 6.2). A URL with anything beside the origin is refused: it
/// would suggest that the site can live below a path.
fn origin(raw: &str) -> Result<String, String> {
    let refusal = || format!("`{raw}` is not like https://square.example");
    let url = Url::parse(raw).map_err(|_| refusal())?;
    let plain =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !plain {
        return Err(refusal());
    }
    Ok(url.origin().ascii_serialization())
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
    let on = |on: bool| if on { "on" } else { "off" }.to_owned();
    let values = [
        ("listen", config.listen.to_string()),
        ("data", config.data.data.display().to_string()),
        ("origin", text(&config.origin)),
        ("trusted_proxy", networks.join(",")),
        ("write_limits", on(config.write_limits == Switch::On)),
        ("connections_max", config.connections_max.to_string()),
        ("listeners_max", config.listeners_max.to_string()),
        ("guests_mib_max", config.guests_mib_max.to_string()),
        (
            "free_mib_min",
            config.free_mib_min.map_or_else(|| "(1024, or a twentieth)".to_owned(), |mib| mib.to_string()),
        ),
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
    fn a_proxy_is_a_network_or_one_address() {
        assert_eq!(network("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(network("::1").unwrap().to_string(), "::1/128");
        assert!(network("proxy.example").is_err());
    }
}
