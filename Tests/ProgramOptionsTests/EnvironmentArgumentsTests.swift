import ProgramOptions
import Testing

/// Flags from the environment.
@Suite struct EnvironmentArgumentsTests {
    @Test("A variable stands for its flag, and a flag that is given wins")
    func merge() {
        let environment = ["KM_PORT": "1", "KM_TLS_CERT_FILE": "a=b", "KM_OTHER": "x", "PORT": "2"]
        let flags = ["port", "tls-cert-file", "log-level"]
        #expect(
            EnvironmentArguments.merge([], flags: flags, environment: environment) == [
                "--port=1", "--tls-cert-file=a=b",
            ]
        )
        #expect(
            EnvironmentArguments.merge(["--port", "9"], flags: flags, environment: environment)
                == ["--tls-cert-file=a=b", "--port", "9"]
        )
        #expect(
            EnvironmentArguments.merge(["--port=9"], flags: ["port"], environment: environment) == ["--port=9"]
        )
    }
}
