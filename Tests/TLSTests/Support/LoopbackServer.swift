import Foundation
import Glibc
import Synchronization
import Testing

@testable import TLS

/// A blocking server on a loopback port of the system's choice.
///
/// It answers the first data of a connection in upper case and closes the connection. One thread serves one connection after the other; stopped when released.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32
    private let record = Record()

    /// Kept apart from the server, so that its thread does not keep the server alive.
    private final class Record: Sendable {
        let failures = Mutex<[TLSError]>([])
    }

    init(_ context: TLSContext) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        port = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                try #require(bind(descriptor, generic, length) == 0)
                try #require(listen(descriptor, 8) == 0)
                try #require(getsockname(descriptor, generic, &length) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        Thread { [listener, record] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else {
                    close(listener)
                    return
                }
                Self.serve(peer, context, record)
                close(peer)
            }
        }.start()
    }

    deinit {
        // Wakes the thread out of accept; it closes the listener and ends.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// What ended the connections that ended badly, in their order.
    var seenFailures: [TLSError] { record.failures.withLock { $0 } }

    private static func serve(_ peer: Int32, _ context: TLSContext, _ record: Record) {
        do throws(TLSError) {
            var session = try TLSSession.make(context: context)
            do throws(TLSError) {
                try run(&session, on: peer)
            } catch {
                // Before the peer learns of it, so that whoever waits for the peer finds it here.
                record.failures.withLock { $0.append(error) }
            }
            send(&session, to: peer)
        } catch {
            record.failures.withLock { $0.append(error) }
        }
    }

    private static func run(_ session: inout TLSSession, on peer: Int32) throws(TLSError) {
        while try session.handshake() != .done {
            send(&session, to: peer)
            guard try receive(&session, from: peer) else { return }
        }
        send(&session, to: peer)
        var isClosed = false
        repeat {
            // Data may have come together with the end of the handshake, so reading precedes waiting.
            let question = try EnginePair.readAll(&session, isClosed: &isClosed)
            if !question.isEmpty {
                let answer = String(decoding: question, as: UTF8.self).uppercased()
                try EnginePair.write(Array(answer.utf8), to: &session)
            }
            if isClosed || !question.isEmpty {
                session.close()
                return
            }
            send(&session, to: peer)
        } while try receive(&session, from: peer)
    }

    private static func receive(_ session: inout TLSSession, from peer: Int32) throws(TLSError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(peer, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        try EnginePair.feed(Array(buffer[..<count]), to: &session)
        return true
    }

    private static func send(_ session: inout TLSSession, to peer: Int32) {
        var isSent = false
        while !isSent {
            var count = 0
            isSent = session.sendPendingOutput { pending in
                count = max(0, Glibc.send(peer, pending.baseAddress, pending.count, Int32(MSG_NOSIGNAL)))
                return count
            }
            // The peer is gone.
            if count == 0 { return }
        }
    }
}
