import Testing

@testable import KubernetesClient

@Suite struct RetryPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let error: KubernetesError
        var verb = APIRequest.Verb.get
        var attempt = 1
        var isFresh = false
        let expected: RetryPolicy.Decision

        var testDescription: String { name }
    }

    static let throttled = KubernetesError.status(APIStatus(code: 429, reason: "", retryAfter: .seconds(2)))
    static let failing = KubernetesError.status(APIStatus(code: 500, reason: "InternalError"))
    static let refused = KubernetesError.transport(.notConnected("refused"))
    static let unauthorized = KubernetesError.status(APIStatus(code: 401, reason: "Unauthorized"))

    static let cases: [Case] = [
        Case(name: "a read is repeated", error: failing, expected: .retry(after: .milliseconds(100))),
        Case(
            name: "later attempts wait longer",
            error: failing,
            attempt: 3,
            expected: .retry(after: .milliseconds(400))
        ),
        Case(name: "the last attempt is the last", error: failing, attempt: 5, expected: .giveUp),
        Case(name: "an apply is repeated", error: failing, verb: .apply, expected: .retry(after: .milliseconds(100))),
        Case(name: "a create is not repeated, it may have worked", error: failing, verb: .create, expected: .giveUp),
        Case(name: "nor is a JSON patch", error: .transport(.closed), verb: .jsonPatch, expected: .giveUp),
        Case(
            name: "a create is repeated if it was turned away",
            error: throttled,
            verb: .create,
            expected: .retry(after: .seconds(2))
        ),
        Case(
            name: "a create is repeated if it never arrived",
            error: refused,
            verb: .create,
            expected: .retry(after: .milliseconds(100))
        ),
        Case(name: "the server's delay is a floor", error: throttled, expected: .retry(after: .seconds(2))),
        Case(
            name: "a delay that is too long is somebody else's",
            error: .status(APIStatus(code: 503, reason: "", retryAfter: .seconds(33))),
            expected: .giveUp
        ),
        Case(name: "a refused credential is refreshed", error: unauthorized, expected: .refreshCredential),
        Case(
            name: "even in the last attempt",
            error: unauthorized,
            attempt: 5,
            expected: .refreshCredential
        ),
        Case(name: "but once only", error: unauthorized, isFresh: true, expected: .giveUp),
        Case(
            name: "a conflict is for whoever asked",
            error: .status(APIStatus(code: 409, reason: "Conflict")),
            verb: .apply,
            expected: .giveUp
        ),
        Case(name: "so is a missing token", error: .credentials(.emptyFile(path: "")), expected: .giveUp),
        Case(name: "so is cancellation", error: .cancelled, expected: .giveUp),
    ]

    @Test("the policy decides", arguments: cases)
    func decision(_ testCase: Case) {
        let decision = RetryPolicy().decide(
            after: testCase.error,
            verb: testCase.verb,
            attempt: testCase.attempt,
            credentialIsFresh: testCase.isFresh,
            random: 0
        )
        #expect(decision == testCase.expected)
    }

    @Test("clients that were turned away together do not come back together")
    func spread() {
        let decision = RetryPolicy().decide(
            after: Self.throttled,
            verb: .get,
            attempt: 1,
            credentialIsFresh: false,
            random: 0.5
        )
        #expect(decision == .retry(after: .milliseconds(2500)))
    }
}
