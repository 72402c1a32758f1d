import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// What goes wrong on the way to a cluster, in one line that says what to do.
@Suite("Trouble with a cluster", .timeLimit(.minutes(5)))
struct ClusterTroubleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let effect: FakeFault.Effect
        let says: String

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an expired token",
            effect: .refuse(FakeStatus(401, "Unauthorized", "Unauthorized")),
            says: "does not accept the credential (401): it has expired, or is of another cluster; log in again"
        ),
        Case(
            name: "a missing right",
            effect: .refuse(
                FakeStatus(
                    403,
                    "Forbidden",
                    "kopiamaintenances.volsync.backube is forbidden: User \"me\" cannot list resource"
                )
            ),
            says:
                "cannot list resource: ask for the right to list kopiamaintenances.volsync.backube in namespace backup"
        ),
        Case(
            name: "a missing definition",
            effect: .answer(status: 404, mediaType: "text/plain", body: "404 page not found\n"),
            says: "knows no KopiaMaintenance: install its definition (kubectl apply -k deploy/crd)"
        ),
        Case(
            name: "a proxy's page",
            effect: .answer(status: 200, mediaType: "text/html", body: "<html>"),
            says: "its media type is text/html"
        ),
        Case(name: "silence", effect: .hang, says: "gave no answer in time"),
    ]

    @Test("is told in one line", arguments: cases)
    func trouble(_ example: Case) async throws {
        try await FakeClusterRun.run { run in
            run.server.add(FakeFault(times: nil, example.effect))
            let outcome = try await run.plugin("status", "--request-timeout", "1s")
            #expect(outcome.status == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.complaints.hasPrefix("error: ") && outcome.complaints.contains(example.says))
            #expect(outcome.complaints.split(separator: "\n").count == 1)
        }
    }

    @Test("a server that nobody listens at says so")
    func dead() async throws {
        let port = try FreePorts.take(1)[0]
        let outcome = try await Plugin(["status", "--server", "http://127.0.0.1:\(port)"])
        #expect(outcome.status == 1)
        #expect(
            outcome.complaints
                == "error: cannot reach http://127.0.0.1:\(port): Connection refused: "
                + "is the cluster up, and is this the right context (kubectl config current-context)?\n"
        )
    }

    static let usage: [(String, String)] = [
        ("status --context none", "the context \"none\" does not exist: kubectl config get-contexts"),
        ("status --user none", "the user \"none\" does not exist: kubectl config get-users"),
        ("status --cluster none", "the cluster \"none\" does not exist: kubectl config get-clusters"),
        ("status --kubeconfig none", "cannot read none: No such file"),
        ("status --as-group g", "--as-group needs --as"), ("status Bad_Name", "\"Bad_Name\" is no name"),
        ("status a a", "a is given twice"), ("status a -A", "give names, or -A or -l, not both"),
        ("status -w -o json", "--watch prints tables"), ("suspend", "give names, or --all, or --selector"),
        ("suspend a --all", "give names, or --all, or --selector"), ("trigger", "Missing expected argument"),
        ("trigger a --tag=", "Missing value for '--tag"), ("logs a --tail=-1", "--tail is a number of lines"),
        ("status -n Bad_Name", "--namespace: "), ("status --server ftp://x", "--server: "),
    ]

    @Test("a mistake in the command line ends with 2 and changes nothing", arguments: usage)
    func mistake(_ line: String, _ says: String) async throws {
        try await FakeClusterRun.run { run in
            let words = line.split(separator: " ").map(String.init)
            let known = words.contains("--kubeconfig") ? [] : ["--kubeconfig", run.kubeconfig]
            let outcome = try await Plugin(words + known)
            #expect(outcome.status == 2, "\(outcome.complaints)")
            #expect(outcome.complaints.contains(says))
            #expect(run.server.requests.isEmpty)
        }
    }

    @Test("a selector that the API server cannot read is a mistake in the command line")
    func selector() async throws {
        try await FakeClusterRun.run { run in
            let status = FakeStatus(400, "BadRequest", "unable to parse requirement: found 'in'")
            run.server.add(FakeFault("GET", on: "labelSelector", .refuse(status)))
            let outcome = try await run.plugin("status", "-l", "a in")
            #expect(outcome.status == 2)
            #expect(outcome.complaints == "error: --selector: unable to parse requirement: found 'in'\n")
        }
    }
}
