import ArgumentParser

/// Where probes and metrics are served.
struct ProbeOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = ["bind-address", "probe-port"]

    @Option(help: "The IP address to listen on; 0.0.0.0 is every IPv4 address, :: every address.")
    var bindAddress = "0.0.0.0"

    @Option(help: "The port for probes and metrics over plain HTTP; 0 lets the system choose.")
    var probePort: UInt16 = 8081
}
