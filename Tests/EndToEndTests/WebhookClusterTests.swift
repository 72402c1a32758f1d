import KubernetesAPI
import TestSupport
import Testing

/// The webhook is told which cluster it serves, by flags or by variables.
@Suite(.timeLimit(.minutes(5))) struct WebhookClusterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String] = []
        var environment: [String: String] = [:]
        let isAdmitted: Bool
        let warnings: [JSONValue]

        var testDescription: String { "\(arguments) \(environment)" }
    }

    private static let need: JSONValue = .string(
        #"spec.tolerations[0].operator: "Lt" needs the feature gate TaintTolerationComparisonOperators, "#
            + "which exists from Kubernetes 1.35 on and is off by default"
    )

    static let cases = [
        Case(isAdmitted: true, warnings: [need]),
        Case(arguments: ["--kubernetes-version=1.34"], isAdmitted: false, warnings: []),
        Case(environment: ["KM_KUBERNETES_VERSION": "v1.34.2"], isAdmitted: false, warnings: []),
        Case(arguments: ["--kubernetes-version=1.36"], isAdmitted: true, warnings: [need]),
        Case(
            arguments: ["--kubernetes-version=1.36", "--feature-gates=AllAlpha=true"],
            isAdmitted: true,
            warnings: []
        ),
    ]

    @Test("The verdict on an object that some clusters take is the one of the cluster that is told", arguments: cases)
    func verdict(_ row: Case) async throws {
        let spec: JSONValue = [
            "repository": ["repository": "r"],
            "tolerations": [["key": "a", "operator": "Lt", "value": "5"]],
        ]
        let review: JSONValue = [
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
            "request": [
                "uid": "one", "operation": "CREATE", "object": .kopiaMaintenance(spec),
                "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
                "resource": ["group": "volsync.backube", "version": "v1alpha1", "resource": "kopiamaintenances"],
            ],
        ]
        try await ConfiguredWebhook.run(row.arguments, environment: row.environment) { webhook in
            let outcome = try await webhook.curl(
                "--header",
                "Content-Type: application/json",
                "--data-binary",
                review.jsonText,
                "\(webhook.url)/validate-volsync-backube-v1alpha1-kopiamaintenance"
            )
            let response = try JSONParser.parse(outcome.output.utf8)["response"]
            #expect(response?["allowed"] == .bool(row.isAdmitted), "\(outcome)")
            #expect(response?["warnings"]?.array ?? [] == row.warnings, "\(outcome)")
        }
    }
}
