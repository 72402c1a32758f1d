import Glibc
import HTTPWire
import Testing

@testable import SocketServer

/// A client that asks and is answered.
protocol AskingPeer {
    /// Sends all of `text`; false when the server does not take it.
    @discardableResult
    func send(_ text: String) -> Bool
    /// Reads one response; nil when the server closes before it is whole.
    func readResponse() -> ReceivedResponse?
}

/// A client on a blocking socket, whose every wait ends after ten seconds at the latest.
final class TestPeer: AskingPeer {
    /// What reading came to.
    enum Ending: Equatable {
        case closed
        case reset
        case timedOut
    }

    private let descriptor: FileDescriptor
    private var buffered: [UInt8] = []

    init(_ address: SocketAddress, receiveBuffer: Int32? = nil) throws {
        let family = address.family == .ipv4 ? AF_INET : AF_INET6
        descriptor = FileDescriptor(
            owning: try SystemCall.require("socket") { socket(family, Int32(SOCK_STREAM.rawValue), 0) }
        )
        if var size = receiveBuffer {
            try SystemCall.require("setsockopt") {
                setsockopt(descriptor.rawValue, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            }
        }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            try SystemCall.require("setsockopt") {
                setsockopt(descriptor.rawValue, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
            }
        }
        var storage = SocketAddress.Storage(address)
        _ = try storage.withMutablePointer { pointer, length in
            try SystemCall.require("connect") { connect(descriptor.rawValue, pointer, length.pointee) }
        }
    }

    /// Sends all of `text`; false when the server does not take it.
    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends as much of `bytes` as fits without waiting, and returns how much did.
    func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes {
            max(0, Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)))
        }
    }

    /// Says that nothing more will be sent.
    func finish() {
        shutdown(descriptor.rawValue, Int32(SHUT_WR))
    }

    /// Makes the close of this peer a reset.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor.rawValue, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads until the server closes.
    func readToEnd() -> (bytes: [UInt8], ending: Ending) {
        var ending: Ending?
        while ending == nil { ending = fill() }
        defer { buffered = [] }
        return (buffered, ending ?? .closed)
    }

    /// Reads exactly `count` bytes; fewer when the server closes before.
    func read(_ count: Int) -> [UInt8] {
        while buffered.count < count, fill() == nil {}
        defer { buffered.removeFirst(min(count, buffered.count)) }
        return Array(buffered.prefix(count))
    }

    /// Reads one response; nil when the server closes before it is whole.
    func readResponse(toHead: Bool) -> ReceivedResponse? {
        while true {
            if let (response, length) = ReceivedResponse.parse(buffered, toHead: toHead) {
                buffered.removeFirst(length)
                return response
            }
            if fill() != nil { return nil }
        }
    }

    func readResponse() -> ReceivedResponse? {
        readResponse(toHead: false)
    }

    /// Reads whatever is there, waiting for a byte at least.
    func readSome() -> (bytes: [UInt8], ending: Ending?) {
        let ending = buffered.isEmpty ? fill() : nil
        defer { buffered = [] }
        return (buffered, ending)
    }

    private func fill() -> Ending? {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = chunk.withUnsafeMutableBytes { recv(descriptor.rawValue, $0.baseAddress, $0.count, 0) }
        if count > 0 {
            buffered.append(contentsOf: chunk[..<count])
            return nil
        }
        if count == 0 { return .closed }
        return errno == EAGAIN ? .timedOut : .reset
    }
}
