import Foundation
import KubernetesAPI

/// A running webhook, asked in the order in which the API server asks: the mutating one, then the validating one.
struct Webhook {
    /// Scheme, host and port.
    let url: String
    /// The certificate authority that its certificate must come from.
    let authorityFile: String

    /// What becomes of an object that is created: the validating webhook's answer about the object as the mutating one
    /// left it, with the warnings of both.
    func review(creationOf object: JSONValue) throws -> Verdict {
        let mutation = try ask("mutate", about: object)
        guard mutation["allowed"]?.bool == true else { return Verdict(of: object, answers: [mutation]) }
        let mutated = try patched(object, by: mutation)
        return Verdict(of: object, answers: [mutation, try ask("validate", about: mutated)])
    }

    /// The response of one of the two, checked to be the answer to this request.
    private func ask(_ path: String, about object: JSONValue) throws -> JSONValue {
        let uid = UUID().uuidString.lowercased()
        let request = CreationReview.request(uid: uid, object: object)
        let body = try Curl.post(
            request.jsonBytes,
            to: "\(url)/\(path)-volsync-backube-v1alpha1-kopiamaintenance",
            authorityFile: authorityFile
        )
        guard let response = try JSONParser.parse(body)["response"], response["uid"]?.string == uid else {
            throw AskError.notAnAnswer(String(decoding: body, as: UTF8.self))
        }
        return response
    }

    private func patched(_ object: JSONValue, by response: JSONValue) throws -> JSONValue {
        guard let encoded = response["patch"]?.string else { return object }
        guard let bytes = Data(base64Encoded: encoded), let operations = try JSONParser.parse(bytes).array else {
            throw AskError.badPatch(encoded)
        }
        return try operations.reduce(object) { try $0.applying($1) }
    }
}

/// Why a webhook could not be asked, or its answer not be read.
enum AskError: Error, Equatable, CustomStringConvertible {
    /// curl failed, with what it said.
    case unreachable(String)
    /// The body is no review, or answers something else.
    case notAnAnswer(String)
    /// The patch cannot be read, or does not apply.
    case badPatch(String)

    var description: String {
        switch self {
        case .unreachable(let text): "the webhook did not answer: \(text)"
        case .notAnAnswer(let text): "the answer is not that of an admission webhook: \(text)"
        case .badPatch(let text): "the patch does not apply: \(text)"
        }
    }
}
