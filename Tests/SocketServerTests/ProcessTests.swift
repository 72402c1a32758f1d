import CLinux
import Glibc
import Testing

@testable import SocketServer

/// What concerns the whole process, each in a process of its own.
@Suite("A process with a server")
struct ProcessTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

    /// The number of descriptors that are open.
    private static func openDescriptors() -> Int {
        (0..<4096).count { fcntl($0, F_GETFD) != -1 }
    }

    @Test("has no descriptor left when the server has ended, however its peers behaved")
    func descriptorLeaks() async {
        await #expect(processExitsWith: .success) {
            // Who else is in this process (the thread that waits for times) opens its own once, whenever its turn
            // comes; of a leak no three rounds in a row are free.
            var counts: [Int] = []
            func isAtRest() -> Bool { counts.count > 3 && Set(counts.suffix(4)).count == 1 }
            while !isAtRest() && counts.count < 12 {
                let server = try TestServer { $0.eventLoops = 2 }
                for index in 0..<50 {
                    let peer = try TestPeer(server.address)
                    if index % 3 == 0 { peer.resetOnClose() }
                    peer.send(index % 2 == 0 ? ProcessTests.get : "GET / HT")
                    if index % 4 == 0 { _ = peer.readResponse() }
                }
                _ = server.drain(timeout: .seconds(1))
                counts.append(ProcessTests.openDescriptors())
            }
            try #require(isAtRest(), "\(counts)")
        }
    }

    @Test("that is out of descriptors goes on, and serves who waits once it has some")
    func descriptorsExhausted() async {
        await #expect(processExitsWith: .success) {
            let server = try TestServer()
            let first = try TestPeer(server.address)
            first.send(ProcessTests.get)
            try #require(first.readResponse()?.status == 200)
            var saved = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &saved)
            var low = saved
            // What other tests had open when this process began may have come along, in any number.
            let highest = try #require((0..<4096).last { fcntl($0, F_GETFD) != -1 })
            low.rlim_cur = rlim_t(highest) + 10
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)
            var taken: [Int32] = []
            while case let next = dup(0), next != -1 { taken.append(next) }
            // The one number that is left is the peer's, unless another thread was faster; there is none for the
            // server's end.
            var peer: TestPeer?
            while peer == nil, let last = taken.popLast() {
                close(last)
                peer = try? TestPeer(server.address)
            }
            let second = try #require(peer)
            second.send(ProcessTests.get)
            try #require(server.events.wait(for: .acceptFailed(.processDescriptors, pauses: true), count: 2))
            first.send(ProcessTests.get)
            try #require(first.readResponse()?.status == 200)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &saved)
            try #require(second.readResponse()?.status == 200)
        }
    }

    @Test("takes its signals one by one, and no broken pipe ends it")
    func signals() async {
        await #expect(processExitsWith: .success) {
            let source = try SignalSource.make([SIGTERM, SIGHUP])
            // To this thread: the others of a test process were there before the signals were blocked.
            pthread_kill(pthread_self(), SIGTERM)
            try #require(try source.wait() == SIGTERM)
            pthread_kill(pthread_self(), SIGHUP)
            try #require(try source.wait() == SIGHUP)
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            close(ends[0])
            var byte: UInt8 = 0
            try #require(write(ends[1], &byte, 1) == -1)
            try #require(errno == EPIPE)
        }
    }
}
