import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// Which cluster manifests and objects are judged for, where a cluster can be asked.
@Suite("The cluster that something is for", .timeLimit(.minutes(5)))
struct TargetTests {
    /// Makes a cluster tell its release.
    private static func tell(_ info: JSONValue, by run: FakeClusterRun) {
        let answer = FakeFault.Effect.answer(status: 200, mediaType: "application/json", body: info.jsonText)
        run.server.add(FakeFault("GET", on: "/version", times: nil, answer))
    }

    private static func asks(_ command: String, _ run: FakeClusterRun, _ more: [String] = []) async throws -> Plugin {
        let arguments = [command, "-f", "-", "--kubernetes-version", "cluster"] + more
        let surroundings = Command.Surroundings.inherited(["KUBECONFIG": run.kubeconfig])
        return try await Plugin(arguments, input: ReviewCommandTests.comparing, in: surroundings)
    }

    static let releases: [(JSONValue, Int32)] = [
        (["gitVersion": "v1.34.1"], 1), (["gitVersion": "v1.33.5-eks-0a1b2c"], 1), (["gitVersion": "v1.36.2"], 0),
        (["gitVersion": "v1.36.2", "emulationMajor": "1", "emulationMinor": "34"], 1),
    ]

    @Test("is asked for its release by review and render, if they are told to", arguments: releases)
    func release(_ info: JSONValue, _ status: Int32) async throws {
        try await FakeClusterRun.run { run in
            Self.tell(info, by: run)
            for command in ["review", "render"] {
                let plugin = try await Self.asks(command, run)
                #expect(plugin.status == status, "\(plugin)")
                let told = (plugin.output + plugin.complaints).contains("spec.tolerations[0].operator: Unsupported")
                #expect(told == (status == 1), "\(plugin)")
            }
            #expect(run.server.requests.map(\.target) == ["/version", "/version"])
        }
    }

    @Test("is found by flags, too, and its gates are told by a flag")
    func flags() async throws {
        try await FakeClusterRun.run { run in
            Self.tell(["gitVersion": "v1.36.2"], by: run)
            let found = ["--kubeconfig", run.kubeconfig, "--context", "test"]
            let arguments = ["review", "-f", "-", "--kubernetes-version=cluster"] + found
            let input = ReviewCommandTests.comparing
            #expect(try await Plugin(arguments, input: input).status == 0)
            #expect(try await Plugin(arguments + ["--feature-gates", "AllAlpha=false"], input: input).status == 1)
            let locked = try await Plugin(arguments + ["--feature-gates", "ProcMountType=false"], input: input)
            #expect(locked.status == 2)
            #expect(locked.complaints.contains("ProcMountType cannot be changed from Kubernetes 1.36 on"))
        }
    }

    @Test("is not asked where nobody tells to, nor where the release is told")
    func offline() async throws {
        try await FakeClusterRun.run { run in
            run.server.add(FakeFault(times: nil, .hang))
            let surroundings = Command.Surroundings.inherited(["KUBECONFIG": run.kubeconfig])
            for arguments in [
                "review -f -", "render -f -", "next -f -", "migrate -f -", "review -f - --kubernetes-version 1.35",
            ] {
                let words = arguments.split(separator: " ").map(String.init)
                let plugin = try await Plugin(words, input: ReviewCommandTests.comparing, in: surroundings)
                #expect(plugin.status == 0, "\(plugin)")
            }
            #expect(run.server.requests.isEmpty)
        }
    }

    static let troubles: [(FakeFault.Effect, String)] = [
        (.refuse(FakeStatus(404, "NotFound", "the server could not find the requested resource")), "has no /version: "),
        (.refuse(FakeStatus(403, "Forbidden", "User \"me\" cannot get path \"/version\"")), "not allowed: "),
        (.answer(status: 200, mediaType: "application/json", body: "{}"), "/version tells no release of Kubernetes"),
        (.answer(status: 200, mediaType: "text/html", body: "<html>"), "its media type is text/html"),
    ]

    @Test("that does not tell ends review and render with 2", arguments: troubles)
    func trouble(_ effect: FakeFault.Effect, _ words: String) async throws {
        try await Self.expect(effect, words)
    }

    @Test("that does not answer is asked once, for as long as the flag says")
    func hangs() async throws {
        let words = "gave no answer in time: try again, or give it longer by --request-timeout"
        try await Self.expect(.hang, words, ["--request-timeout", "500ms"])
    }

    private static func expect(_ effect: FakeFault.Effect, _ words: String, _ flags: [String] = []) async throws {
        try await FakeClusterRun.run { run in
            run.server.add(FakeFault(times: nil, effect))
            for command in ["review", "render"] {
                let plugin = try await asks(command, run, flags)
                #expect(plugin.status == 2 && plugin.output.isEmpty)
                let hasPrefix = plugin.complaints.hasPrefix("error: --kubernetes-version=cluster: ")
                #expect(hasPrefix && plugin.complaints.contains(words), "\(plugin.complaints)")
                #expect(plugin.complaints.split(separator: "\n").count == 1)
            }
            #expect(run.server.requests.count == 2)
        }
    }

    @Test(
        "is named to no purpose where it is not asked",
        arguments: ["--kubeconfig=a", "--context=a", "--request-timeout=1s"]
    )
    func pointless(_ flag: String) async throws {
        let plugin = try await Plugin(["review", "-f", "-", flag], input: ReviewCommandTests.valid)
        #expect(plugin.status == 2)
        let words = "--kubeconfig, --context and --request-timeout go with --kubernetes-version=cluster"
        #expect(plugin.complaints.contains(words))
    }

    /// An object of an earlier release with a value that some clusters take.
    private static let old = SampleMaintenance.object(
        "nightly",
        spec: ["schedule": "0 3 * * *", "tolerations": [["key": "gpu", "operator": "Lt", "value": "5"]]]
    )

    @Test("is asked by migrate --cluster and by doctor, which go on where it does not tell")
    func live() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Self.old)
            let mistake = "spec.tolerations[0].operator: Unsupported value: \"Lt\""
            let kind = try await run.plugin("migrate", "--cluster", "--dry-run", "client")
            #expect(kind.status == 0 && kind.complaints.isEmpty, "\(kind)")
            #expect(try await run.plugin("doctor").output.contains("  ! spec.tolerations[0].operator: \"Lt\" needs "))
            Self.tell(["gitVersion": "v1.34.1"], by: run)
            let exact = try await run.plugin("migrate", "--cluster", "--dry-run", "client")
            #expect(
                exact.status == 1 && exact.complaints.contains("rejected after the migration as before: \(mistake)")
            )
            #expect(try await run.plugin("doctor").output.contains("  ✗ \(mistake)"))
        }
    }
}
