import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What comes of one manifest after another, with a real API server and kubectl.
@Suite(
    .serialized,
    .timeLimit(.minutes(60)),
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane")
)
struct WebhookHistoryTests {
    private static func manifest(_ spec: JSONValue, name: String = "nightly") -> JSONValue {
        .kopiaMaintenance(
            spec.setting(["repository": "s"], at: "repository"),
            metadata: ["name": .string(name), "namespace": "default"]
        )
    }

    /// What an object looked like that was created from a repository alone, what its manifest says then, and the parts of
    /// the spec that must come of it; nil for what must be absent.
    private static let surprises: [(spec: JSONValue, expected: [(path: [String], value: JSONValue?)])] = [
        (
            ["resources": ["requests": ["memory": "2Gi"]]],
            [(["resources"], ["requests": ["memory": "2Gi"]])]
        ),
        (
            ["containerSecurityContext": ["privileged": true]],
            [(["containerSecurityContext"], ["privileged": true])]
        ),
        (
            ["podSecurityContext": ["runAsUser": 568, "runAsGroup": 568]],
            [(["podSecurityContext"], ["runAsUser": 568, "runAsGroup": 568])]
        ),
        (
            ["resources": ["limits": ["memory": "128Mi"]]],
            [(["resources"], ["limits": ["memory": "128Mi"]])]
        ),
    ]

    private static let serverSide = ["--server-side", "--force-conflicts"]

