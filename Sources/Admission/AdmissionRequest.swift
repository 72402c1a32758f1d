import KopiaMaintenance
package import KubernetesAPI

/// The question of the API server, as a view on `AdmissionReview.request` (`admission.k8s.io/v1`).
package struct AdmissionRequest: Sendable {
    /// The version of the review, in which it is answered.
    package let apiVersion: String
    /// Identifies this question; the answer repeats it.
    package let uid: String
    /// True if the object is a KopiaMaintenance.
    package let isOfOurKind: Bool
    private let json: JSONValue

    /// The versions that are answered.
    ///
    /// `v1beta1` differs in nothing that is read here.
    private static let versions: Set<String> = ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"]

    /// Reads a review document.
    ///
    /// - Throws: ``AdmissionRequestError`` if it is no review that could be answered.
    package init(review: JSONValue) throws(AdmissionRequestError) {
        guard review.object != nil else { throw .notAnObject }
        guard let apiVersion = review["apiVersion"]?.string, Self.versions.contains(apiVersion),
            review["kind"]?.string == "AdmissionReview"
        else {
            throw .unsupportedKind(apiVersion: review["apiVersion"]?.string, kind: review["kind"]?.string)
        }
        guard let request = review["request"], request.object != nil else { throw .missingRequest }
        guard let uid = request["uid"]?.string, !uid.isEmpty else { throw .missingUID }
        self.apiVersion = apiVersion
        self.uid = uid
        json = request
        isOfOurKind = Self.kind(of: request) == APINames.kind && Self.group(of: request) == APINames.group
    }
}

extension AdmissionRequest {
    /// What is being done to the object.
    package enum Operation: String, Sendable, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// What is being done; nil for an operation that this release does not know.
    package var operation: Operation? { json["operation"]?.string.flatMap(Operation.init(rawValue:)) }

    /// The API group of the object.
    package var group: String { Self.group(of: json) }

    /// The kind of the object.
    package var kind: String { Self.kind(of: json) }

    private static func group(of request: JSONValue) -> String { request["kind"]?["group"]?.string ?? "" }
    private static func kind(of request: JSONValue) -> String { request["kind"]?["kind"]?.string ?? "" }

    /// The subresource that is written, empty for the object itself.
    package var subresource: String { json["subResource"]?.string ?? "" }

    /// The namespace of the object.
    package var namespace: String { json["namespace"]?.string ?? "" }

    /// The name of the object; empty at mutation time when the API server is to make one (`generateName`).
    package var name: String { json["name"]?.string ?? ObjectMetadata(object["metadata"]).name ?? "" }

    /// Who asks.
    package var username: String { json["userInfo"]?["username"]?.string ?? "" }

    /// True if nothing will be stored.
    package var isDryRun: Bool { json["dryRun"]?.bool ?? false }

    /// The object as it is to be stored; `null` on DELETE.
    package var object: JSONValue { json["object"] ?? .null }

    /// The object as it is stored now; `null` on CREATE.
    package var oldObject: JSONValue { json["oldObject"] ?? .null }
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
        case .malformed(let error): "the body is not JSON: \(error)"
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
