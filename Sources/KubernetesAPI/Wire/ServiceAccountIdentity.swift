/// The service account as which a program is known to the API server.
package struct ServiceAccountIdentity: Hashable, Sendable {
    /// Its namespace.
    package let namespace: String
    /// Its name.
    package let name: String
    /// Its uid: one that is deleted and made again under its name is another.
    package let uid: String

    /// How the API server names service accounts (`MakeUsername` in `k8s.io/apiserver/pkg/authentication/serviceaccount`).
    private static let prefix = "system:serviceaccount:"

    /// Reads the answer to a SelfSubjectReview (`authentication.k8s.io/v1`).
    ///
    /// Nil for a user who is no service account, or whose authentication brings no uid.
    package init?(_ review: JSONValue) {
        let user = review["status"]?["userInfo"]
        guard let name = user?["username"]?.string, let uid = user?["uid"]?.string, !uid.isEmpty,
            name.hasPrefix(Self.prefix)
        else { return nil }
        let parts = name.dropFirst(Self.prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let namespace = parts.first, let account = parts.last else { return nil }
        self.namespace = String(namespace)
        self.name = String(account)
        self.uid = uid
    }
}

extension ServiceAccountIdentity {
    /// The owner references of an object of this account's namespace once the account owns it too.
    ///
    /// The garbage collector takes an object when the last of its owners is gone. The reference blocks nobody's deletion,
    /// which would take a right of its own (`OwnerReferencesPermissionEnforcement`).
    ///
    /// - Parameter metadata: the object's.
    /// - Returns: all references, those of others as they stand; nil if the account owns the object already.
    package func ownerReferences(over metadata: ObjectMetadata) -> [JSONValue]? {
        let present = metadata.json["ownerReferences"]?.array ?? []
        guard !present.contains(where: { $0["uid"]?.string == uid }) else { return nil }
        let others = present.filter { $0["kind"] != "ServiceAccount" || $0["name"]?.string != name }
        return others + [
            ["apiVersion": "v1", "kind": "ServiceAccount", "name": .string(name), "uid": .string(uid)]
        ]
    }
}
