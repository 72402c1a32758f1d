import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import MaintenanceController

@Suite("What is known of the cluster")
struct ClusterViewTests {
    private static func maintenance(_ name: String, _ spec: JSONValue = [:], namespace: String = "ns") -> JSONValue {
        ["metadata": ["namespace": .string(namespace), "name": .string(name), "resourceVersion": "1"], "spec": spec]
    }

    private static func view(_ maintenances: [JSONValue]) -> ClusterView {
        let view = ClusterView()
        for maintenance in maintenances { view.note(written: maintenance, kind: nil) }
        return view
    }

    private static func names(_ objects: [JSONValue]) -> [String] {
        objects.compactMap { ObjectKey(of: $0)?.description }.sorted()
    }

    @Test("finds whose a Job is by its label, which a long name is no longer")
    func owners() {
        let long = String(repeating: "long-", count: 20) + "name"
        let label = OwnedNames(namespace: "ns", name: long).labelValue
        // One whose name is the label of the other.
        let view = Self.view(["short", long, label].map { Self.maintenance($0) })
        func owners(_ label: String, namespace: String = "ns") -> [String] {
            let labels = JSONObject(members: [(ManagedLabels.maintenanceName, .string(label))])
            return Self.names(
                view.owners(of: ["metadata": ["namespace": .string(namespace), "labels": .object(labels)]])
            )
        }
        #expect(owners("short") == ["ns/short"])
        #expect(owners(label) == ["ns/\(label)", "ns/\(long)"].sorted())
        #expect(owners("other").isEmpty && owners("short", namespace: "elsewhere").isEmpty)
    }

    @Test("tells who maintains a repository from who only needs its Secret")
    func sharing() {
        let view = Self.view([
            Self.maintenance("a", ["repository": ["repository": "r"]]),
            Self.maintenance("b", ["repository": ["repository": "r"]]),
            Self.maintenance("authority", ["repository": ["repository": "x", "customCA": ["secretName": "r"]]]),
            Self.maintenance("elsewhere", ["repository": ["repository": "r"]], namespace: "other"),
        ])
        let key = ObjectKey(namespace: "ns", name: "a")
        let object = view.maintenances.object(key) ?? .null
        #expect(view.concerned(byMaintenance: object).map(\.name).sorted() == ["a", "b"])
        #expect(view.concerned(by: .secret("r"), in: "ns").map(\.name).sorted() == ["a", "authority", "b"])
        #expect(view.observation(of: key)?.neighbours.count == 1)
    }
}
