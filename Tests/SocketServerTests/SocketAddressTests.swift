import Testing

@testable import SocketServer

@Suite("Socket addresses")
struct SocketAddressTests {
    @Test(
        "are read and written in their canonical form",
        arguments: [
            ("127.0.0.1", "127.0.0.1:80", SocketAddress.Family.ipv4),
            ("0.0.0.0", "0.0.0.0:80", .ipv4),
            ("255.1.2.3", "255.1.2.3:80", .ipv4),
            ("::", "[::]:80", .ipv6),
            ("::1", "[::1]:80", .ipv6),
            ("2001:DB8:0:0:0:0:0:1", "[2001:db8::1]:80", .ipv6),
            ("::ffff:10.0.0.1", "[::ffff:10.0.0.1]:80", .ipv6),
        ]
    )
    func canonical(_ text: String, _ expected: String, _ family: SocketAddress.Family) throws {
        let address = try #require(SocketAddress(text, port: 80))
        #expect(address.description == expected)
        #expect(address.family == family)
        #expect(SocketAddress.Storage(address).address == address)
    }

    @Test(
        "stand for an IPv4 address when they map one",
        arguments: [
            ("::ffff:10.0.0.1", "10.0.0.1:80"), ("::10.0.0.1", "[::10.0.0.1]:80"), ("10.0.0.1", "10.0.0.1:80"),
            ("1::ffff:10.0.0.1", "[1::ffff:a00:1]:80"),
        ]
    )
    func unmapped(_ text: String, _ expected: String) throws {
        #expect(try #require(SocketAddress(text, port: 80)).unmapped.description == expected)
    }

    @Test(
        "are not names, nor anything else",
        arguments: ["", "localhost", "127.0.0", "1.2.3.4:80", "[::1]", "::1%lo", "1.2.3.256"]
    )
    func refused(_ text: String) {
        #expect(SocketAddress(text, port: 80) == nil)
    }

    @Test(
        "know whether they stand for all addresses",
        arguments: [("0.0.0.0", true), ("::", true), ("::1", false), ("0.0.0.1", false)]
    )
    func wildcard(_ text: String, _ isWildcard: Bool) throws {
        #expect(try #require(SocketAddress(text, port: 0)).isWildcard == isWildcard)
    }
}
