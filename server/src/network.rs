//! The network that a request comes from; never the machine, because nobody needs to know that.
//!
//! A client can write anything into `X-Forwarded-For` and `Forwarded`. Only what a proxy of ours added can be believed, and
//! only in the one header that the settings name: a proxy passes the other one on as the client sent it. Proxies add at the
//! end, so a header is read from the end, and only as far as the proxies that the settings name.

use crate::config::ForwardedHeader;
use http::{HeaderMap, HeaderValue};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::{
    borrow::Cow,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The proxies in front of the site.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their networks.
    pub networks: Vec<IpNet>,
    /// The header to which they add whom they speak for.
    pub header: ForwardedHeader,
}

/// The bits of an IPv4 address that are kept.
const V4_BITS: u8 = 24;
/// The bits of an IPv6 address that are kept; providers give a customer /48 to /64.
const V6_BITS: u8 = 48;

/// The client's network as text: `192.0.2.0/24` or `2001:db8:1::/48`. Empty where there is no connection, which is so in
/// tests.
pub fn of(peer: Option<Peer>, headers: &HeaderMap, proxies: &Proxies) -> String {
    let client = peer.map(|Peer(peer)| proxies.client(peer.to_canonical(), headers));
    client.map_or_else(String::new, |client| network_of(client).to_string())
}

/// The network around an address.
pub fn network_of(address: IpAddr) -> IpNet {
    // Neither length is longer than an address, so the fallback is never taken.
    match address.to_canonical() {
        IpAddr::V4(v4) => IpNet::V4(Ipv4Net::new(v4, V4_BITS).map_or(v4.into(), |net| net.trunc())),
        IpAddr::V6(v6) => IpNet::V6(Ipv6Net::new(v6, V6_BITS).map_or(v6.into(), |net| net.trunc())),
    }
}

impl Proxies {
    /// Whether a network may hold any number of connections, because more than its own people come from there: it is this
    /// machine's own, where a proxy or a test runs, or that of a proxy in the settings. A network that is not known, which
    /// happens in tests alone, may as well.
    pub fn are_in(&self, network: &str) -> bool {
        let Ok(network) = network.parse::<IpNet>() else { return true };
        let is_own = network.addr().is_loopback() || network.contains(&IpAddr::V6(Ipv6Addr::LOCALHOST));
        is_own || self.networks.iter().any(|net| net.contains(&network) || network.contains(net))
    }

    fn contain(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|net| net.contains(&address))
    }

    /// The nearest address that is not a proxy of ours. A hop that cannot be read, such as `unknown`, ends the search at the
    /// proxy that wrote it.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<Cow<'_, str>> = headers.get_all(self.header.name()).iter().map(text).collect();
        let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        let mut address = peer;
        while self.contain(address) {
            let hop = hops.next().and_then(|hop| match self.header {
                ForwardedHeader::XForwardedFor => address_of_node(hop),
                ForwardedHeader::Forwarded => for_parameter(hop).and_then(address_of_node),
            });
            match hop {
                Some(hop) => address = hop.to_canonical(),
                None => break,
            }
        }
        address
    }
}

fn text(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

/// The value of `for` in one element of `Forwarded`: `for=192.0.2.7;proto=https` (RFC 7239, 4).
fn for_parameter(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    })
}

