//! Both endpoints of TLS, with a certificate that is made for one recording.

use super::WireError;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// The server's name. It stands readable in the browser's ClientHello (RFC 6066, section 3).
pub const SERVER_NAME: &str = "vitrine.test";

/// The protocol spoken over TLS. It is named in the open as well (ALPN, RFC 7301).
const PROTOCOL: &[u8] = b"http/1.1";

/// The browser's endpoint, which trusts one certificate, and the server's endpoint, which has it.
pub(super) struct TlsEndpoints {
    /// The browser's.
    pub connector: TlsConnector,
    /// The server's.
    pub acceptor: TlsAcceptor,
    /// The name that the browser verifies.
    pub name: ServerName<'static>,
}

impl TlsEndpoints {
    /// Endpoints with a new key and a new certificate. They agree on TLS 1.3.
    pub fn make() -> Result<Self, WireError> {
        Self::with_versions(rustls::ALL_VERSIONS)
    }

    /// The same with these versions of TLS only.
    pub(super) fn with_versions(versions: &[&'static SupportedProtocolVersion]) -> Result<Self, WireError> {
        let made = rcgen::generate_simple_self_signed([SERVER_NAME.to_owned()])?;
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let mut trusted = RootCertStore::empty();
        trusted.add(certificate.clone())?;

        // The provider is named here, so that it does not depend on which one the process has installed as its default.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut client = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(versions)?
            .with_root_certificates(trusted)
            .with_no_client_auth();
        client.alpn_protocols = vec![PROTOCOL.to_vec()];
        let mut server = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        server.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Self {
            connector: TlsConnector::from(Arc::new(client)),
            acceptor: TlsAcceptor::from(Arc::new(server)),
            name: ServerName::try_from(SERVER_NAME).expect("the name is a host's name"),
        })
    }
}