    @Test("A default gives way as a whole to what a manifest says of it later", arguments: [[], serverSide])
    func givingWay(_ flags: [String]) async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            for (spec, expected) in Self.surprises {
                try await Self.apply(Self.manifest([:]), flags, in: cluster)
                try await Self.apply(Self.manifest(spec), flags, in: cluster)
                let stored = try await Self.nightly(in: cluster)
                for (path, value) in expected {
                    #expect(path.reduce(stored["spec"]) { $0?[$1] } == value, "\(flags): \(spec.jsonText)")
                }
                try await cluster.must("delete", "kmaint", "nightly")
            }
            // A cache that is asked for in one commit and no more in the next.
            try await Self.apply(Self.manifest([:]), flags, in: cluster)
            try await Self.apply(Self.manifest(["cacheCapacity": "5Gi"]), flags, in: cluster)
            #expect(try await Self.nightly(in: cluster)["spec"]?["cacheAccessModes"] == ["ReadWriteOnce"])
            try await Self.apply(Self.manifest([:]), flags, in: cluster)
            let stored = try await Self.nightly(in: cluster)
            #expect(stored["spec"]?["cacheAccessModes"] == nil)
            #expect(stored["spec"]?["cacheCapacity"] == nil)
            // A label moves no generation.
            try await cluster.must("label", "kmaint", "nightly", "a=b")
            #expect(try await Self.nightly(in: cluster)["metadata"]?["generation"] == stored["metadata"]?["generation"])
        }
    }

    private static let bare = manifest([:])
    private static let standard: JSONValue = ["requests": ["memory": "256Mi"], "limits": ["memory": "1Gi"]]

    /// What is done to an object that was created from a repository alone, and what its resources must be then.
    ///
    /// The unit tests try the same on a simulated API server; these hold it against the real one.
    private static let ways:
        [(name: String, resources: JSONValue, act: @Sendable (ControlPlane) async throws -> Void)] = [
            (
                "an export, edited and applied three times", standard.setting("512Mi", at: "requests", "memory"),
                { cluster in
                    let edited = cleared(try await nightly(in: cluster))
                        .setting("512Mi", at: "spec", "resources", "requests", "memory")
                    for _ in 0..<3 { try await apply(edited, [], in: cluster) }
                }
            ),
            (
                "an export, trimmed to a part of the default", ["limits": ["memory": "1Gi"]],
                { cluster in
                    let export = try await nightly(in: cluster)
                    let trimmed = manifest(["resources": ["limits": ["memory": "1Gi"]]])
                        .setting(export["metadata"]?["annotations"], at: "metadata", "annotations")
                    try await apply(trimmed, serverSide, in: cluster)
                }
            ),
            (
                "the record in one manifest and not in the next", ["requests": ["memory": "2Gi"]],
                { cluster in
                    let annotations = try await nightly(in: cluster)["metadata"]?["annotations"]
                    try await apply(bare.setting(annotations, at: "metadata", "annotations"), serverSide, in: cluster)
                    try await apply(manifest(["resources": ["requests": ["memory": "2Gi"]]]), serverSide, in: cluster)
                }
            ),
            (
                "client-side and then server-side, without it", standard,
                { cluster in
                    try await apply(manifest(["resources": ["limits": ["memory": "1Gi"]]]), [], in: cluster)
                    try await apply(bare, serverSide, in: cluster)
                }
            ),
            (
                "replaced by the default in so many words, and then another's part",
                standard.setting("300Mi", at: "requests", "memory"),
                { cluster in
                    try await cluster.must("replace", "-f", "-", input: manifest(["resources": standard]).jsonText)
                    try await apply(manifest(["resources": ["requests": ["memory": "300Mi"]]]), serverSide, in: cluster)
                }
            ),
            (
                "a part taken away by a JSON patch", ["requests": ["memory": "256Mi"]],
                { cluster in try await patch("json", #"[{"op":"remove","path":"/spec/resources/limits"}]"#, in: cluster)
                }
            ),
            (
                "a part written by a merge patch", ["limits": ["memory": "128Mi"]],
                { try await patch("merge", #"{"spec":{"resources":{"limits":{"memory":"128Mi"}}}}"#, in: $0) }
            ),
            (
                "taken away by a merge patch", standard,
                { cluster in
                    try await patch("merge", #"{"spec":{"resources":{"limits":{"memory":"128Mi"}}}}"#, in: cluster)
                    try await patch("merge", #"{"spec":{"resources":null}}"#, in: cluster)
                }
            ),
        ]

    @Test("Whose a value is that a default has left a part of, for each way of writing an object")
    func waysOfWriting() async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            for way in Self.ways {
                try await cluster.must("create", "-f", "-", input: Self.bare.jsonText)
                try await way.act(cluster)
                let stored = try await Self.nightly(in: cluster)
                #expect(stored["spec"]?["resources"] == way.resources, "\(way.name): \(stored.jsonText)")
                try await cluster.must("delete", "kmaint", "nightly")
            }
        }
    }

    private static func patch(_ type: String, _ text: String, in cluster: ControlPlane) async throws {
        try await cluster.must("patch", "kmaint", "nightly", "--type=\(type)", "-p", text)
    }

    /// An object without what the API server writes itself.
    private static func cleared(_ object: JSONValue) -> JSONValue {
        ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"]
            .reduce(object) { $0.setting(nil, at: "metadata", $1) }
    }

    /// How many pairs of manifests are applied in either way; `KM_APPLY_PAIRS` wants more.
    private static let pairs = ProcessInfo.processInfo.environment["KM_APPLY_PAIRS"].flatMap(Int.init) ?? 40

    @Test(
        "With a real API server and kubectl, what comes of a manifest does not depend on the one before it",
        arguments: [[], serverSide]
    )
    func pairsOfManifests(_ flags: [String]) async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            var generator = ManifestGenerator(seed: flags.isEmpty ? 11 : 12)
            for index in 0..<Self.pairs {
                let manifests = [generator.next(), generator.next()]
                    .map { $0.setting("default", at: "metadata", "namespace") }
                let difference = try await Self.difference(
                    of: manifests,
                    flags,
                    isRestored: index % 3 == 2,
                    in: cluster
                )
                #expect(difference == nil)
                _ = try await cluster.kubectl("delete", "kmaint", "nightly", "--ignore-not-found")
            }
        }
    }

    /// What differs between a manifest that follows another and the same manifest alone; nil if nothing does.
    ///
    /// The object may be exported, deleted and applied in between (`isRestored`).
    private static func difference(
        of manifests: [JSONValue],
        _ flags: [String],
        isRestored: Bool,
        in cluster: ControlPlane
    ) async throws -> String? {
        let created = try await answer("create", manifests[1].setting("fresh", at: "metadata", "name"), [], in: cluster)
        _ = try await cluster.kubectl("delete", "kmaint", "fresh", "--ignore-not-found")
        let first = try await answer("apply", manifests[0], flags, in: cluster)
        if isRestored, first.isAdmitted {
            let export = try await nightly(in: cluster)
            try await cluster.must("delete", "kmaint", "nightly")
            try await apply(cleared(export), flags, in: cluster)
        }
        let applied = try await answer("apply", manifests[1], flags, in: cluster)
        guard applied != created else { return nil }
        return
            "\(manifests.map { $0["spec"]?.jsonText ?? "" }) \(isRestored ? "restored " : "")gives\n\(applied)\nnot\n\(created)"
    }

    /// What kubectl and the API server made of a manifest.
    private struct Answer: Equatable {
        let isAdmitted: Bool
        let spec: JSONValue?
        let mistakes: [String]
    }

    private static func answer(
        _ verb: String,
        _ manifest: JSONValue,
        _ flags: [String],
        in cluster: ControlPlane
    ) async throws -> Answer {
        let arguments = [verb] + flags + ["-o", "json", "-f", "-"]
        let outcome = try await cluster.kubectl(arguments, input: manifest.jsonText)
        let name = manifest["metadata"]?["name"]?.string ?? ""
        // What differs with the way of writing: the object's name, and that something was created or applied.
        let lines: [String] = outcome.errors.replacing("\"\(name)\"", with: "NAME").split(separator: "\n").map(
            String.init
        )
        return Answer(
            isAdmitted: outcome.status == 0,
            spec: outcome.status == 0 ? try JSONParser.parse(outcome.output.utf8)["spec"] : nil,
            mistakes: outcome.status == 0 ? [] : lines
        )
    }

    private static func apply(_ manifest: JSONValue, _ flags: [String], in cluster: ControlPlane) async throws {
        let outcome = try await cluster.kubectl(["apply"] + flags + ["-f", "-"], input: manifest.jsonText)
        #expect(outcome.status == 0, "\(flags): \(outcome)")
    }

    private static func nightly(in cluster: ControlPlane) async throws -> JSONValue {
        try JSONParser.parse(await cluster.must("get", "kmaint", "nightly", "-o", "json", "--show-managed-fields").utf8)
    }
}
