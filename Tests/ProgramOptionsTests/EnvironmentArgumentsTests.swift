import ProgramOptions
import Testing

/// Flags from the environment.
@Suite struct EnvironmentArgumentsTests {
    private static func merge(
        _ arguments: [String],
        flags: [String] = ["port", "tls-cert-file", "log-level"],
        _ environment: [String: String] = ["KM_PORT": "1", "KM_TLS_CERT_FILE": "a=b", "KM_OTHER": "x", "PORT": "2"]
    ) -> EnvironmentArguments {
        EnvironmentArguments(flags: flags, arguments: arguments) { environment[$0] }
    }

    @Test("A variable stands for its flag, and a flag that is given wins")
    func merge() {
        #expect(Self.merge([]).arguments == ["--port=1", "--tls-cert-file=a=b"])
        #expect(Self.merge(["--port", "9"]).arguments == ["--tls-cert-file=a=b", "--port", "9"])
        #expect(Self.merge(["--port=9"], flags: ["port"]).arguments == ["--port=9"])
    }

    @Test("An empty variable counts as none")
    func empty() {
        #expect(Self.merge([], ["KM_PORT": ""]).arguments == [])
    }

    @Test("A message about a flag names the variable that gave it, and no other")
    func hints() {
        let environment = Self.merge(["--log-level", "loud"])
        #expect(environment.hint(for: "The value '1' is invalid for '--port <port>'") == " (from KM_PORT)")
        #expect(
            environment.hint(for: "--port goes without --tls-cert-file, and --log-level")
                == " (from KM_PORT, KM_TLS_CERT_FILE)"
        )
        #expect(environment.hint(for: "--log-level is loud, --portable is not, port is nothing") == "")
    }
}
