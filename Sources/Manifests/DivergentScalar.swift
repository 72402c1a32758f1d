package import KubernetesAPI

/// A scalar without quotes that kubectl's two readers understand in two ways.
///
/// With `-f` kubectl reads as Go's `yaml.v2` does, through kustomize (`-k`, and so Flux and Argo CD) as a `yaml.v3` of its
/// own does, which knows no `yes` and makes times of dates. A test holds the table against kubectl 1.36.
package struct DivergentScalar: Hashable, Sendable {
    /// What stands in the file.
    package let text: String

    /// What `kubectl -f` sends, as JSON.
    package let fromFile: String

    /// What kustomize makes of it, as JSON; nil if it refuses the file.
    package let fromKustomize: String?

    /// A value.
    init?(_ text: String, as value: YAMLValue) {
        switch value {
        case .bool(let flag) where !Self.flags.contains(text): self.init(text, "\(flag)", Self.quoted(text))
        case .string:
            guard let time = YAMLTimestamp.canonical(text), time != text else { return nil }
            self.init(text, Self.quoted(text), Self.quoted(time))
        default: return nil
        }
    }

    /// The name of a member.
    init?(name text: String, as value: YAMLValue) {
        guard let name = value.memberName else { return nil }
        switch value {
        case .bool where !Self.flags.contains(text): self.init(text, Self.quoted(name), Self.quoted(text))
        case .string: if YAMLTimestamp.canonical(text) == nil { return nil } else { fallthrough }
        // Kustomize writes JSON, which has no other names than strings.
        default: self.init(text, Self.quoted(name), nil)
        }
    }

    private init(_ text: String, _ fromFile: String, _ fromKustomize: String?) {
        (self.text, self.fromFile, self.fromKustomize) = (text, fromFile, fromKustomize)
    }

    /// The words that are booleans to both.
    private static let flags: Set<String> = ["true", "True", "TRUE", "false", "False", "FALSE"]

    private static func quoted(_ text: String) -> String { JSONValue.string(text).jsonText }
}

extension ManifestDocument {
    /// A scalar that is read in two ways, and where.
    package struct Divergence: Hashable, Sendable {
        package let scalar: DivergentScalar
        /// The field whose value it is, or the object of which it names a member.
        package let path: FieldPath
        package let position: SourcePosition
        package let isName: Bool
    }

    /// Every scalar of the document that kubectl's two readers understand in two ways, in the order of the file.
    package var divergences: [Divergence] {
        map.divergences(at: nil).sorted {
            $0.position < $1.position
        }
    }
}

extension SourceMap {
    /// Goes as deep as the document nests, which the composer bounds.
    fileprivate func divergences(at path: FieldPath?) -> [ManifestDocument.Divergence] {
        switch content {
        case .scalar(let scalar):
            guard let scalar, let path else { return [] }
            return [.init(scalar: scalar, path: path, position: position, isName: false)]
        case .elements(let elements):
            return elements.enumerated().flatMap { $1.divergences(at: path?.index($0)) }
        case .members(let members):
            return members.flatMap { name, member in
                let inner = path?.field(name) ?? FieldPath(name)
                let own = member.divergentName.map {
                    ManifestDocument.Divergence(scalar: $0, path: path ?? inner, position: member.name, isName: true)
                }
                return (own.map { [$0] } ?? []) + member.value.divergences(at: inner)
            }
        }
    }
}
