import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct ErrorDispositionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let error: KubernetesError
        let expected: ErrorDisposition

        var testDescription: String { name }

        init(_ name: String, _ error: KubernetesError, _ expected: ErrorDisposition) {
            self.name = name
            self.error = error
            self.expected = expected
        }

        init(_ name: String, _ code: Int, _ reason: String, _ expected: ErrorDisposition) {
            self.init(name, .status(APIStatus(code: code, reason: reason)), expected)
        }
    }

    static let cases: [Case] = [
        Case("an object is missing", 404, "NotFound", .notFound),
        Case("a conflict and an existing name share a code: conflict", 409, "Conflict", .conflict),
        Case("a conflict and an existing name share a code: name", 409, "AlreadyExists", .alreadyExists),
        Case("a resource version is too old", 410, "Expired", .expired),
        Case("a resource version is too old, before Kubernetes 1.18", 410, "Gone", .expired),
        Case("the credential is refused", 401, "Unauthorized", .unauthorized),
        Case("something is not allowed", 403, "Forbidden", .forbidden),
        Case("the object is invalid", 422, "Invalid", .terminal),
        Case(
            "another object has the name by now",
            .status(
                APIStatus(
                    code: 422,
                    reason: "Invalid",
                    details: details(cause: "FieldValueInvalid", field: "metadata.uid")
                )
            ),
            .conflict
        ),
        Case("the request is malformed", 400, "BadRequest", .terminal),
        Case("the object is too large", 413, "RequestEntityTooLarge", .terminal),
        Case("the method is unknown", 405, "MethodNotAllowed", .terminal),
        Case("the patch type is unknown", 415, "UnsupportedMediaType", .terminal),
        Case("the server redirects", 302, "", .terminal),
        Case("the server is overloaded", 429, "TooManyRequests", .retry(floor: .zero)),
        Case("the server fails", 500, "InternalError", .retry(floor: .zero)),
        Case("a gateway fails", 502, "", .retry(floor: .zero)),
        Case("the server is not ready", 503, "ServiceUnavailable", .retry(floor: .zero)),
        Case("the server takes too long", 504, "Timeout", .retry(floor: .zero)),
        Case("the storage asks to try again", 500, "ServerTimeout", .retry(floor: .zero)),
        Case(
            "the server names a delay",
            .status(APIStatus(code: 429, reason: "TooManyRequests", retryAfter: .seconds(7))),
            .retry(floor: .seconds(7))
        ),
        Case(
            "the namespace is going away",
            .status(
                APIStatus(code: 403, reason: "Forbidden", details: details(cause: "NamespaceTerminating"))
            ),
            .namespaceTerminating
        ),
        Case(
            "a resource version is from the future",
            .status(APIStatus(code: 504, reason: "Timeout", details: details(cause: "ResourceVersionTooLarge"))),
            .expired
        ),
        Case(
            "strict validation of an apply answers 500 for an unknown field",
            .status(
                APIStatus(
                    code: 500,
                    reason: "",
                    message:
                        "failed to create typed patch object (ns/a; v1, Kind=X): .spec.y: field not declared in schema"
                )
            ),
            .terminal
        ),
        Case("no connection", .transport(.notConnected("refused")), .retry(floor: .zero)),
        Case("a certificate is not trusted", .transport(.tls("verify failed")), .retry(floor: .zero)),
        Case("the connection ended", .transport(.closed), .retry(floor: .zero)),
        Case("a watch fell silent", .transport(.silent), .retry(floor: .zero)),
        Case("an answer is too long", .transport(.tooLarge(limit: 1)), .terminal),
        Case("the client is shut down", .transport(.shutDown), .cancelled),
        Case("a proxy's page", .unreadableAnswer(.mediaType("text/html")), .retry(floor: .zero)),
        Case("no token", .credentials(.emptyFile(path: "/t")), .retry(floor: .zero)),
        Case("the task is cancelled", .cancelled, .cancelled),
        Case("this process does not lead", .notLeading, .cancelled),
    ]

    static func details(cause: String, field: String = "") -> APIStatus.Details? {
        let cause: JSONValue = ["reason": .string(cause), "message": "", "field": .string(field)]
        return APIStatus(["kind": "Status", "details": ["causes": [cause]]], httpStatus: 500)?.details
    }

    @Test("each failure means one thing", arguments: cases)
    func disposition(_ testCase: Case) {
        #expect(testCase.error.disposition == testCase.expected)
    }

    @Test("the floor of a retry is what the server asked for, and nothing elsewhere")
    func floor() {
        let throttled = KubernetesError.status(APIStatus(code: 429, reason: "", retryAfter: .seconds(3)))
        #expect(throttled.retryFloor == .seconds(3))
        #expect(KubernetesError.status(APIStatus(code: 404, reason: "NotFound")).retryFloor == .zero)
    }
}
