import KubernetesAPI

/// Label and field selectors, as far as tests need them.
struct FakeSelector: Sendable {
    private enum Requirement: Sendable {
        case equals(String, String)
        case differs(String, String)
        case exists(String)
        case lacks(String)
        case anyOf(String, [String])
    }

    private var labels: [Requirement] = []
    private var fields: [Requirement] = []

    /// The selectors of a query.
    init(labels: String, fields: String) {
        self.labels = Self.split(labels).map(Self.requirement)
        self.fields = Self.split(fields).map(Self.requirement)
    }

    /// True if the object is selected.
    func matches(_ object: JSONValue) -> Bool {
        let metadata = object["metadata"]
        return labels.allSatisfy { Self.holds($0) { metadata?["labels"]?[$0]?.string } }
            && fields.allSatisfy { Self.holds($0) { Self.field($0, of: object) } }
    }

    /// Commas separate requirements, but not within parentheses.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        return (parts + [current]).filter { !$0.isEmpty }
    }

    private static func requirement(_ text: String) -> Requirement {
        if let range = text.firstRange(of: " in (") {
            let values = text[range.upperBound...].dropLast().split(separator: ",").map(String.init)
            return .anyOf(String(text[..<range.lowerBound]), values)
        }
        if let range = text.firstRange(of: "!=") {
            return .differs(String(text[..<range.lowerBound]), String(text[range.upperBound...]))
        }
        if let range = text.firstRange(of: "==") ?? text.firstRange(of: "=") {
            return .equals(String(text[..<range.lowerBound]), String(text[range.upperBound...]))
        }
        return text.hasPrefix("!") ? .lacks(String(text.dropFirst())) : .exists(text)
    }

    private static func holds(_ requirement: Requirement, _ value: (String) -> String?) -> Bool {
        switch requirement {
        case .equals(let key, let wanted): value(key) == wanted
        case .differs(let key, let unwanted): value(key) != unwanted
        case .exists(let key): value(key) != nil
        case .lacks(let key): value(key) == nil
        case .anyOf(let key, let wanted): value(key).map(wanted.contains) ?? false
        }
    }

    private static func field(_ path: String, of object: JSONValue) -> String? {
        // The one field of batch/v1 that can be selected by beside the metadata (pkg/apis/batch/v1/conversion.go).
        if path == "status.successful" { return String(object["status"]?["succeeded"]?.int64 ?? 0) }
        return path.split(separator: ".").reduce(object as JSONValue?) { $0?[String($1)] }?.string
    }
}
