import KubernetesAPI
import KubernetesClient
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of the asker's rights")
struct AccessRightTests {
    private static let pods = AccessRight(verb: "list", resource: .pods, commands: "logs")
    private static let namespaces = AccessRight(verb: "list", resource: .namespaces, isEverywhere: true, commands: "it")
    private static let deployments = AccessRight(
        verb: "list",
        resource: .deployments,
        isEverywhere: true,
        commands: "version"
    )

    @Test(
        "each that lacks is told with where it lacks, and is nothing wrong with the cluster",
        arguments: [
            (pods, "backup", .found(false), "unknown: you may not list pods in namespace backup"),
            (pods, nil, .found(false), "unknown: you may not list pods in all namespaces"),
            (namespaces, "backup", .found(false), "unknown: you may not list namespaces"),
            (deployments, "backup", .found(false), "unknown: you may not list deployments.apps in all namespaces"),
            (
                pods, "backup", .found(true),
                "sound: you may do what all commands of the plugin need in namespace backup"
            ),
            (
                pods, "backup", .unread(.failure("it is busy")),
                "wrong: whether you may list pods in namespace backup: not looked at: it is busy"
            ),
        ] as [(AccessRight, String?, Look<Bool>, String)]
    )
    func words(_ right: AccessRight, _ namespace: String?, _ answer: Look<Bool>, _ expected: String) {
        let checks = RightsChecks.checks([(right, answer)], in: namespace)
        #expect(checks.map { "\($0.verdict.rawValue): \($0.statement)" } == [expected])
    }

    @Test("what is needed everywhere is asked about everywhere")
    func places() {
        func namespace(_ right: AccessRight) -> JSONValue? {
            right.review(in: "backup")["spec"]?["resourceAttributes"]?["namespace"]
        }
        #expect(namespace(Self.pods) == "backup")
        #expect(namespace(Self.namespaces) == nil && namespace(Self.deployments) == nil)
    }

    @Test(
        "every command is asked about",
        arguments: [
            ("create", "kopiamaintenances", "migrate --cluster"), ("list", "replicationsources", "migrate --cluster"),
            ("patch", "replicationsources", "migrate --cluster"), ("list", "deployments", "version"),
            ("list", "namespaces", "the completion of -n"),
        ]
    )
    func needs(_ verb: String, _ plural: String, _ command: String) {
        #expect(
            AccessRight.needed.contains {
                $0.verb == verb && $0.resource.plural == plural && $0.commands == command
            }
        )
    }
}
