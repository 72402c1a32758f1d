import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Judges the custom resource definition.
enum DefinitionChecks {
    private static let name = "\(APINames.resource).\(APINames.group)"

    private static let apply = "kubectl apply --server-side -k deploy/crd"

    /// The checks.
    ///
    /// - Parameters:
    ///   - definition: what was found.
    ///   - now: unix seconds.
    /// - Returns: at least one.
    static func checks(_ definition: Look<JSONValue>, now: Int64) -> [Check] {
        switch definition {
        case .unread(let obstacle): [.unread("the definition \(name)", obstacle)]
        case .absent:
            [.wrong("the definition \(name) is not there: the cluster knows no \(APINames.kind)", mend: apply)]
        case .found(let definition): [established(definition, now), versions(definition), schema(definition)]
        }
    }

    private static func established(_ definition: JSONValue, _ now: Int64) -> Check {
        let conditions = definition["status"]?["conditions"]?.array ?? []
        for type in ["NamesAccepted", "Established"] {
            let condition = conditions.first { $0["type"]?.string == type }
            guard condition?["status"] != "True" else { continue }
            let message = condition?["message"]?.string ?? "the API server has not looked at it yet"
            return .wrong("the definition \(name) is not in force: \(message)", mend: "kubectl describe crd \(name)")
        }
        let made = ObjectMetadata(of: definition).creationTimestamp.flatMap { Timestamp.unixSeconds(parsing: $0) }
        let age = made.map { ", made \(Age.distance(to: $0, from: now))" } ?? ""
        return .sound("the definition \(name) is in force\(age)")
    }

    private static func versions(_ definition: JSONValue) -> Check {
        let served = (definition["spec"]?["versions"]?.array ?? []).filter { $0["served"]?.bool == true }
            .compactMap { $0["name"]?.string }
        let stored = (definition["status"]?["storedVersions"]?.array ?? []).compactMap(\.string)
        let statement = "it serves \(served.joined(separator: ", ")); stored are \(stored.joined(separator: ", "))"
        guard served.contains(APINames.version) else {
            return .wrong("\(statement): not \(APINames.version), which all programs speak", mend: apply)
        }
        let lost = stored.filter { !served.contains($0) }
        guard lost.isEmpty else {
            return .advice(
                "\(statement): objects may be stored in a version that nobody serves",
                mend: "write every object once (kubectl get kmaint -A -o json | kubectl replace -f -), then take "
                    + "\(lost.joined(separator: ", ")) out of status.storedVersions"
            )
        }
        return .sound(statement)
    }

    /// More missing fields than these are counted only.
    private static let toldFields = 5

    private static func schema(_ definition: JSONValue) -> Check {
        let version = definition["spec"]?["versions"]?.array?.first { $0["name"]?.string == APINames.version }
        let schema = version?["schema"]?["openAPIV3Schema"] ?? .null
        let missing = KnownFields.root.missing(from: schema, at: "")
            .filter { !$0.hasPrefix(".metadata") }.map { String($0.dropFirst()) }
        guard !missing.isEmpty else { return .sound("it has all fields of this release") }
        let rest = missing.count - toldFields
        let told = missing.prefix(toldFields).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        // Without those nobody is warned of what earlier designs had; with all others there, nothing else is missing.
        let former = Set((RetiredFields.all + MisnamedFields.all).map { "spec.\($0.name)" })
        let isLess = missing.allSatisfy { former.contains($0) || $0.hasPrefix("spec.repository.name") }
        let statement = "it is of another release: it has no \(told), and the API server drops what it does not know"
        return isLess ? .advice(statement, mend: apply) : .wrong(statement, mend: apply)
    }
}

extension KnownFields {
    /// The fields that a schema of a definition does not know, by their paths, in the order of their names.
    fileprivate func missing(from schema: JSONValue, at path: String) -> [String] {
        guard schema["x-kubernetes-preserve-unknown-fields"]?.bool != true else { return [] }
        switch self {
        case .anything: return []
        case .list(let element): return element.missing(from: schema["items"] ?? .null, at: path)
        case .fields(let fields):
            // Of `metadata` a definition says nothing.
            guard let properties = schema["properties"]?.object else { return [] }
            return fields.sorted { $0.key < $1.key }.flatMap { name, field -> [String] in
                guard let property = JSONValue.object(properties)[name] else {
                    return ["apiVersion", "kind", "metadata"].contains(name) ? [] : ["\(path).\(name)"]
                }
                return field.missing(from: property, at: "\(path).\(name)")
            }
        }
    }
}
