//! The addresses that the server answers on.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The name leads nowhere.
    #[error("there is no address for the host `{hostname}`")]
    NoAddress {
        /// The name.
        hostname: String,
        /// What the system says.
        source: io::Error,
    },
    /// Another program has the port.
    #[error(
        "port {port} of `{hostname}` is in use by another program, maybe by another server of a book; choose another one with `--port`, or any that is free with `--port 0`"
    )]
    InUse {
        /// The name.
        hostname: String,
        /// The port.
        port: u16,
    },
    /// The address cannot be used.
    #[error("`{address}` cannot be served on")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// There is no thread for it.
    #[error("the server cannot be started")]
    Start(#[source] io::Error),
}

/// Opens a port on all addresses of a name: `localhost` has two. Returns the port too, which the system chooses for 0.
pub fn bind(hostname: &str, port: u16) -> Result<(Vec<TcpListener>, u16), ServeError> {
    let name = hostname.trim_start_matches('[').trim_end_matches(']');
    let addresses = (name, port)
        .to_socket_addrs()
        .map_err(|source| ServeError::NoAddress {
            hostname: hostname.to_owned(),
            source,
        })?;
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut port = port;
    let mut failure = None;
    for mut address in addresses {
        address.set_port(port);
        match open(address) {
            Ok(listener) => {
                port = listener.local_addr().map_or(port, |own| own.port());
                listeners.push(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                let is_repeated = listeners
                    .iter()
                    .any(|listener| listener.local_addr().is_ok_and(|own| own == address));
                if !is_repeated {
                    return Err(ServeError::InUse {
                        hostname: hostname.to_owned(),
                        port,
                    });
                }
            }
            // A system may have no addresses of the other kind.
            Err(source) => failure = Some(ServeError::Bind { address, source }),
        }
    }
    match (listeners.is_empty(), failure) {
        (true, Some(failure)) => Err(failure),
        (true, None) => Err(ServeError::NoAddress {
            hostname: hostname.to_owned(),
            source: io::ErrorKind::NotFound.into(),
        }),
        _ => Ok((listeners, port)),
    }
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// The address of the book in a browser.
pub fn url(hostname: &str, port: u16) -> String {
    let is_bare = hostname.contains(':') && !hostname.starts_with('[');
    if is_bare {
        format!("http://[{hostname}]:{port}")
    } else {
        format!("http://{hostname}:{port}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_told_with_what_to_do() {
        let (_first, port) = bind("127.0.0.1", 0).unwrap();
        let error = bind("127.0.0.1", port).unwrap_err().to_string();
        assert!(
            error.contains(&format!("port {port}")) && error.contains("`--port`"),
            "{error}"
        );
    }

    #[test]
    fn all_addresses_of_localhost_have_one_port() {
        let (listeners, port) = bind("localhost", 0).unwrap();
        for listener in listeners {
            let own = listener.local_addr().unwrap();
            assert!(own.ip().is_loopback() && own.port() == port, "{own}");
        }
    }

    #[test]
    fn addresses_are_written_as_browsers_want_them() {
        for (hostname, expected) in [
            ("localhost", "http://localhost:3000"),
            ("::1", "http://[::1]:3000"),
            ("[::1]", "http://[::1]:3000"),
        ] {
            assert_eq!(url(hostname, 3000), expected);
        }
    }
}
