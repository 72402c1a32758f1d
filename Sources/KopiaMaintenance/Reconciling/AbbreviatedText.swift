package import KubernetesAPI
import MaintenanceScripts

extension JSONValue {
    /// The object with every long text of its spec or data replaced by its digest.
    ///
    /// The scripts stand in a ConfigMap of each namespace, and stood in every CronJob and Job of earlier releases. They
    /// are kept only to see whether they are as wished, and for that ``DesiredState`` takes the digest as well as the text.
    package var withShortTexts: JSONValue {
        guard var object else { return self }
        for part in ["spec", "data"] {
            if let value = object[part] { object[part] = value.shortened(depth: 0) }
        }
        return .object(object)
    }

    /// No object of the Kubernetes API is nested deeper by half; a bound for the recursion.
    private static let maxDepth = 64

    private func shortened(depth: Int) -> JSONValue {
        guard depth < Self.maxDepth else { return self }
        switch self {
        case .string(let text): return .string(AbbreviatedText.digest(ifLong: text) ?? text)
        case .array(let elements): return .array(elements.map { $0.shortened(depth: depth + 1) })
        case .object(let object):
            return .object(JSONObject(members: object.members.map { ($0.name, $0.value.shortened(depth: depth + 1)) }))
        default: return self
        }
    }
}

/// A long text reduced to what tells it from every other.
enum AbbreviatedText {
    /// Longer texts are replaced.
    ///
    /// Names, schedules, quantities and ordinary arguments stay readable: a name has 253 bytes at most (RFC 1123
    /// subdomain), only programs are longer than this.
    private static let longestKept = 1024

    /// The digest of a long text; nil for one that is kept as it is.
    static func digest(ifLong text: String) -> String? {
        guard text.utf8.count > longestKept else { return nil }
        return usual.first { $0.text == text }?.digest ?? digest(of: text)
    }

    /// The texts that stand in nearly every ConfigMap: comparing is a hundred times cheaper than hashing.
    private static let usual = MaintenanceScripts.files.map { (text: $0.text, digest: digest(of: $0.text)) }

    private static func digest(of text: String) -> String { "sha256:\(SHA256.hexDigest(of: text.utf8))" }
}
