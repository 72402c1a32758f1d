/// Why the server did not start.
package enum ServerError: Error, Hashable, Sendable {
    /// Somebody else listens on the address.
    case addressInUse(SocketAddress)
    /// The address cannot be bound: it is not one of this machine, or the port needs a privilege.
    case cannotBind(SocketAddress, ErrorNumber)
    /// The kernel refused something else.
    case systemCall(String, ErrorNumber)
}

extension ServerError: CustomStringConvertible {
    /// One sentence: what was tried and why it failed.
    package var description: String {
        switch self {
        case .addressInUse(let address): "cannot listen on \(address): another process listens there"
        case .cannotBind(let address, let error): "cannot listen on \(address): \(error)"
        case .systemCall(let name, let error): "\(name) failed: \(error)"
        }
    }
}
