//! The network that a request comes from; never the machine, because nobody needs to know that.
//!
//! A client can write anything into `X-Forwarded-For`. Only what a proxy of ours added to it can be believed. Proxies add at
//! the end, so it is read from the end, and only as far as the proxies that the settings name.

use http::HeaderMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The bits of an IPv4 address that are kept.
const V4_BITS: u8 = 24;
/// The bits of an IPv6 address that are kept; providers give a customer /48 to /64.
const V6_BITS: u8 = 48;

/// The client's network as text: `192.0.2.0/24` or `2001:db8:1::/48`. Empty where there is no connection, which is so in
/// tests. `proxies` are the networks of proxies that are believed.
pub fn of(peer: Option<Peer>, headers: &HeaderMap, proxies: &[IpNet]) -> String {
    peer.map_or_else(String::new, |Peer(peer)| network_of(client(peer.to_canonical(), headers, proxies)))
}

/// The nearest address that is not a proxy of ours.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let ours = |address: IpAddr| proxies.iter().any(|net| net.contains(&address));
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().map(|v| v.to_str().unwrap_or("?")).collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let mut address = peer;
    while ours(address) {
        match hops.next().map(|hop| hop.trim().parse::<IpAddr>()) {
            Some(Ok(hop)) => address = hop.to_canonical(),
            _ => break,
        }
    }
    address
}

/// The network around an address.
fn network_of(address: IpAddr) -> String {
    let net = match address {
        IpAddr::V4(v4) => Ipv4Net::new(v4, V4_BITS).map(|net| net.trunc().to_string()),
        IpAddr::V6(v6) => Ipv6Net::new(v6, V6_BITS).map(|net| net.trunc().to_string()),
    };
    net.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn check(peer: &str, forwarded: &'static str, proxies: &[&str], want: &str) {
        let mut headers = HeaderMap::new();
        if !forwarded.is_empty() {
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        }
        let proxies: Vec<IpNet> = proxies.iter().map(|net| net.parse().unwrap()).collect();
        assert_eq!(of(Some(Peer(peer.parse().unwrap())), &headers, &proxies), want);
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
}
