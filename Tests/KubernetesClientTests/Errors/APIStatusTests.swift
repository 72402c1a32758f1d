import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct APIStatusTests {
    @Test("every part of a Status is read")
    func wholeStatus() throws {
        let json: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": ["continue": "next"], "status": "Failure",
            "message": "too many", "reason": "TooManyRequests", "code": 429,
            "details": [
                "name": "a", "group": "batch", "kind": "jobs", "retryAfterSeconds": 4,
                "causes": [["reason": "R", "message": "M", "field": "spec.x"]],
            ],
        ]
        let status = try #require(APIStatus(json, httpStatus: 500))
        #expect(status.code == 429)
        #expect(status.reason == "TooManyRequests")
        #expect(status.message == "too many")
        #expect(status.retryAfter == .seconds(4))
        #expect(status.continueToken == "next")
        let details = try #require(status.details)
        #expect(details.name == "a" && details.group == "batch" && details.kind == "jobs")
        #expect(details.causes.map(\.field) == ["spec.x"])
        #expect(details.causes.map(\.reason) == ["R"])
    }

    @Test("a Status without details takes code and delay from the answer that brought it")
    func bareStatus() throws {
        let status = try #require(APIStatus(["kind": "Status"], httpStatus: 503, retryAfter: .seconds(2)))
        #expect(status.code == 503)
        #expect(status.retryAfter == .seconds(2))
        #expect(status.details == nil)
    }

    @Test("what is no Status is none", arguments: [JSONValue.null, ["kind": "Pod"], [:], "Status"])
    func noStatus(_ json: JSONValue) {
        #expect(APIStatus(json, httpStatus: 500) == nil)
    }

    @Test("an HTTP status alone has the reason that the API server would give")
    func httpStatus() {
        #expect(APIStatus(httpStatus: 404).reason == "NotFound")
        #expect(APIStatus(httpStatus: 503).reason == "ServiceUnavailable")
        #expect(APIStatus(httpStatus: 418).reason == "Unknown")
    }

    @Test("a message is shown up to a length")
    func longMessage() {
        let status = APIStatus(code: 422, reason: "Invalid", message: String(repeating: "x", count: 5000))
        #expect(status.description.count < 1100)
        #expect(status.description.hasPrefix("the API server answered 422 Invalid: xxx"))
    }
}
