import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Whatever is migrated")
struct MigrationPropertyTests {
    /// A file of made-up objects.
    private struct Sample {
        let text: String
        let touched: Set<Int>
        let comments: Set<String>

        init(_ objects: [JSONValue], _ random: inout SeededGenerator) {
            var writer = ScrambledManifest(random: random) { path in
                switch path.first {
                case "spec" where path.count == 2: MigrationPropertyTests.fields.contains(path[1])
                case "spec" where path.count == 3: path[1] == "kopia" && path[2].hasPrefix("maintenance")
                default: false
                }
            }
            for object in objects { writer.add(object) }
            writer.finish()
            random = writer.random
            (text, touched, comments) = (writer.text, writer.touched, writer.comments)
        }
    }

    private static let retired = [
        "repositorySelector", "namespaceSelector", "maintenanceIntervalDays", "maintenanceCronJob", "priority",
        "repositoryPVC", "securityContext",
    ]

    /// Fields of a KopiaMaintenance that a migration changes.
    static let fields = Set(retired + ["schedule", "trigger"])

    // MARK: Objects

    private static func maintenance(
        _ objects: inout ObjectGenerator,
        _ random: inout SeededGenerator
    ) -> JSONValue {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        let object = objects.next(wellTyped: true)
        var spec = (object["spec"]?.object ?? JSONObject()).members.filter { !Self.retired.contains($0.name) }
        if chance(40) { spec.removeAll { $0.name == "trigger" } }
        if chance(15) { spec = spec.filter { $0.name != "trigger" } + [("trigger", ["manual": ""])] }
        if chance(60) {
            let schedule =
                ["0 2 * * *", "*/5 * * * *", "0,30 4 * * 1-5", "@daily", "nonsense", "0 2 31 2 *"]
                .randomElement(using: &random) ?? ""
            spec = spec.filter { $0.name != "schedule" } + [("schedule", .string(schedule))]
        }
        let days: [JSONValue] = [1, 7, 14, 30, 90]
        let values: [(String, JSONValue)] = [
            ("priority", 10), ("securityContext", ["runAsUser": 1000, "fsGroup": 1000]), ("repositoryPVC", "data"),
            ("namespaceSelector", ["matchNames": ["a", "b"]]),
            ("maintenanceIntervalDays", days.randomElement(using: &random) ?? 1),
            ("maintenanceCronJob", ["schedule": "0 5 * * *", "enabled": true, "successfulJobsHistoryLimit": 2]),
        ]
        for member in values where chance(20) { spec.append(member) }
        if spec.contains(where: { $0.name == "repository" }), chance(20) {
            spec.append(("repositorySelector", ["repository": "a-*"]))
        }
        spec.shuffle(using: &random)
        return .object(
            JSONObject(
                members: (object.object ?? JSONObject()).members.map { member in
                    member.name == "spec" ? ("spec", .object(JSONObject(members: spec))) : member
                }
            )
        )
    }

    private static func source(_ random: inout SeededGenerator) -> JSONValue {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        let secret = ["one", "two", "${APP}-secret"].randomElement(using: &random) ?? "one"
        var kopia: [(String, JSONValue)] = [
            ("repository", .string(secret)), ("retain", ["daily": 7, "list": [1, ["a": "b", "c": [2]]]]),
        ]
        var settings: [(String, JSONValue)] = []
        if chance(60) { settings.append(("schedule", chance(50) ? "@daily" : "0 4 * * *")) }
        if chance(40) { settings.append(("enabled", .bool(chance(60)))) }
        if chance(40) { settings.append(("resources", ["limits": ["memory": "2Gi"], "requests": ["memory": "1Gi"]])) }
        if chance(30) { settings.append(("failedJobsHistoryLimit", 4)) }
        if chance(70) { kopia.append(("maintenanceCronJob", .object(JSONObject(members: settings)))) }
        if chance(30) { kopia.append(("maintenanceIntervalDays", 7)) }
        kopia.shuffle(using: &random)
        var metadata: [(String, JSONValue)] = [("name", "app")]
        if chance(50) { metadata.append(("namespace", chance(50) ? "a" : "b")) }
        return [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "ReplicationSource",
            "metadata": .object(JSONObject(members: metadata)),
            "spec": ["sourcePVC": "data", "kopia": .object(JSONObject(members: kopia))],
        ]
    }

