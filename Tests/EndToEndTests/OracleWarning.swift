import KubernetesAPI
import KubernetesClient

/// A warning of the API server, at the place in the KopiaMaintenance that it comes from.
struct OracleWarning: Sendable {
    /// As the webhook is to tell it; nil if it need not (docs/decisions.md, "Warnings of the API server").
    let told: String?

    /// Finds the place of what the API server says to a question.
    init(_ text: String, about question: OracleQuestion) {
        if text.hasPrefix("metadata.name: this is used in ") {
            // The name of the CronJob, which is made of the object's; of others the user has no say.
            told = nil
        } else if let volume = text.wholeMatch(of: Self.overlap) {
            told = Self.shortened(Self.place(ofVolume: String(volume.output.1), in: question) + String(volume.output.2))
        } else {
            let field = String(text.prefix { $0 != ":" && $0 != " " })
            let here = question.origin(of: field) ?? "(not from the object) \(field)"
            told = Self.shortened(here + text.dropFirst(field.count))
        }
    }

    /// The volume's name and the paths; the name of the Secret goes without saying.
    private static var overlap: Regex<(Substring, Substring, Substring)> {
        /volume "([^"]*)" \(Secret ".*"\)(: overlapping paths: .*)/.dotMatchesNewlines()
            .matchingSemantics(.unicodeScalar)
    }

    private static func place(ofVolume name: String, in question: OracleQuestion) -> String {
        let pod = question.podPath.reduce(question.object) { $0[$1] ?? .null }
        guard let index = pod["volumes"]?.array?.firstIndex(where: { $0["name"]?.string == name }) else { return name }
        let field = (question.podPath + ["volumes[\(index)]", "secret"]).joined(separator: ".")
        return question.origin(of: field) ?? "(not from the object) \(field)"
    }
}

extension OracleQuestion {
    /// Where the pod's specification is in the object.
    fileprivate var podPath: [String] {
        switch resource {
        case .cronJobs: ["spec", "jobTemplate", "spec", "template", "spec"]
        case .jobs: ["spec", "template", "spec"]
        default: ["spec"]
        }
    }
}

// MARK: - Ours

extension OracleWarning {
    /// What the webhook says in the API server's words.
    private static let words = [
        "fractional byte value", "deprecated since", "control-plane\" instead", " is invalid, ", "overlapping paths",
        "a null labelSelector",
    ]

    /// True of a warning of validation that the API server says as well, and can: it sends none with control characters.
    static func isOfServer(_ warning: String) -> Bool {
        words.contains(where: warning.contains)
            && !warning.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The API server may cut a warning at 256 characters, of which the longer path has some.
    ///
    /// Of overlapping paths it names the volume, the webhook the item.
    static func shortened(_ warning: String) -> String {
        let text = warning.replacing(/\.items\[\d+\]\.path: overlapping/, with: ": overlapping")
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(200)))
    }
}
