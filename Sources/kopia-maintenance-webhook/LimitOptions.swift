import ArgumentParser
import HTTPWire
import ProgramOptions
import SocketServer

/// What a peer may cost; the origin of each default stands at ``ServerLimits`` and ``HTTPLimits``.
struct LimitOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = [
        "max-connections", "max-held-bytes", "max-requests-per-connection", "max-target-bytes", "max-header-bytes",
        "max-header-count",
        "max-body-bytes", "handshake-timeout", "header-timeout", "body-timeout", "idle-timeout", "write-timeout",
    ]

    private static let defaults = ServerLimits()

    @Option(help: ArgumentHelp("Connections at once; beyond, idle ones make room and others wait.", valueName: "count"))
    var maxConnections = Self.defaults.connections

    @Option(
        help: ArgumentHelp(
            "Bytes that all connections together may hold; a request beyond that is answered 503.",
            valueName: "bytes"
        )
    )
    var maxHeldBytes = Self.defaults.heldBytes

    @Option(help: ArgumentHelp("Requests on one connection, so that load moves to new replicas.", valueName: "count"))
    var maxRequestsPerConnection = Self.defaults.requestsPerConnection

    @Option(help: ArgumentHelp("Bytes of a request target.", valueName: "bytes"))
    var maxTargetBytes = Self.defaults.http.targetBytes

    @Option(help: ArgumentHelp("Bytes of all header fields of a request.", valueName: "bytes"))
    var maxHeaderBytes = Self.defaults.http.headerBytes

    @Option(help: ArgumentHelp("Header fields of a request.", valueName: "count"))
    var maxHeaderCount = Self.defaults.http.headerCount

    @Option(
        help: ArgumentHelp("Bytes of a body; an API server's largest review stays below 7 MiB.", valueName: "bytes")
    )
    var maxBodyBytes = Self.defaults.http.bodyBytes

    @Option(help: ArgumentHelp("Time for a TLS handshake.", valueName: DurationArgument.valueName))
    var handshakeTimeout = DurationArgument(Self.defaults.handshake)

    @Option(
        help: ArgumentHelp(
            "Time for the header fields of a request, from its first byte.",
            valueName: DurationArgument.valueName
        )
    )
    var headerTimeout = DurationArgument(Self.defaults.header)

    @Option(
        help: ArgumentHelp(
            "Time for the body of a request, from the end of its header fields.",
            valueName: DurationArgument.valueName
        )
    )
    var bodyTimeout = DurationArgument(Self.defaults.body)

    @Option(
        help: ArgumentHelp(
            "Time that a connection may be silent between requests.",
            valueName: DurationArgument.valueName
        )
    )
    var idleTimeout = DurationArgument(Self.defaults.idle)

    @Option(
        help: ArgumentHelp("Time for a peer to take an answer.", valueName: DurationArgument.valueName)
    )
    var writeTimeout = DurationArgument(Self.defaults.write)

    /// The limits as the server takes them.
    var serverLimits: ServerLimits {
        var limits = ServerLimits()
        limits.connections = maxConnections
        limits.heldBytes = maxHeldBytes
        limits.requestsPerConnection = maxRequestsPerConnection
        limits.handshake = handshakeTimeout.duration
        limits.header = headerTimeout.duration
        limits.body = bodyTimeout.duration
        limits.idle = idleTimeout.duration
        limits.write = writeTimeout.duration
        limits.http = HTTPLimits(
            targetBytes: maxTargetBytes,
            headerBytes: maxHeaderBytes,
            headerCount: maxHeaderCount,
            bodyBytes: maxBodyBytes
        )
        return limits
    }

    /// As large as a count or a size may be; sums of two still fit every integer type in use.
    private static let largest = 1 << 30

    mutating func validate() throws {
        let numbers = [
            ("max-connections", maxConnections), ("max-held-bytes", maxHeldBytes),
            ("max-requests-per-connection", maxRequestsPerConnection),
            ("max-target-bytes", maxTargetBytes), ("max-header-bytes", maxHeaderBytes),
            ("max-header-count", maxHeaderCount), ("max-body-bytes", maxBodyBytes),
        ]
        for (name, value) in numbers where !(1...Self.largest).contains(value) {
            throw ValidationError("--\(name) is between 1 and \(Self.largest)")
        }
        // Otherwise the largest request that is allowed is never served.
        guard maxHeldBytes >= maxTargetBytes + maxHeaderBytes + maxBodyBytes else {
            throw ValidationError(
                "--max-held-bytes is at least --max-target-bytes, --max-header-bytes and --max-body-bytes together"
            )
        }
        let times = [
            ("handshake-timeout", handshakeTimeout), ("header-timeout", headerTimeout), ("body-timeout", bodyTimeout),
            ("idle-timeout", idleTimeout), ("write-timeout", writeTimeout),
        ]
        for (name, value) in times where value.duration == .zero {
            throw ValidationError("--\(name) is more than 0")
        }
    }
}
