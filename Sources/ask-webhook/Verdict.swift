import KubernetesAPI

/// What the webhooks made of one object.
struct Verdict: Equatable {
    /// The object's name.
    let name: String
    /// The `metav1.Status` of the rejection; nil if the object is admitted.
    let rejection: JSONValue?
    /// What the user should know either way.
    let warnings: [String]

    /// The outcome of one object's responses (`admission.k8s.io/v1`, AdmissionResponse), the last of which decides.
    init(of object: JSONValue, answers: [JSONValue]) {
        name = object["metadata"]?["name"]?.string ?? ""
        rejection = answers.last?["allowed"]?.bool == true ? nil : answers.last?["status"] ?? [:]
        warnings = answers.flatMap { $0["warnings"]?.array?.compactMap(\.string) ?? [] }
    }

    /// The lines that `kubectl create` ends with, standard error first.
    var kubectlText: String {
        var seen: Set<String> = []
        let notes = warnings.filter { seen.insert($0).inserted }.map { "Warning: \($0)" }
        return (notes + [rejection.map(Self.text) ?? "kopiamaintenance.volsync.backube/\(name) created"])
            .joined(separator: "\n")
    }

    /// After `k8s.io/kubectl/pkg/cmd/util/helpers.go`: the causes of an invalid object are listed, one to a line unless
    /// there is just one.
    private static func text(of status: JSONValue) -> String {
        guard status["reason"] == "Invalid", let details = status["details"] else {
            return "Error from server: admission webhook denied the request: \(status["message"]?.string ?? "")"
        }
        let head = "The \(details["kind"]?.string ?? "") \"\(details["name"]?.string ?? "")\" is invalid"
        let causes = (details["causes"]?.array ?? []).map { cause in
            "\(cause["field"]?.string ?? ""): \(cause["message"]?.string ?? "")"
        }
        switch causes.count {
        case 0: return head
        case 1: return "\(head): \(causes[0])"
        default: return ([head + ": "] + causes.map { "* \($0)" }).joined(separator: "\n")
        }
    }
}
