package import KubernetesAPI

/// One document of a manifest: its value, and where every part of it stands in the file.
package struct ManifestDocument: Sendable {
    /// The document as kubectl would send it.
    package let root: JSONValue

    let map: SourceMap

    init(root: JSONValue, map: SourceMap) {
        self.root = root
        self.map = map
    }

    /// The same places for a value of the same form.
    package func replacing(_ root: JSONValue) -> ManifestDocument { ManifestDocument(root: root, map: map) }

    /// Where the document's value begins.
    package var position: SourcePosition { map.position }

    /// The place of the value at a path.
    ///
    /// An absent field has the place of the name of the nearest field around it that exists; what an alias brings in has
    /// the place where it is written out.
    package func position(of path: FieldPath) -> SourcePosition { map.position(of: path) }

    /// The place of the name of the field at a path, or of the nearest field around it that exists.
    package func namePosition(of path: FieldPath) -> SourcePosition { map.namePosition(of: path) }
}

// MARK: - Lists

extension ManifestDocument {
    /// The objects that the document holds: itself, or the items of a list, of lists in lists too.
    ///
    /// After `unstructuredJSONScheme` (`k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/helpers.go`): whatever has a
    /// list of `items` is a list, and an item without a type of its own has the type that the list's name implies.
    package var objects: [ManifestDocument] { locatedObjects.map(\.object) }

    /// The same objects, each with its path in the document: nil of an object that is the document.
    package var locatedObjects: [(path: FieldPath?, object: ManifestDocument)] { locatedObjects(at: nil) }

    /// Goes as deep as the document nests, which the composer bounds.
    private func locatedObjects(at path: FieldPath?) -> [(path: FieldPath?, object: ManifestDocument)] {
        guard let items = root["items"]?.array, case .members(let members) = map.content,
            case .elements(let places) = members["items"]?.value.content
        else { return [(path, self)] }
        let list = FieldPath("items").inside(path)
        return zip(items, places).enumerated().flatMap { index, item in
            ManifestDocument(root: typed(item.0), map: item.1).locatedObjects(at: list.index(index))
        }
    }

    private func typed(_ item: JSONValue) -> JSONValue {
        guard var object = item.object, item["kind"] == nil, item["apiVersion"] == nil,
            let kind = root["kind"]?.string, kind.hasSuffix("List"), kind != "List", let version = root["apiVersion"]
        else { return item }
        object["apiVersion"] = version
        object["kind"] = .string(String(kind.dropLast("List".count)))
        return .object(object)
    }
}
