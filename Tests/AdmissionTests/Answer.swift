import Admission
import Foundation
import KubernetesAPI
import TestSupport

/// An answer, read back from its bytes.
struct Answer {
    let review: JSONValue
    let request: JSONValue

    init(to review: JSONValue, phase: AdmissionPhase) throws {
        let answered = try AdmissionReviewer.review(review.jsonBytes, phase: phase)
        self.review = try JSONParser.parse(answered.response)
        request = review["request"] ?? .null
    }

    var response: JSONValue { review["response"] ?? .null }
    var isAllowed: Bool? { response["allowed"]?.bool }
    var warnings: [String] { response["warnings"]?.array?.compactMap(\.string) ?? [] }
    var causes: [String] {
        response["status"]?["details"]?["causes"]?.array?.map {
            "\($0["field"]?.string ?? "?") \($0["reason"]?.string ?? "?")"
        } ?? []
    }

    /// The patch document, decoded.
    var patch: JSONValue? {
        get throws {
            guard let text = response["patch"]?.string else { return nil }
            guard let data = Data(base64Encoded: text) else {
                throw JSONPatchApplier.Failure(description: "not base64")
            }
            return try JSONParser.parse([UInt8](data))
        }
    }

    /// The request's object with the patch applied.
    var patchedObject: JSONValue {
        get throws {
            let object = request["object"] ?? .null
            guard let patch = try patch else { return object }
            return try JSONPatchApplier.apply(patch, to: object)
        }
    }
}