/// The address of a node, with or without port, brackets and quotation marks: `192.0.2.7`, `192.0.2.7:5678`,
/// `2001:db8::9`, `[2001:db8::9]`, `"[2001:db8::9]:5678"` (RFC 7239, 6).
fn address_of_node(node: &str) -> Option<IpAddr> {
    let node = node.trim().trim_matches('"');
    let bare = node.strip_prefix('[').and_then(|node| node.strip_suffix(']')).unwrap_or(node);
    bare.parse().ok().or_else(|| node.parse().ok().map(|node: SocketAddr| node.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(networks: &[&str], header: ForwardedHeader) -> Proxies {
        Proxies { networks: networks.iter().map(|net| net.parse().unwrap()).collect(), header }
    }

    fn check_in(header: ForwardedHeader, peer: &str, forwarded: &'static str, trusted: &[&str], want: &str) {
        let mut headers = HeaderMap::new();
        if !forwarded.is_empty() {
            headers.insert(header.name(), HeaderValue::from_static(forwarded));
        }
        let got = of(Some(Peer(peer.parse().unwrap())), &headers, &proxies(trusted, header));
        assert_eq!(got, want, "{forwarded}");
    }

    fn check(peer: &str, forwarded: &'static str, trusted: &[&str], want: &str) {
        check_in(ForwardedHeader::XForwardedFor, peer, forwarded, trusted, want);
    }

    #[test]
    fn h4_a_forwarded_address_counts_only_from_a_proxy_of_ours() {
        check("192.0.2.7", "", &[], "192.0.2.0/24");
        check("192.0.2.7", "198.51.100.9", &[], "192.0.2.0/24");
        check("10.0.0.1", "198.51.100.9", &["10.0.0.0/8"], "198.51.100.0/24");
        check("10.0.0.1", "203.0.113.1, 198.51.100.9", &["10.0.0.0/8"], "198.51.100.0/24");
        check("10.0.0.1", "203.0.113.1, 198.51.100.9, 10.0.0.2", &["10.0.0.0/8"], "198.51.100.0/24");
        check("10.0.0.1", "nonsense", &["10.0.0.0/8"], "10.0.0.0/24");
        check("::ffff:192.0.2.7", "", &[], "192.0.2.0/24");
        check("2001:db8:1:2:3::9", "", &[], "2001:db8:1::/48");
    }

    #[test]
    fn h4_a_forwarded_address_may_have_a_port_and_brackets() {
        let ours = &["10.0.0.0/8"];
        check("10.0.0.1", "198.51.100.9:5678", ours, "198.51.100.0/24");
        check("10.0.0.1", "2001:db8:1::9", ours, "2001:db8:1::/48");
        check("10.0.0.1", "[2001:db8:1::9]", ours, "2001:db8:1::/48");
        check("10.0.0.1", "[2001:db8:1::9]:5678", ours, "2001:db8:1::/48");
        check("10.0.0.1", "198.51.100.9:5678, 10.0.0.2:80", ours, "198.51.100.0/24");
        check("10.0.0.1", "203.0.113.1, 198.51.100.9:port", ours, "10.0.0.0/24");
    }

    #[test]
    fn h4_forwarded_is_read_where_the_settings_say_that_the_proxy_writes_it() {
        let ours = &["10.0.0.0/8"];
        let check = |forwarded, want| check_in(ForwardedHeader::Forwarded, "10.0.0.1", forwarded, ours, want);
        check("for=198.51.100.9;proto=https;by=10.0.0.1", "198.51.100.0/24");
        check("proto=https; For=\"198.51.100.9:5678\"", "198.51.100.0/24");
        check("for=203.0.113.1, for=\"[2001:db8:1::9]:5678\"", "2001:db8:1::/48");
        check("for=198.51.100.9, for=10.0.0.2", "198.51.100.0/24");
        check("for=203.0.113.1, for=unknown", "10.0.0.0/24");
        check("for=203.0.113.1, for=_hidden", "10.0.0.0/24");
        check("proto=https", "10.0.0.0/24");
    }

    #[test]
    fn h4_the_header_that_the_proxy_does_not_write_is_the_clients_and_counts_for_nothing() {
        for (believed, forged, value) in [
            (ForwardedHeader::XForwardedFor, "forwarded", "for=203.0.113.1"),
            (ForwardedHeader::Forwarded, "x-forwarded-for", "203.0.113.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(forged, HeaderValue::from_static(value));
            let peer = Some(Peer("10.0.0.1".parse().unwrap()));
            assert_eq!(of(peer, &headers, &proxies(&["10.0.0.0/8"], believed)), "10.0.0.0/24");
        }
    }

    #[test]
    fn this_machine_and_the_proxies_are_no_single_visitors() {
        let proxies = proxies(&["10.0.0.1/32", "172.16.0.0/12"], ForwardedHeader::default());
        for shared in ["127.0.0.0/24", "127.0.2.0/24", "::/48", "10.0.0.0/24", "172.16.3.0/24", ""] {
            assert!(proxies.are_in(shared), "{shared}");
        }
        for own in ["192.0.2.0/24", "2001:db8:1::/48", "10.0.1.0/24"] {
            assert!(!proxies.are_in(own), "{own}");
        }
    }
}
