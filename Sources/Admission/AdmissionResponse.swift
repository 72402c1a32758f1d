import KopiaMaintenance
import KubernetesAPI

/// Writes the AdmissionReview that answers a request (`admission.k8s.io/v1`, AdmissionResponse).
enum AdmissionResponse {
    /// The bytes of the answer.
    static func bytes(of verdict: AdmissionVerdict, to request: AdmissionRequest) -> [UInt8] {
        var writer = JSONWriter(reserving: 2048)
        writer.raw("{\"kind\":\"AdmissionReview\",\"apiVersion\":")
        writer.string(request.version.rawValue)
        writer.raw(",\"response\":{\"uid\":")
        writer.string(request.uid)
        writer.raw(",\"allowed\":")
        writer.value(.bool(verdict.outcome != .denied))
        if let patch = verdict.patch {
            writer.raw(",\"patchType\":\"JSONPatch\",\"patch\":")
            writer.base64(patch.jsonBytes)
        }
        if let rejection = verdict.rejection {
            writer.raw(",\"status\":")
            writer.value(status(rejection, of: request))
        }
        writeAdvice(of: verdict, to: &writer)
        writer.raw("}}")
        return writer.bytes
    }

    private static func writeAdvice(of verdict: AdmissionVerdict, to writer: inout JSONWriter) {
        let warnings = Warnings.fitting(verdict.warnings)
        if !warnings.isEmpty {
            writer.raw(",\"warnings\":")
            writer.value(.array(warnings.map(JSONValue.string)))
        }
        guard let annotation = verdict.auditAnnotation else { return }
        writer.raw(",\"auditAnnotations\":{")
        writer.string(annotation.key)
        writer.raw(":")
        writer.string(annotation.value)
        writer.raw("}")
    }

    /// The `metav1.Status` that makes kubectl print a rejection as it prints those of built-in resources.
    ///
    /// After `k8s.io/apimachinery/pkg/api/errors.NewInvalid`: code 422, reason Invalid, one cause per mistake.
    private static func status(_ rejection: Rejection, of request: AdmissionRequest) -> JSONValue {
        let causes: [JSONValue] = rejection.mistakes.map { mistake in
            [
                "reason": .string(mistake.reason),
                "message": .string(mistake.message),
                "field": .string(mistake.field),
            ]
        }
        return [
            "metadata": [:],
            "status": "Failure",
            "message": .string("\(request.kind).\(request.group) \"\(request.name)\" is invalid: \(rejection.summary)"),
            "reason": "Invalid",
            "details": [
                "name": .string(request.name),
                "group": .string(request.group),
                "kind": .string(request.kind),
                "causes": .array(causes),
            ],
            "code": 422,
        ]
    }
}

/// What the API server lets through of a webhook's warnings.
private enum Warnings {
    /// The API server cuts a warning at 256 characters and stops after 4096 in all
    /// (`k8s.io/apiserver/pkg/endpoints/filters/warning.go`).
    private static let lengthLimit = 256
    private static let totalLimit = 4096

    /// The warnings without control characters, each once, none longer than will be shown, until there are enough.
    static func fitting(_ warnings: [String]) -> [String] {
        var told: [String] = []
        var seen: Set<String> = []
        var total = 0
        // An update of an object that was full of mistakes has a warning for each of them.
        for warning in warnings where seen.insert(warning).inserted {
            let text = cleaned(warning)
            total += text.utf8.count
            guard total <= totalLimit else { break }
            told.append(text)
        }
        return told
    }

    private static func cleaned(_ warning: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in warning.unicodeScalars.prefix(lengthLimit) {
            scalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(scalars)
    }
}
