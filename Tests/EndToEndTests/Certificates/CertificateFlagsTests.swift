import Foundation
import TestSupport
import Testing

@Suite("The flags for certificates", .timeLimit(.minutes(5)))
struct CertificateFlagsTests {
    struct Case: Sendable, CustomStringConvertible {
        let flags: [String]
        let complaint: String

        var description: String { flags.joined(separator: " ") }

        init(_ flags: String, _ complaint: String) {
            self.flags = flags.split(separator: " ").map(String.init)
            self.complaint = complaint
        }
    }

    private static let enough =
        "--certificate-secret=a --certificate-authority-secret=b --webhook-service=c --mutating-webhook-configuration=d"

    static let cases = [
        Case("", "--certificate-secret is missing"),
        Case("--certificate-secret=a", "--certificate-secret needs --certificate-authority-secret"),
        Case(
            "--certificate-secret=a --certificate-authority-secret=b",
            "--certificate-secret needs --webhook-service"
        ),
        Case(
            "--certificate-secret=a --certificate-authority-secret=a --webhook-service=c",
            "--certificate-authority-secret is a Secret of its own"
        ),
        Case(
            "--certificate-secret=a --certificate-authority-secret=b --webhook-service=c",
            "needs --mutating-webhook-configuration or --validating-webhook-configuration"
        ),
        Case("\(enough) --webhook-service=c_d", "\"c_d\" cannot stand in a certificate"),
        Case("\(enough) --certificate-names=fd00::1,x..y", "\"x..y\" cannot stand in a certificate"),
        Case("\(enough) --certificate-lifetime=400d", "at most a third of the life of their authority"),
        Case("\(enough) --certificate-lifetime=0s", "certificates live for at least 3s"),
        Case("\(enough) --certificate-lifetime=90", "The value '90' is invalid for '--certificate-lifetime <time>'"),
        Case("\(enough) --ca-lifetime=d", "The value 'd' is invalid for '--ca-lifetime <time>'"),
        Case("\(enough) --ca-lifetime=99999999999d", "is invalid for '--ca-lifetime <time>'"),
        Case("\(enough) --ca-lifetime=-5d", "is invalid for '--ca-lifetime <time>'"),
        Case("\(enough) --ca-lifetime=36501d", "is invalid for '--ca-lifetime <time>'"),
        Case("\(enough) --ca-lifetime=270d --ca-retention=91d", "and the retention"),
        Case("\(enough) --ca-lifetime=270d --ca-retention=89d23h --kubeconfig=/nowhere", "/nowhere"),
    ]

    @Test("that do not go together are said in one line", arguments: cases)
    func complains(_ example: Case) async throws {
        let program = Programs.folder.appending(path: "kopia-maintenance-controller").path
        let outcome = try await Command.run(program, ["certificates"] + example.flags)
        #expect(outcome.status == (example.complaint == "/nowhere" ? 1 : 64))
        #expect(outcome.errors.hasPrefix("certificates: "))
        #expect(outcome.errors.contains(example.complaint), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("are the controller's too, and may come from the environment of the subcommand")
    func everywhere() async throws {
        let program = Programs.folder.appending(path: "kopia-maintenance-controller").path
        let controller = try await Command.run(program, ["--certificate-secret=a"])
        #expect(controller.status == 64)
        #expect(controller.errors.contains("--certificate-secret needs --certificate-authority-secret"))
        let variables = ["KM_CERTIFICATE_SECRET": "a"]
        let subcommand = try await Command.run(program, ["certificates", "--once"], in: .inherited(variables))
        #expect(subcommand.status == 64)
        #expect(subcommand.errors.contains("--certificate-secret needs --certificate-authority-secret"))
        let help = try await Command.run(program, ["--help"])
        #expect(help.output.contains("certificates"))
        #expect(!help.output.contains("\\"))
    }
}
