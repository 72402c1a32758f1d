import Foundation
import KubernetesAPI
import TestSupport
import Testing

@testable import KopiaMaintenance

/// What comes of a manifest does not depend on what was applied before it.
@Suite struct ApplyHistoryTests {
    /// How many histories are tried; `KM_APPLY_HISTORIES` wants more.
    private static let count =
        ProcessInfo.processInfo.environment["KM_APPLY_HISTORIES"].flatMap(Int.init) ?? 400

    enum Way: String, CaseIterable {
        case clientSide
        case serverSide

        func apply(_ manifest: JSONValue, to object: inout SimulatedObject) -> JSONValue? {
            switch self {
            case .clientSide: object.applyClientSide(manifest)
            case .serverSide: object.applyServerSide(manifest)
            }
        }
    }

    /// An API server with the two webhooks.
    private static func server() -> SimulatedObject {
        SimulatedObject { old, new in
            let defaulting = old.map { Defaulting(updating: $0, to: new) } ?? Defaulting(new)
            let again = old.map { Defaulting(updating: $0, to: defaulting.object) } ?? Defaulting(defaulting.object)
            #expect(again.object == defaulting.object, "a second pass: \(new.jsonText)")
            let validation =
                old.map { Validation(updating: $0, to: defaulting.object) } ?? Validation(defaulting.object)
            return validation.findings.isEmpty ? defaulting.object : nil
        }
    }

    /// What is wrong; nil if the two specs are the same.
    private static func difference(_ applied: JSONValue?, _ created: JSONValue?, _ history: [JSONValue]) -> String? {
        let (applied, created) = (applied?["spec"], created?["spec"])
        guard applied != created else { return nil }
        let manifests = history.map { $0["spec"]?.jsonText ?? "" }.joined(separator: "\n  then ")
        return "\(manifests)\n  gives \(applied?.jsonText ?? "-")\n  not   \(created?.jsonText ?? "-")"
    }

    private static func created(_ manifest: JSONValue) -> JSONValue? {
        var server = server()
        return server.create(manifest)
    }

    /// How the object gets to another cluster between two manifests.
    enum Journey: CaseIterable {
        case none
        case exportedAndCreated
        case exportedAndApplied
    }

    @Test("A manifest gives what its creation gives, whatever was applied before it", arguments: Way.allCases)
    func history(_ way: Way) {
        var generator = ManifestGenerator(seed: way == .clientSide ? 1 : 2)
        for _ in 0..<Self.count {
            var server = Self.server()
            var history: [JSONValue] = []
            for _ in 0..<3 {
                let manifest = generator.next()
                history.append(manifest)
                let (applied, created) = (way.apply(manifest, to: &server), Self.created(manifest))
                let difference = Self.difference(applied, created, history)
                #expect(difference == nil)
                // What is wrong shows in one history, and not in ten thousand.
                guard difference == nil else { return }
                guard let applied, let created else { continue }
                #expect(Validation(applied) == Validation(created))
                let again = Self.difference(way.apply(manifest, to: &server), applied, history)
                #expect(again == nil, "applied once more")
                guard again == nil else { return }
                let atRest = Self.difference(Defaulting(applied).object, applied, history)
                #expect(atRest == nil, "at rest nothing remains to be done")
                guard atRest == nil else { return }
            }
        }
    }

    @Test("So it is where the object was exported and restored in between", arguments: Way.allCases, Journey.allCases)
    func restored(_ way: Way, _ journey: Journey) {
        var generator = ManifestGenerator(seed: 3)
        for _ in 0..<Self.count {
            var server = Self.server()
            // Whoever creates an export owns what its author wrote; of a bare manifest that is nothing.
            let bare = JSONValue.kopiaMaintenance(["repository": ["repository": "s"]])
            let first = journey == .exportedAndCreated ? bare : generator.next()
            let second = generator.next()
            guard let export = way.apply(first, to: &server) else { continue }
            switch journey {
            case .none: break
            case .exportedAndCreated:
                server = Self.server()
                _ = server.create(export)
            case .exportedAndApplied: _ = way.apply(export, to: &server)
            }
            #expect(Self.difference(server.stored, export, [first]) == nil)
            let applied = way.apply(second, to: &server)
            let difference = Self.difference(applied, Self.created(second), [first, second])
            #expect(difference == nil)
            guard difference == nil else { return }
        }
    }

    @Test("Labels, finalizers and the status change nothing")
    func metadataOnly() {
        var generator = ManifestGenerator(seed: 4)
        for _ in 0..<Self.count {
            var server = Self.server()
            _ = server.applyClientSide(generator.next())
            let before = server.stored
            let labelled = server.update { $0.setting("x", at: "metadata", "labels", "a") }
            #expect(labelled?["spec"] == before?["spec"])
            #expect(labelled?["metadata"]?["annotations"] == before?["metadata"]?["annotations"])
        }
    }
}
