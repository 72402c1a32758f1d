import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of the definition")
struct DefinitionChecksTests {
    private static let now = SampleMaintenance.now

    /// The definition of this release, as a cluster has it.
    private static func definition() throws -> JSONValue {
        let file = Fixtures.repository.appending(path: "deploy/crd/kopiamaintenances.volsync.backube.yaml")
        let root = try #require(Manifest([UInt8](try Data(contentsOf: file))).documents.first?.root)
        let conditions: JSONValue = [
            ["type": "NamesAccepted", "status": "True"], ["type": "Established", "status": "True"],
        ]
        return root.setting(conditions, at: "status", "conditions").setting(
            ["v1alpha1"],
            at: "status",
            "storedVersions"
        )
        .setting("2026-11-21T12:00:00Z", at: "metadata", "creationTimestamp")
    }

    /// The same with another schema.
    private static func definition(_ change: (JSONValue) -> JSONValue) throws -> JSONValue {
        let definition = try definition()
        let versions = definition["spec"]?["versions"]?.array ?? []
        let changed = versions.map { version in
            let schema = version["schema"]?["openAPIV3Schema"] ?? .null
            return version.setting(change(schema), at: "schema", "openAPIV3Schema")
        }
        return definition.setting(.array(changed), at: "spec", "versions")
    }

    private static func statements(_ definition: JSONValue) -> [String] {
        DefinitionChecks.checks(.found(definition), now: now).map { "\($0.verdict.rawValue): \($0.statement)" }
    }

    @Test("that of this release is sound")
    func sound() throws {
        #expect(
            Self.statements(try Self.definition()) == [
                "sound: the definition kopiamaintenances.volsync.backube is in force, made 3d ago",
                "sound: it serves v1alpha1; stored are v1alpha1", "sound: it has all fields of this release",
            ]
        )
    }

    @Test("what is not there, or may not be read")
    func lack() {
        let absent = DefinitionChecks.checks(.absent, now: Self.now)
        #expect(absent.map(\.verdict) == [.wrong])
        let unread = DefinitionChecks.checks(.unread(right: "get customresourcedefinitions"), now: Self.now)
        #expect(unread.map(\.verdict) == [.unknown])
        #expect(unread.first?.remedy == "ask for the right to get customresourcedefinitions")
    }

    @Test("one of an earlier release lacks fields, which the API server drops")
    func older() throws {
        let older = try Self.definition {
            $0.setting(nil, at: "properties", "spec", "properties", "moverPodLabels")
                .setting(nil, at: "properties", "status", "properties", "lastRequestedRun", "properties", "job")
        }
        #expect(
            Self.statements(older).last
                == "wrong: it is of another release: it has no spec.moverPodLabels, status.lastRequestedRun.job, and the "
                + "API server drops what it does not know"
        )
        let unaware = try Self.definition {
            $0.setting(nil, at: "properties", "spec", "properties", "repositorySelector")
        }
        #expect(Self.statements(unaware).last?.hasPrefix("advice: ") == true)
        let bare = try Self.definition { $0.setting([:], at: "properties", "spec", "properties") }
        #expect(Self.statements(bare).last?.contains(" and 30 more, ") == true, "\(Self.statements(bare))")
        let open = try Self.definition { _ in ["x-kubernetes-preserve-unknown-fields": true] }
        #expect(Self.statements(open).last?.hasPrefix("sound: ") == true)
    }

    @Test("one that is not in force, or serves or stores another version")
    func versions() throws {
        let refused: JSONValue = [["type": "NamesAccepted", "status": "False", "message": "kmaint is taken"]]
        let taken = try Self.definition().setting(refused, at: "status", "conditions")
        #expect(Self.statements(taken)[0].hasSuffix("is not in force: kmaint is taken"))
        let old = try Self.definition().setting(["v1alpha1", "v1alpha0"], at: "status", "storedVersions")
        #expect(Self.statements(old)[1].hasPrefix("advice: it serves v1alpha1; stored are v1alpha1, v1alpha0: "))
        let other = try Self.definition().setting([["name": "v2", "served": true]], at: "spec", "versions")
        #expect(Self.statements(other)[1].hasPrefix("wrong: it serves v2"))
    }
}
