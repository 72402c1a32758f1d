import KubernetesAPI
import TestSupport
import Testing

/// What every command that talks to a cluster does where that does not go.
@Suite("Trouble with any command", .timeLimit(.minutes(5)))
struct AnyCommandTroubleTests {
    static let commands = [
        "status", "status nightly", "status -A", "status -w", "status -o json", "logs nightly", "logs nightly -f",
        "trigger nightly", "trigger nightly --wait", "trigger nightly --follow", "suspend nightly", "suspend --all",
        "resume -l a=b", "reset-failures nightly", "migrate --cluster", "migrate --cluster -A --yes", "doctor",
        "version",
    ]

    private static func run(_ line: String, _ flags: String...) async throws -> Plugin {
        try await Plugin(line.split(separator: " ").map(String.init) + flags)
    }

    /// Of a command that fails only `version` says anything more: what it knows by itself.
    private static func expect(_ plugin: Plugin, _ line: String, status: Int32, says: String) {
        #expect(plugin.status == status, "\(plugin)")
        #expect(plugin.complaints.hasPrefix("error: ") && plugin.complaints.contains(says), "\(plugin)")
        #expect(plugin.complaints.split(separator: "\n").count == 1, "\(plugin)")
        let hasOutput = line == "version" ? plugin.output.hasPrefix("plugin: ") : plugin.output.isEmpty
        #expect(hasOutput, "\(plugin)")
    }

    @Test("a token without rights: one line names the right to ask for, exit code 1", arguments: commands)
    func forbidden(_ line: String) async throws {
        try await FakeClusterRun.run { run in
            let words = "things is forbidden: User \"me\" cannot do this"
            run.server.add(FakeFault(times: nil, .refuse(FakeStatus(403, "Forbidden", words))))
            let plugin = try await Self.run(line, "--kubeconfig", run.kubeconfig)
            if line == "doctor" {
                // It tells what could not be looked at, check by check, and that is nothing wrong.
                #expect(plugin.status == 0 && plugin.complaints.isEmpty, "\(plugin)")
                #expect(plugin.output.contains("ask for the right to "), "\(plugin)")
            } else {
                Self.expect(plugin, line, status: 1, says: "error: not allowed: \(words): ask for the right to ")
            }
            #expect(run.server.count("PATCH") == 0)
        }
    }

    @Test("an API server that is not there: one line, exit code 1", arguments: commands)
    func dead(_ line: String) async throws {
        let port = try FreePorts.take(1)[0]
        let plugin = try await Self.run(line, "--server", "http://127.0.0.1:\(port)")
        let says = "error: cannot reach http://127.0.0.1:\(port): Connection refused: is the cluster up, and is this "
        Self.expect(plugin, line, status: 1, says: says)
    }

    @Test("a context that does not exist: one line, exit code 2, and nobody is asked", arguments: commands)
    func noContext(_ line: String) async throws {
        try await FakeClusterRun.run { run in
            let plugin = try await Self.run(line, "--kubeconfig", run.kubeconfig, "--context", "none")
            let says =
                "error: the context \"none\" does not exist: kubectl config get-contexts shows those that there are\n"
            Self.expect(plugin, line, status: 2, says: says)
            #expect(run.server.requests.isEmpty)
        }
    }

    @Test(
        "manifests for a cluster that cannot be asked: one line, exit code 2",
        arguments: ["review -f -", "render -f -"]
    )
    func manifests(_ line: String) async throws {
        try await FakeClusterRun.run { run in
            let flags = ["--kubernetes-version", "cluster", "--kubeconfig", run.kubeconfig, "--context", "none"]
            let words = line.split(separator: " ").map(String.init)
            let plugin = try await Plugin(words + flags, input: ReviewCommandTests.valid)
            Self.expect(
                plugin,
                line,
                status: 2,
                says: "--kubernetes-version=cluster: the context \"none\" does not exist"
            )
            #expect(run.server.requests.isEmpty)
        }
    }

    // MARK: Words that mean nothing

    /// Each cannot be the value of an annotation as a tag, or would be read as something else.
    static let tags = [
        String(repeating: "x", count: 254), String(repeating: "ü", count: 254), "a\nb", "a\tb", "a\u{7F}", "\u{1B}[31m",
    ]

    @Test(
        "a tag that is too long or has control characters: exit code 2, and nobody is asked",
        arguments: tags
    )
    func tag(_ tag: String) async throws {
        try await FakeClusterRun.run { run in
            let plugin = try await run.plugin("trigger", "nightly", "--tag", tag)
            #expect(plugin.status == 2, "\(plugin)")
            #expect(plugin.output.isEmpty)
            #expect(plugin.complaints.hasPrefix("Error: --tag "), "\(plugin)")
            #expect(!plugin.complaints.contains(tag) && !plugin.complaints.contains("\u{1B}"))
            #expect(run.server.requests.isEmpty)
        }
    }

    @Test(
        "a selector that does not parse: one line, exit code 2, and nothing is written",
        arguments: [
            "status", "status -A", "status -w", "suspend", "resume -A", "reset-failures", "suspend --dry-run server",
        ]
    )
    func selector(_ line: String) async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly", failures: 2))
            let words = "unable to parse requirement: found 'in', expected: identifier"
            let status = FakeStatus(400, "BadRequest", words)
            run.server.add(FakeFault("GET", on: "labelSelector=a%20in", times: nil, .refuse(status)))
            let plugin = try await Self.run(line, "--kubeconfig", run.kubeconfig, "-l", "a in")
            #expect(plugin.status == 2, "\(plugin)")
            #expect(plugin.output.isEmpty)
            #expect(plugin.complaints == "error: --selector: \(words)\n")
            #expect(run.server.requests.allSatisfy { $0.method == "GET" })
        }
    }
}
