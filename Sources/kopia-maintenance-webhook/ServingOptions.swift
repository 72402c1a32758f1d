import ArgumentParser
import ProgramOptions
import SocketServer

/// Where the webhook listens and with which identity.
struct ServingOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = [
        "bind-address", "port", "probe-port", "tls-cert-file", "tls-private-key-file", "client-ca-file",
        "allowed-client-names", "dev-certificates", "certificate-poll-interval", "event-loops",
    ]

    @Option(
        help: ArgumentHelp(
            "The IP address to listen on, for both ports; 0.0.0.0 is every IPv4 address, :: every address.",
            valueName: "address"
        )
    )
    var bindAddress = "0.0.0.0"

    @Option(help: "The port for admission reviews over TLS; 0 lets the system choose.")
    var port: UInt16 = 9443

    @Option(
        help: ArgumentHelp(
            "The port for probes and metrics over plain HTTP; 0 lets the system choose.",
            valueName: "port"
        )
    )
    var probePort: UInt16 = 8081

    @Option(help: ArgumentHelp("The serving certificate and its chain, PEM.", valueName: "file"))
    var tlsCertFile: String?

    @Option(help: ArgumentHelp("The private key of the certificate, PEM, not encrypted.", valueName: "file"))
    var tlsPrivateKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "The authorities of client certificates; given, every client must have one.",
            valueName: "file"
        )
    )
    var clientCaFile: String?

    @Option(
        help: ArgumentHelp(
            "Names (common or alternative) of the clients that may ask, separated by commas; needs --client-ca-file.",
            valueName: "names"
        )
    )
    var allowedClientNames: String?

    @Option(
        help: ArgumentHelp(
            "Instead of the files above: make a certificate for localhost in this folder, unless a good one is there.",
            valueName: "folder"
        )
    )
    var devCertificates: String?

    @Option(
        help: ArgumentHelp("How often the certificate files are looked at.", valueName: DurationArgument.valueName)
    )
    var certificatePollInterval = DurationArgument(.seconds(10))

    @Option(
        help: ArgumentHelp(
            "Threads that serve; the default is one for each processor that this process may use.",
            valueName: "count"
        )
    )
    var eventLoops: Int?

    /// The clients that may ask; nil if all may.
    var clientNames: Set<String>? {
        guard let allowedClientNames else { return nil }
        let names = allowedClientNames.split(separator: ",").map { name in
            // Without the blanks around it.
            name.split(separator: " ").joined(separator: " ")
        }
        return Set(names.filter { !$0.isEmpty })
    }

    mutating func validate() throws {
        try validateAddress()
        try validateFiles()
        if clientNames?.isEmpty == true { throw ValidationError("--allowed-client-names names nobody") }
        if clientNames != nil, clientCaFile == nil {
            throw ValidationError("--allowed-client-names needs --client-ca-file")
        }
        if let eventLoops, !(1...1024).contains(eventLoops) {
            throw ValidationError("--event-loops is between 1 and 1024")
        }
        guard certificatePollInterval.duration >= .milliseconds(100) else {
            throw ValidationError("--certificate-poll-interval is at least 100ms")
        }
    }

    private func validateAddress() throws {
        guard SocketAddress(bindAddress, port: port) != nil else {
            throw ValidationError("--bind-address: '\(bindAddress)' is no IP address, such as 0.0.0.0 or ::1")
        }
        guard port != probePort || port == 0 else {
            throw ValidationError("--port and --probe-port are both \(port): they must differ")
        }
    }

    private func validateFiles() throws {
        let names = [
            ("tls-cert-file", tlsCertFile), ("tls-private-key-file", tlsPrivateKeyFile),
            ("client-ca-file", clientCaFile), ("dev-certificates", devCertificates),
        ]
        for (flag, name) in names where name?.isEmpty == true { throw ValidationError("--\(flag) is empty") }
        switch (devCertificates, tlsCertFile, tlsPrivateKeyFile) {
        case (nil, .some, .some), (.some, nil, nil): return
        case (nil, _, _):
            throw ValidationError("give --tls-cert-file and --tls-private-key-file, or --dev-certificates")
        default: throw ValidationError("--dev-certificates goes without --tls-cert-file and --tls-private-key-file")
        }
    }
}
