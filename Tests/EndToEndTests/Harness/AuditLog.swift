import Foundation
import KubernetesAPI
import TestSupport

/// What service accounts of this project asked of the API server, as its audit log has it.
struct AuditLog {
    /// One request and its answer.
    struct Entry: Hashable {
        /// The account, as `NAMESPACE/NAME`.
        let account: String
        let permission: Permission
        let name: String
        /// What tells the request from every other; a watch has an entry when it begins and one when it ends.
        let id: String
        /// The path and the query.
        let uri: String
        let status: Int64
        /// Whether a right was missing, rather than that a quota or a policy forbade it.
        let lacksRight: Bool
    }

    /// What a rule of RBAC grants, and a request takes.
    struct Permission: Hashable, Comparable, CustomStringConvertible {
        let group: String
        /// With its subresource, as in `kopiamaintenances/status`.
        let resource: String
        let verb: String

        var description: String { "\(verb) \(resource)\(group.isEmpty ? "" : ".\(group)")" }

        static func < (left: Permission, right: Permission) -> Bool { left.description < right.description }
    }

    let entries: [Entry]

    /// Reads what was logged until now.
    init(of cluster: ControlPlane) throws {
        let text = try String(contentsOf: Self.file(cluster.folder), encoding: .utf8)
        entries = try text.split(separator: "\n").compactMap { try Self.entry(JSONParser.parse($0.utf8)) }
    }

    /// The requests of an account that were refused for want of a right.
    func refusals(of account: String) -> [Entry] { entries.filter { $0.account == account && $0.lacksRight } }

    /// What an account has made use of.
    ///
    /// A patch that found nothing and made it was a server-side apply, which takes the right to create as well.
    func used(by account: String) -> Set<Permission> {
        let own = entries.filter { $0.account == account && $0.status < 400 }
        let creations = own.filter { $0.permission.verb == "patch" && $0.status == 201 }.map(\.permission)
        return Set(own.map(\.permission)).union(
            creations.map { Permission(group: $0.group, resource: $0.resource, verb: "create") }
        )
    }

    private static func entry(_ event: JSONValue) -> Entry? {
        guard let user = event["user"]?["username"]?.string, let object = event["objectRef"] else { return nil }
        let account = user.split(separator: ":").suffix(2).joined(separator: "/")
        let subresource = object["subresource"]?.string.map { "/\($0)" } ?? ""
        return Entry(
            account: account,
            permission: Permission(
                group: object["apiGroup"]?.string ?? "",
                resource: (object["resource"]?.string ?? "") + subresource,
                verb: event["verb"]?.string ?? ""
            ),
            name: object["name"]?.string ?? "",
            id: event["auditID"]?.string ?? "",
            uri: event["requestURI"]?.string ?? "",
            status: event["responseStatus"]?["code"]?.int64 ?? 0,
            lacksRight: event["annotations"]?["authorization.k8s.io/decision"] == "forbid"
        )
    }
}

// MARK: - The API server's part

extension AuditLog {
    /// Who asked for what, without any content, for the accounts of one namespace.
    static let policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - {level: Metadata, userGroups: ["system:serviceaccounts:\(Installation.namespace)"]}

        """

    static func policyFile(_ folder: URL) -> URL { folder.appending(path: "audit-policy.yaml") }

    private static func file(_ folder: URL) -> URL { folder.appending(path: "audit.log") }

    /// The API server's flags; an entry is written before its request is answered.
    static func flags(_ folder: URL) -> [String] {
        [
            "--audit-policy-file=\(policyFile(folder).path)", "--audit-log-path=\(file(folder).path)",
            "--audit-log-mode=blocking",
        ]
    }
}
