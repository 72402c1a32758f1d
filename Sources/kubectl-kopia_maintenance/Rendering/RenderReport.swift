import ArgumentParser
import KubernetesAPI

/// How rendered objects are printed.
enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json

    /// The objects as text that ends with a newline.
    func text(of rendered: [RenderedMaintenance]) -> String {
        switch self {
        case .yaml: rendered.map(Self.documents).joined()
        case .json:
            JSONValue.object(
                JSONObject(members: [
                    ("apiVersion", "v1"), ("kind", "List"), ("items", .array(rendered.flatMap(\.objects))),
                ])
            ).indentedText + "\n"
        }
    }

    /// A document for each object, under a comment that says of what.
    private static func documents(_ rendered: RenderedMaintenance) -> String {
        rendered.objects.map { "---\n# Of KopiaMaintenance \(rendered.title)\n\($0.yamlText)" }.joined()
    }
}
