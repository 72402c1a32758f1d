/// Who sent a request.
package struct PeerInfo: Sendable, Hashable {
    /// The address of the other end of the connection.
    package var address: SocketAddress
    /// The names in the verified client certificate (common name and alternative names); empty without one.
    package var certificateNames: [String]

    /// A peer at `address` with these names.
    package init(address: SocketAddress, certificateNames: [String] = []) {
        self.address = address
        self.certificateNames = certificateNames
    }
}