    // MARK: The properties

    @Test(
        "Comments and everything outside of the edit stay, and review says what it said, less the deprecations",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func properties(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var objects = ObjectGenerator(seed: seed)
        for round in 0..<50 {
            let context: Comment = "seed \(seed), round \(round)"
            let count = Int.random(in: 1...3, using: &random)
            let sample = Sample(
                (0..<count).map { _ in
                    Int.random(in: 0..<3, using: &random) == 0
                        ? Self.source(&random) : Self.maintenance(&objects, &random)
                },
                &random
            )
            let migration = MigrationCase.migrated([sample.text])
            let old = Manifest(Array(sample.text.utf8))
            try #require(old.error == nil, context)
            let text = String(decoding: try #require(migration.results.first).new, as: UTF8.self)
            try Self.checkText(sample, text, context)
            Self.checkReview(old, Manifest(Array(text.utf8)), context)
            // What is left to say is that an object was rejected before.
            for refusal in migration.refusals where !refusal.contains("rejected after the migration as before") {
                Issue.record("\(context): \(refusal)\n\(sample.text)")
            }
            let again = MigrationCase.migrated([text])
            #expect(again.results.allSatisfy { !$0.isChanged } && again.notes.isEmpty, context)
        }
    }

    private static func lines(_ text: String) -> [String.UTF8View.SubSequence] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// Every line that no field of the migration touches is there still, in the same order; every comment is.
    private static func checkText(_ sample: Sample, _ text: String, _ context: Comment) throws {
        let kept = lines(sample.text).enumerated().filter { !sample.touched.contains($0.offset) }.map(\.element)
        var rest = lines(text)[...]
        for line in kept {
            // What loses all of its fields is an empty object.
            let known = [
                String(Substring(line)), String(Substring(line)).replacing(":", with: ": {}", maxReplacements: 1),
            ]
            guard let place = rest.firstIndex(where: { known.contains(String(Substring($0))) }) else {
                // The last line may have got a line break, behind which a document was added.
                let isLast = line.elementsEqual(kept.last ?? line)
                #expect(isLast, "\(context): \(String(Substring(line))) is gone from\n\(sample.text)\nto\n\(text)")
                continue
            }
            rest = rest[(place + 1)...]
        }
        for comment in sample.comments where !text.contains(comment) {
            Issue.record("\(context): \(comment) is gone from\n\(sample.text)\nto\n\(text)")
        }
    }

    /// What review says of each object, with the deprecations left out.
    private static func checkReview(_ old: Manifest, _ new: Manifest, _ context: Comment) {
        #expect(new.error == nil, context)
        let (before, after) = (old.documents.flatMap(\.objects), new.documents.flatMap(\.objects))
        for (old, new) in zip(before, after) where old.root.isMaintenance {
            if old.root == new.root { continue }
            let isOverridden =
                old.root["spec"]?["trigger"]?.has("schedule") == true
                || old.root["spec"]?["trigger"]?["manual"]?.string?.isEmpty == false
            let said = messages(of: old).filter { !isOverridden || !$0.hasPrefix("spec.schedule: ") }
                .map { $0.hasPrefix("spec.schedule") ? "spec.trigger." + $0.dropFirst("spec.".count) : $0 }
            #expect(
                said.sorted() == messages(of: new).sorted(),
                "\(context)\n\(old.root.jsonText)\n\(new.root.jsonText)"
            )
            for field in retired + ["schedule"] { #expect(new.root["spec"]?[field] == nil, context) }
        }
        for added in after.dropFirst(before.count) {
            #expect(ObjectReview(added, file: "", unknownFields: .strict).result.isValid, context)
        }
    }

    private static func messages(of object: ManifestDocument) -> [String] {
        ObjectReview(object, file: "", unknownFields: .strict).result.remarks.map(\.message).filter { message in
            !message.hasPrefix("spec.schedule is ") && !retired.contains { message.hasPrefix("spec.\($0) is ignored") }
        }
    }
}
