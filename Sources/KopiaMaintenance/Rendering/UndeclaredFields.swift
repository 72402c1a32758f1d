package import KubernetesAPI

/// The fields of a rendered object that the API server of a cluster does not know.
///
/// What the user wrote about the pod is passed through, fields of a newer Kubernetes included. Where the cluster does not
/// know such a field, a create would drop it with a warning, but a server-side apply is refused as a whole, with status
/// 500 and a text that names the fields (structured-merge-diff, typed/helpers.go). This reads that text, so that the
/// fields can be left out and the user be told.
package struct UndeclaredFields: Hashable, Sendable {
    /// The object without the fields.
    package let remaining: JSONValue

    /// The fields, as places in the KopiaMaintenance where they come from there.
    package let names: [String]

    /// Takes the fields out of an object that the API server has refused; nil if its message names none that the object
    /// has.
    ///
    /// The API server names one unknown field of each object in the document, so it may take several turns.
    ///
    /// - Parameters:
    ///   - object: the object as it was applied.
    ///   - message: the message of the API server's status.
    package init?(of object: JSONValue, refusedWith message: String) {
        var remaining = object
        var names: [String] = []
        for path in Self.paths(in: message) {
            guard let without = remaining.without(path, depth: 0) else { continue }
            remaining = without
            names.append(Self.name(path))
        }
        guard !names.isEmpty else { return nil }
        self.remaining = remaining
        self.names = names
    }

    private static let ending = ": field not declared in schema"

    /// The paths in the message: behind its introduction, or each on a line of its own.
    private static func paths(in message: String) -> [Substring] {
        message.split(separator: "\n").compactMap { line in
            guard line.hasSuffix(ending), let start = line.firstRange(of: " .") else { return nil }
            return line[start.lowerBound...].dropFirst().dropLast(ending.count)
        }
    }

    /// The path as the user knows it.
    private static func name(_ path: Substring) -> String {
        let pod = path.trimmingPrefix(".spec.jobTemplate").trimmingPrefix(".spec.template.spec")
        for (prefix, field) in origins where pod.hasPrefix(prefix) { return field + pod.dropFirst(prefix.count) }
        return String(path.dropFirst())
    }

    /// Where the parts of the pod come from.
    private static let origins = [
        (".containers[name=\"\(PodTemplate.containerName)\"].securityContext", "spec.containerSecurityContext"),
        (".containers[name=\"\(PodTemplate.containerName)\"].resources", "spec.resources"),
        (".securityContext", "spec.podSecurityContext"),
        (".affinity", "spec.affinity"),
        (".tolerations", "spec.tolerations"),
        (".volumes[name=\"\(PodTemplateRules.moverVolumePrefix)", "spec.moverVolumes[mountPath=\""),
    ]
}

extension JSONValue {
    /// No object of the Kubernetes API is nested deeper by half; a bound for the recursion.
    private static let maxDepth = 64

    /// The value without what stands at that path; nil if nothing does.
    ///
    /// The path is not parsed but matched against the value, since names may have dots and brackets.
    fileprivate func without(_ path: Substring, depth: Int) -> JSONValue? {
        guard depth < Self.maxDepth else { return nil }
        switch self {
        case .object(let object): return object.without(path, depth: depth).map(JSONValue.object)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                for selector in element.selectors(at: index) where path.hasPrefix(selector) {
                    guard let without = element.without(path.dropFirst(selector.count), depth: depth + 1) else {
                        continue
                    }
                    var elements = elements
                    elements[index] = without
                    return .array(elements)
                }
            }
            return nil
        default: return nil
        }
    }

    /// How the API server may call an element of a list: by its place, or by its name where names are the list's keys.
    private func selectors(at index: Int) -> [String] {
        ["[\(index)]"] + (self["name"]?.string.map { ["[name=\"\($0)\"]"] } ?? [])
    }
}

extension JSONObject {
    fileprivate func without(_ path: Substring, depth: Int) -> JSONObject? {
        guard path.first == "." else { return nil }
        for (name, value) in members where path.dropFirst().hasPrefix(name) {
            let rest = path.dropFirst(name.count + 1)
            let replacement: JSONValue?
            if rest.isEmpty {
                replacement = nil
            } else if let without = value.without(rest, depth: depth + 1) {
                replacement = without
            } else {
                continue
            }
            var object = self
            object[name] = replacement
            return object
        }
        return nil
    }
}
