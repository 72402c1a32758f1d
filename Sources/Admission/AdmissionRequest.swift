import KopiaMaintenance
package import KubernetesAPI

/// The question of the API server: what is read of `AdmissionReview.request` (`admission.k8s.io/v1`).
package struct AdmissionRequest: Sendable {
    /// The version of the review, in which it is answered.
    package let version: Version
    /// Identifies this question; the answer repeats it.
    package let uid: String
    /// True if the object is a KopiaMaintenance.
    package let isOfOurKind: Bool
    /// What is being done; nil for an operation that this release does not know.
    package let operation: Operation?
    /// The object as it is to be stored; `null` on DELETE.
    package let object: JSONValue
    private let json: JSONObject

    /// Reads a review document.
    ///
    /// Nothing but what is asked for is made of it: any part may be anything.
    ///
    /// - Throws: ``AdmissionRequestError`` if it is no review that could be answered.
    package init(review: JSONObject) throws(AdmissionRequestError) {
        guard let version = Version.allCases.first(where: { review.has("apiVersion", equalTo: .string($0.rawValue)) }),
            review.has("kind", equalTo: "AdmissionReview")
        else {
            throw .unsupportedKind(apiVersion: review.string("apiVersion"), kind: review.string("kind"))
        }
        guard let request = review.object("request") else { throw .missingRequest }
        guard let uid = request.string("uid"), !uid.isEmpty else { throw .missingUID }
        self.version = version
        self.uid = uid
        isOfOurKind = Self.isOfOurKind(request.object("kind"))
        operation = request.string("operation").flatMap(Operation.init(rawValue:))
        object = request.object("object").map(JSONValue.object) ?? .null
        json = request
    }

    private static func isOfOurKind(_ kind: JSONObject?) -> Bool {
        guard let kind else { return false }
        return kind.has("kind", equalTo: .string(APINames.kind)) && kind.has("group", equalTo: .string(APINames.group))
    }
}

extension AdmissionRequest {
    /// The versions that are answered.
    ///
    /// `v1beta1` differs in nothing that is read here.
    package enum Version: String, Sendable, CaseIterable {
        case v1 = "admission.k8s.io/v1"
        case v1beta1 = "admission.k8s.io/v1beta1"
    }

    /// What is being done to the object.
    package enum Operation: String, Sendable, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// The API group of the object.
    package var group: String { json.object("kind")?.string("group") ?? "" }

    /// The kind of the object.
    package var kind: String { json.object("kind")?.string("kind") ?? "" }

    /// The subresource that is written, empty for the object itself.
    package var subresource: String { json.string("subResource") ?? "" }

    /// The namespace of the object.
    package var namespace: String { json.string("namespace") ?? "" }

    /// The name of the object; empty at mutation time when the API server is to make one (`generateName`).
    package var name: String { json.string("name") ?? ObjectMetadata(of: object).name ?? "" }

    /// Who asks.
    package var username: String { json.object("userInfo")?.string("username") ?? "" }

    /// True if nothing will be stored.
    package var isDryRun: Bool { json.has("dryRun", equalTo: true) }

    /// The object as it is stored now; `null` on CREATE.
    package var oldObject: JSONValue { json.object("oldObject").map(JSONValue.object) ?? .null }
}

/// Why a document cannot be answered as an AdmissionReview.
package enum AdmissionRequestError: Error, Equatable, Sendable, CustomStringConvertible {
    case malformed(JSONParseError)
    case notAnObject
    case unsupportedKind(apiVersion: String?, kind: String?)
    case missingRequest
    case missingUID

    package var description: String {
        switch self {
        case .malformed(let error):
            switch error.reason {
            case .tooManyValues: "the body has \(error)"
            default: "the body is not JSON: \(error)"
            }
        case .notAnObject: "the body is not a JSON object"
        case .unsupportedKind(let apiVersion, let kind):
            "expected kind AdmissionReview of admission.k8s.io/v1 or v1beta1, "
                + "not kind \(Self.shown(kind)) of \(Self.shown(apiVersion))"
        case .missingRequest: "the review has no request"
        case .missingUID: "the review's request has no uid"
        }
    }

    /// Long enough for every real name, short enough for a log line.
    private static let shownLimit = 80

    private static func shown(_ text: String?) -> String {
        guard let text else { return "(none)" }
        return JSONValue.string(String(text.prefix(shownLimit))).jsonText
    }
}
