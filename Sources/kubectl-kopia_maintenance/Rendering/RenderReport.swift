import ArgumentParser
import KubernetesAPI
import Manifests

/// How rendered objects are printed.
enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json

    /// The objects as text that ends with a newline; last, because they are long, the scripts of each namespace.
    func text(of rendered: [RenderedMaintenance]) -> String {
        let scripts = Self.scripts(of: rendered)
        switch self {
        case .yaml:
            let shared = scripts.map { Self.document($0, "What the pods in \(Self.namespace($0)) run") }
            return (rendered.map(Self.documents) + shared).joined()
        case .json:
            let items = JSONValue.array(rendered.flatMap(\.objects) + scripts)
            let list = JSONObject(members: [("apiVersion", "v1"), ("kind", "List"), ("items", items)])
            return JSONValue.object(list).indentedText + "\n"
        }
    }

    /// One ConfigMap for each namespace.
    private static func scripts(of rendered: [RenderedMaintenance]) -> [JSONValue] {
        let byNamespace = rendered.compactMap(\.scripts).map { (namespace($0), $0) }
        return Dictionary(byNamespace, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }.map(\.value)
    }

    /// A document for each object, under a comment that says of what.
    private static func documents(_ rendered: RenderedMaintenance) -> String {
        rendered.objects.map { document($0, "Of KopiaMaintenance \(rendered.title)") }.joined()
    }

    private static func document(_ object: JSONValue, _ comment: String) -> String {
        "---\n# \(comment)\n\(object.yamlText)"
    }

    private static func namespace(_ object: JSONValue) -> String { ObjectMetadata(object["metadata"]).namespace ?? "" }
}
