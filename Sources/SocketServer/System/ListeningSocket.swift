import CLinux
import Glibc

/// A TCP socket that connections are accepted from; closed with its last reference.
final class ListeningSocket: Sendable {
    /// The address that it is bound to, with the port that the kernel chose if it was asked to.
    let address: SocketAddress
    private let descriptor: FileDescriptor

    private init(owning descriptor: consuming FileDescriptor, address: SocketAddress) {
        self.descriptor = descriptor
        self.address = address
    }

    /// The number to watch and to accept from.
    var rawValue: Int32 { descriptor.rawValue }

    /// Binds `count` sockets to one address, between which the kernel spreads the connections.
    ///
    /// - Parameters:
    ///   - address: Where; of an IPv6 address, `dualStack` says whether it takes IPv4 connections too.
    ///   - count: How many sockets, at least one.
    ///   - dualStack: Whether an IPv6 socket takes IPv4 connections too.
    /// - Returns: The sockets, listening.
    /// - Throws: `addressInUse` if anybody else listens there, also one who would share the port.
    static func bind(
        _ address: SocketAddress,
        count: Int,
        dualStack: Bool
    ) throws(ServerError) -> [ListeningSocket] {
        var bound = address
        var sockets: [ListeningSocket] = []
        // The kernel lets processes of one user share a port by SO_REUSEPORT, silently. A first socket without that
        // option fails if somebody is there, and settles the port if the kernel is to choose it.
        bound.port = try open(address, sharesPort: false, dualStack: dualStack).address.port
        for _ in 0..<count {
            let socket = try open(bound, sharesPort: true, dualStack: dualStack)
            try SystemCall.require("listen") { Glibc.listen(socket.rawValue, Self.backlog) }
            sockets.append(socket)
        }
        return sockets
    }

    /// Stops new connections from being made while those in the queue, and handshakes under way, remain.
    ///
    /// Without it a connection that the kernel completes between the last accept and the close is reset, and what its
    /// client has sent is lost. A kernel that refuses the filter leaves that small gap, nothing else.
    func dropNewConnections() {
        _ = SystemCall.attempt { clinux_drop_new_connections(descriptor.rawValue) }
    }

    private static func open(
        _ address: SocketAddress,
        sharesPort: Bool,
        dualStack: Bool
    ) throws(ServerError) -> ListeningSocket {
        let family = address.family == .ipv4 ? AF_INET : AF_INET6
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = FileDescriptor(
            owning: try SystemCall.require("socket") { socket(family, type, 0) }
        )
        try enable(SO_REUSEADDR, SOL_SOCKET, on: descriptor.rawValue)
        if sharesPort { try enable(SO_REUSEPORT, SOL_SOCKET, on: descriptor.rawValue) }
        // Accepted connections inherit it: answers leave at once.
        try enable(TCP_NODELAY, Int32(IPPROTO_TCP), on: descriptor.rawValue)
        if address.family == .ipv6 {
            try set(IPV6_V6ONLY, Int32(IPPROTO_IPV6), to: dualStack ? 0 : 1, on: descriptor.rawValue)
        }
        try attach(descriptor.rawValue, to: address)
        let bound = try ownAddress(of: descriptor.rawValue)
        return ListeningSocket(owning: descriptor, address: bound)
    }

    private static func attach(_ number: Int32, to address: SocketAddress) throws(ServerError) {
        var storage = SocketAddress.Storage(address)
        let outcome = unsafe storage.withMutablePointer { pointer, length in
            SystemCall.attempt { unsafe Glibc.bind(number, pointer, length.pointee) }
        }
        switch outcome {
        case .success: return
        case .failure(.addressInUse): throw .addressInUse(address)
        case .failure(let error): throw .cannotBind(address, error)
        case .wouldBlock: throw .cannotBind(address, .wouldBlock)
        }
    }

    private static func ownAddress(of number: Int32) throws(ServerError) -> SocketAddress {
        var storage = SocketAddress.Storage()
        let outcome = unsafe storage.withMutablePointer { pointer, length in
            SystemCall.attempt { unsafe getsockname(number, pointer, length) }
        }
        guard case .success = outcome else { throw .systemCall("getsockname", ErrorNumber(errno)) }
        return storage.address
    }

    private static func enable(_ option: Int32, _ level: Int32, on number: Int32) throws(ServerError) {
        try set(option, level, to: 1, on: number)
    }

    private static func set(_ option: Int32, _ level: Int32, to value: Int32, on number: Int32) throws(ServerError) {
        var value = value
        try SystemCall.require("setsockopt") {
            unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// As many as the kernel allows (`net.core.somaxconn` cuts it): the queue is where connections wait while
    /// accepting pauses.
    private static let backlog = Int32(SOMAXCONN)
}
