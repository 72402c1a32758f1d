import KopiaMaintenance
import KubernetesAPI
import Manifests

/// Judges one KopiaMaintenance as `kubectl apply` would find it judged: the API server's look at its fields, defaulting,
/// validation.
struct ObjectReview {
    /// What came of it.
    let result: ReviewedObject

    /// Judges an object.
    ///
    /// - Parameters:
    ///   - object: the object in its file.
    ///   - file: the name of the file.
    ///   - unknownFields: what to say of fields that the definition does not have.
    ///   - isPatch: true if the rest of the object is elsewhere.
    ///   - cluster: the cluster that the object is for.
    init(
        _ object: ManifestDocument,
        file: String,
        unknownFields: UnknownFieldPolicy,
        isPatch: Bool = false,
        on cluster: ClusterCapabilities = .unknown
    ) {
        let root = object.root
        let verdict = AdmissionVerdict(on: root, for: cluster)
        let metadata = ObjectMetadata(root["metadata"])
        let place = { object.position(of: $0) }
        let unknown = UnknownFields.paths(in: root).filter { !isPatch || !$0.isPatchDirective }
        let findings = (IdentityRules.findings(in: root) + verdict.findings).filter { !isPatch || !$0.isOfTheRest }
        let remarks = Self.unique(
            findings.map { Remark($0, in: root, place: place) }
                + unknownFields.remarks(about: unknown, place: object.namePosition)
                + object.divergences.map(Remark.init(divergence:))
                + (isPatch ? [] : verdict.warnings).map { Remark(advice: $0, place: place) }
        )
        result = ReviewedObject(
            file: file,
            position: object.position,
            namespace: metadata.namespace,
            name: metadata.name ?? metadata.generateName ?? "",
            remarks: remarks.filter { $0.severity == .error } + remarks.filter { $0.severity == .warning },
            defaults: isPatch ? [] : verdict.defaults,
            isPatch: isPatch
        )
    }

    /// Each remark once: several mistakes in one placeholder are the same remark.
    private static func unique(_ remarks: [Remark]) -> [Remark] {
        var seen: Set<Remark> = []
        return remarks.filter { seen.insert($0).inserted }
    }
}

extension Finding {
    /// True if it is about what a patch leaves to the object that it is laid over.
    fileprivate var isOfTheRest: Bool {
        cause == .required && ["spec.repository.repository", "spec.repository.customCA"].contains(path.description)
    }
}

extension FieldPath {
    /// True of `$patch` and its like, which kustomize takes out (strategic merge patch).
    fileprivate var isPatchDirective: Bool {
        guard case .name(let name)? = segments.last else { return false }
        return name.hasPrefix("$")
    }
}

/// What the two webhooks say of an object, which they see without its unknown fields.
private struct AdmissionVerdict {
    let findings: [Finding]
    let warnings: [String]
    let defaults: [DefaultedField]?

    init(on object: JSONValue, for cluster: ClusterCapabilities) {
        let defaulting = Defaulting(UnknownFields.pruned(object))
        let validation = Validation(admitting: defaulting.object, after: nil, on: cluster)
        findings = validation.findings.told()
        warnings = defaulting.warnings + validation.warnings
        let hasWrongType = findings.contains { $0.cause == .typeInvalid }
        defaults =
            hasWrongType
            ? nil
            : defaulting.changed.map { path in
                DefaultedField(path: path.description, value: defaulting.object.value(at: path))
            }
    }
}

// MARK: - Remarks

extension Remark {
    /// A mistake; a warning where the mistake is that a placeholder stands there.
    fileprivate init(_ finding: Finding, in object: JSONValue, place: (FieldPath) -> SourcePosition) {
        let path = finding.path.description
        if let placeholder = TemplatePlaceholder.first(concerning: finding, in: object) {
            self.init(
                severity: .warning,
                cause: .notJudged,
                path: path,
                position: place(finding.path),
                message: "\(path): not judged: contains the placeholder \(placeholder)"
            )
        } else {
            self.init(
                severity: .error,
                cause: .finding(finding.cause),
                path: path,
                position: place(finding.path),
                message: finding.description
            )
        }
    }

    /// A scalar that people who apply the file get in two ways.
    fileprivate init(divergence: ManifestDocument.Divergence) {
        let (scalar, path) = (divergence.scalar, divergence.path.description)
        let kustomize = "kustomize (-k, Flux, Argo CD)"
        let words = divergence.isName ? "the key \(scalar.text)" : scalar.text
        let readings =
            if let built = scalar.fromKustomize {
                "\(words) is \(scalar.fromFile) to kubectl -f and \(built) to \(kustomize)"
            } else {
                "\(words) is \(scalar.fromFile) to kubectl -f and refused by \(kustomize)"
            }
        let quoted = JSONValue.string(scalar.text).jsonText
        let isFlag = !divergence.isName && ["true", "false"].contains(scalar.fromFile)
        self.init(
            severity: .warning,
            cause: .readTwoWays,
            path: path,
            position: divergence.position,
            message: "\(path): \(readings): write \(isFlag ? "\(scalar.fromFile) or \(quoted)" : quoted)"
        )
    }

    /// Advice, which begins with the field that it is about.
    fileprivate init(advice: String, place: (FieldPath) -> SourcePosition) {
        let path = FieldPath(leading: advice)
        self.init(
            severity: .warning,
            cause: .advice,
            path: path?.description,
            position: place(path ?? FieldPath("spec")),
            message: advice
        )
    }
}

extension FieldPath {
    /// The path at the start of a sentence, of fields, indexes and keys; nil if it begins with something else.
    fileprivate init?(leading sentence: String) {
        var rest = sentence[...]
        let first = Self.name(from: &rest)
        guard first == "spec" || first == "metadata" else { return nil }
        var path = FieldPath(first)
        while let mark = rest.first, mark == "." || mark == "[" {
            rest = rest.dropFirst()
            if mark == "." {
                path = path.field(Self.name(from: &rest))
            } else {
                let key = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(key.count + 1)
                path = Int(key).map(path.index) ?? path.key(String(key))
            }
        }
        self = path
    }

    private static func name(from rest: inout Substring) -> String {
        let name = rest.prefix { !$0.isWhitespace && !".:[".contains($0) }
        rest = rest.dropFirst(name.count)
        return String(name)
    }
}
