import Foundation
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// Names that are not the plugin's own: of the kubeconfig, and of the cluster.
@Suite("What is completed from a kubeconfig and a cluster", .timeLimit(.minutes(5)))
struct ClusterCompletionTests {
    /// Two kubeconfigs, merged, and what they are told by.
    private static func withNames(_ body: ([String: String]) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-names-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let texts = [
            "a": """
            current-context: prod
            contexts: [{name: prod, context: {cluster: one}}, {name: test, context: {cluster: two}}]
            clusters: [{name: one, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: me, user: {token: a}}]
            """,
            "b": """
            contexts: [{name: "arn:aws:eks:eu:1:cluster/prod", context: {}}, {name: prod-eu, context: {}}]
            clusters: [{name: two, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: "you@example.org", user: {}}]
            """,
        ]
        for (name, text) in texts {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let files = ["a", "b"].map { folder.appending(path: $0).path }
        try await body(["KUBECONFIG": files.joined(separator: ":")])
    }

    static let offers: [(words: [String], completed: String)] = [
        (["status", "--context", ""], "arn:aws:eks:eu:1:cluster/prod\nprod\nprod-eu\ntest\n"),
        (["status", "--context", "prod"], "prod\nprod-eu\n"),
        (["trigger", "nightly", "--context=te"], "--context=test\n"), (["doctor", "--context", "x"], ""),
        (["logs", "--cluster", ""], "one\ntwo\n"), (["suspend", "--user", ""], "me\nyou@example.org\n"),
        (["review", "-f", "a.yaml", "--context", "t"], "test\n"),
    ]

    @Test("contexts, clusters and users are words of the kubeconfig, for which no cluster is asked", arguments: offers)
    func names(_ words: [String], _ completed: String) async throws {
        try await Self.withNames { variables in
            let plugin = try await Plugin(["__complete"] + words, in: .inherited(variables))
            let lines = Set(plugin.output.split(separator: "\n"))
            #expect(lines == Set("\(completed):4".split(separator: "\n")))
            #expect(plugin.status == 0 && plugin.output.hasSuffix(":4\n") && plugin.complaints.isEmpty)
        }
    }

    @Test("a kubeconfig that cannot be read completes nothing", arguments: ["none", "/dev/null"])
    func unreadable(_ file: String) async throws {
        let words = ["__complete", "status", "--kubeconfig", file, "--context", ""]
        #expect(try await Plugin(words).output == ":4\n")
    }

    // MARK: In time

    static let askers = [["status", ""], ["trigger", "n"], ["logs", "nightly", "--job", ""], ["status", "-n", ""]]

    /// Half of the time for which the server hangs: tests side by side take their time to start a program.
    private static let limit: Duration = .seconds(30)

    @Test("the plugin gives up within a second") func patience() { #expect(Completer.patience < .seconds(1)) }

    private static func expectNothing(_ words: [String], _ kubeconfig: String) async throws {
        let start = ContinuousClock.now
        let plugin = try await Plugin(
            ["__complete"] + words.dropLast() + ["--kubeconfig", kubeconfig, words.last ?? ""]
        )
        #expect(ContinuousClock.now - start < limit)
        #expect(plugin.status == 0 && plugin.output == ":4\n" && plugin.complaints.isEmpty, "\(plugin)")
    }

    @Test("a server that hangs completes nothing, and holds nobody up", arguments: askers)
    func hangs(_ words: [String]) async throws {
        try await FakeClusterRun.run { run in
            run.server.add(FakeFault(times: nil, .hang))
            try await Self.expectNothing(words, run.kubeconfig)
            #expect(run.server.requests.count <= 1)
        }
    }

    @Test("a server that stops in the middle of its answer completes nothing", arguments: askers)
    func stalls(_ words: [String]) async throws {
        try await FakeClusterRun.run { run in
            run.server.add(FakeFault(times: nil, .stallInBody))
            try await Self.expectNothing(words, run.kubeconfig)
        }
    }

    @Test("a program that is to get the credential, and hangs, completes nothing")
    func credential() async throws {
        try await FakeClusterRun.run { run in
            let text = try String(contentsOfFile: run.kubeconfig, encoding: .utf8)
                .replacing("cluster: test, namespace", with: "cluster: test, user: slow, namespace")
            let exec =
                "{apiVersion: client.authentication.k8s.io/v1, command: sleep, args: [\"600\"], interactiveMode: Never}"
            let users = "users: [{name: slow, user: {exec: \(exec)}}]\n"
            try "\(text)\(users)".write(toFile: run.kubeconfig, atomically: true, encoding: .utf8)
            try await Self.expectNothing(["status", ""], run.kubeconfig)
            #expect(run.server.requests.isEmpty)
        }
    }
}
