import Foundation
import Glibc
import Synchronization

/// Something that listens on loopback and follows a script with each connection, on a thread of its own.
final class ScriptedPeer: Sendable {
    /// One connection, as the script sees it.
    struct Connection {
        fileprivate let descriptor: Int32

        /// Reads up to and including an empty line; what came until then if the peer closes.
        func readHead() -> String {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while !bytes.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)), recv(descriptor, &byte, 1, 0) == 1 {
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// Writes a text.
        func write(_ text: String) {
            let bytes = Array(text.utf8)
            _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
    }

    let port: UInt16
    private let listener: Int32

    init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        let (descriptor, port) = try Self.listen()
        self.port = port
        listener = descriptor
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                script(Connection(descriptor: connection))
                close(connection)
            }
            close(descriptor)
        }
    }

    private static func listen() throws -> (descriptor: Int32, port: UInt16) {
        struct NotStarted: Error {}
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw NotStarted() }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Stops listening.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}
