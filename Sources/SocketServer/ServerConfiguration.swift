package import HTTPWire
package import TLS

/// Everything that a server is made of.
package struct ServerConfiguration: Sendable {
    /// Answers one request.
    ///
    /// Runs on the loop, which waits for it: it must be pure and quick.
    package typealias Handler = @Sendable (_ request: HTTPRequest, _ peer: PeerInfo) -> HTTPResponse

    /// Where to listen; port 0 lets the kernel choose.
    package var addresses: [SocketAddress]
    /// Threads with a loop each; every loop listens on every address.
    package var eventLoops = 1
    /// What peers may cost.
    package var limits = ServerLimits()
    /// The TLS context for a connection that is being accepted; nil for plain HTTP.
    ///
    /// Asked at every accept, so that a reloaded certificate serves new connections while old ones go on.
    package var tls: (@Sendable () -> TLSContext)?
    /// Told what happens.
    package var observe: @Sendable (ServerEvent) -> Void = { _ in }
    /// The system calls; others only in tests.
    package var systemCalls = SystemCalls.live
    /// The handler.
    package var handler: Handler

    /// A server of plain HTTP with one loop and the default limits.
    package init(addresses: [SocketAddress], handler: @escaping Handler) {
        self.addresses = addresses
        self.handler = handler
    }
}
