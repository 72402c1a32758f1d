import KubernetesAPI
import Manifests

/// What came of a review.
struct ReviewReport: Sendable {
    /// Every KopiaMaintenance, in the order of the files.
    var objects: [ReviewedObject] = []
    /// What could not be read.
    var failures: [ReadFailure] = []
    /// How many objects of each other kind were passed over.
    var skipped: [String: Int] = [:]
    /// How many files were looked at.
    var fileCount = 0
}

/// A file, or the rest of one, that could not be read.
struct ReadFailure: Error, Equatable, Sendable {
    let file: String
    /// Where reading ended, if it had begun.
    let position: SourcePosition?
    let message: String

    /// The line for people.
    var line: String {
        "\(position.map { "\(file):\($0.line):\($0.column)" } ?? file): error: \(message)"
    }
}

/// One KopiaMaintenance and what is said of it.
struct ReviewedObject: Sendable {
    let file: String
    let position: SourcePosition
    let namespace: String?
    /// The name, or what the API server would begin one with; empty if the object has neither.
    let name: String
    /// In field order, mistakes before advice.
    var remarks: [Remark]
    /// What defaulting would change; nil while a field has the wrong type, which it leaves alone.
    let defaults: [DefaultedField]?
    /// True if it is a part of an object, which a kustomization lays over the rest.
    var isPatch = false

    /// True if admission would let it in.
    var isValid: Bool { errors.isEmpty }
    var errors: [Remark] { remarks.filter { $0.severity == .error } }
    var warnings: [Remark] { remarks.filter { $0.severity == .warning } }

    /// Why the object would be rejected, or cannot be judged: lines for people.
    var refusals: [String] { refusals(concerning: nil) }

    /// Why the object would be rejected, or cannot be judged in these fields.
    func refusals(concerning fields: [String]?) -> [String] {
        func isDecisive(_ remark: Remark) -> Bool {
            guard let fields else { return true }
            return fields.contains { remark.path == $0 || remark.path?.hasPrefix("\($0).") == true }
        }
        return remarks.filter { $0.severity == .error || $0.cause == .notJudged && isDecisive($0) }.map { remark in
            "\(file):\(remark.position.line):\(remark.position.column): error: \(remark.message)"
        }
    }

    /// The name as kubectl users write it down: `namespace/name`, or the name alone.
    var qualifiedName: String {
        let name = name.isEmpty ? "(no name)" : name
        return namespace.map { "\($0)/\(name)" } ?? name
    }
}

/// A mistake or a piece of advice, with its place.
struct Remark: Hashable, Sendable {
    enum Severity: String, Sendable {
        case error
        case warning
    }

    /// What kind of remark it is, for programs.
    enum Cause: Hashable, Sendable {
        /// A rule of admission.
        case finding(Finding.Cause)
        /// The API server would prune the field, or refuse the object because of it.
        case unknownField
        /// The value is a placeholder, which nobody can judge.
        case notJudged
        /// `kubectl -f` and kustomize read different values.
        case readTwoWays
        case advice
        /// Another object of the files maintains the same repository.
        case repositoryShared
    }

    let severity: Severity
    let cause: Cause
    /// The field, as Kubernetes writes it; nil where the remark is about the whole object.
    let path: String?
    let position: SourcePosition
    /// The whole line as kubectl users know it, the path included.
    let message: String
}

extension Remark.Cause {
    /// The name of the cause in machine-readable output.
    var name: String {
        switch self {
        case .finding(let cause): cause.rawValue
        case .unknownField: "UnknownField"
        case .notJudged: "NotJudged"
        case .readTwoWays: "ReadTwoWays"
        case .advice: "Advice"
        case .repositoryShared: "RepositoryShared"
        }
    }
}

/// A field that defaulting sets, or takes away.
struct DefaultedField: Equatable, Sendable {
    let path: String
    /// The new value; nil if the field is taken away.
    let value: JSONValue?
}
