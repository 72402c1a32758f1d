import KopiaMaintenance
import KubernetesAPI
import TestSupport

/// Objects for the tests of rendering.
enum RenderingFixtures {
    /// What defaulting makes of a spec that has a schedule, with those fields on top; nil takes a field away.
    static func spec(_ fields: KeyValuePairs<String, JSONValue?> = [:]) -> JSONValue {
        var spec: JSONValue = ["repository": ["repository": "kopia-config"], "trigger": ["schedule": "0 2 * * *"]]
        for (name, value) in fields { spec = spec.setting(value, at: name) }
        return Defaulting(.kopiaMaintenance(spec)).object["spec"] ?? .null
    }

    static func object(_ spec: JSONValue, name: String = "nightly") -> KopiaMaintenance {
        KopiaMaintenance([
            "apiVersion": "volsync.backube/v1alpha1",
            "kind": "KopiaMaintenance",
            "metadata": ["name": .string(name), "namespace": "prod", "uid": "c0ffee00-0000-4000-8000-000000000001"],
            "spec": spec,
        ])
    }

    static func rendering(
        _ fields: KeyValuePairs<String, JSONValue?> = [:],
        options: RenderingOptions = RenderingOptions()
    ) -> Rendering {
        Rendering(of: object(spec(fields)), options: options)
    }

    /// The pod template of the scheduled run.
    static func pod(
        _ fields: KeyValuePairs<String, JSONValue?> = [:],
        options: RenderingOptions = RenderingOptions()
    ) -> JSONValue {
        rendering(fields, options: options).cronJob()?["spec"]?["jobTemplate"]?["spec"]?["template"] ?? .null
    }
}

extension JSONValue {
    /// The container of a pod template.
    var container: JSONValue { self["spec"]?["containers"]?.array?.first ?? .null }

    /// The element of a list that has that name.
    func named(_ name: String) -> JSONValue? { array?.first { $0["name"]?.string == name } }

    /// The object without that member.
    func without(_ name: String) -> JSONValue? {
        guard var members = object else { return nil }
        members[name] = nil
        return .object(members)
    }

    /// The environment of a pod template's container as a map of plain values.
    var plainEnvironment: [String: String] {
        let entries = container["env"]?.array ?? []
        let pairs = entries.compactMap { entry in
            entry["name"]?.string.flatMap { name in entry["value"]?.string.map { (name, $0) } }
        }
        return Dictionary(pairs, uniquingKeysWith: { _, last in last })
    }

    /// The keys of the Secret that the container reads.
    var secretKeys: [String] {
        (container["env"]?.array ?? []).compactMap { $0["valueFrom"]?["secretKeyRef"]?["key"]?.string }
    }
}
