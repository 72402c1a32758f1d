import KubernetesAPI
import Testing

@Suite("A service account, as the API server names it")
struct ServiceAccountIdentityTests {
    private static func review(_ name: JSONValue, _ uid: JSONValue) -> JSONValue {
        ["status": ["userInfo": ["username": name, "uid": uid, "groups": ["system:authenticated"]]]]
    }

    @Test("is read from a SelfSubjectReview")
    func reads() throws {
        let account = try #require(ServiceAccountIdentity(Self.review("system:serviceaccount:a:b", "u")))
        #expect([account.namespace, account.name, account.uid] == ["a", "b", "u"])
    }

    static let others: [JSONValue] = [
        review("admin", "u"), review("system:serviceaccount:a", "u"), review("system:serviceaccount:a:b:c", "u"),
        review("system:serviceaccount:a:b", ""), review("system:serviceaccount:a:b", .null), review(7, "u"),
        [:], .null, ["status": "none"],
    ]

    @Test("is nobody else", arguments: others)
    func refuses(_ review: JSONValue) {
        #expect(ServiceAccountIdentity(review) == nil)
    }
}
