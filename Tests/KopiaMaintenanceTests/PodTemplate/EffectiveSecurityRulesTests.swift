import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite("Both security contexts together")
struct EffectiveSecurityRulesTests {
    @Test("are refused where no run could start", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static func row(
        _ name: String,
        pod: String = "null",
        container: String = "null",
        isOwnRule: Bool = false,
        _ expected: ExpectedFinding...
    ) -> PodTemplateCase {
        let json = #"{"podSecurityContext": \#(pod), "containerSecurityContext": \#(container)}"#
        return PodTemplateCase(name, .spec, json, expected, isOwnRule: isOwnRule)
    }

    private static let podUser = "spec.podSecurityContext.runAsUser: Invalid value: 0: must not be root while"
    private static let containerUser =
        "spec.containerSecurityContext.runAsUser: Invalid value: 0: must not be root while"

    /// What is in the way, and both ways out.
    private static func remedy(_ context: String) -> String {
        let field = "spec.\(context).runAsNonRoot"
        return "\(field) is true: choose another user, or set \(field) to false"
    }

    @Test("are reported in field order, each where its field's turn is")
    func order() {
        let spec: JSONValue = [
            "repository": ["repository": "r"],
            "podSecurityContext": [
                "runAsUser": 0, "fsGroup": -1, "windowsOptions": ["hostProcess": true, "gmsaCredentialSpecName": "A"],
            ],
            "containerSecurityContext": ["runAsNonRoot": true, "runAsGroup": -1], "moverPodLabels": ["a b": "c"],
        ]
        #expect(
            Validation(.kopiaMaintenance(spec)).findings.map(\.path.description) == [
                "spec.podSecurityContext.windowsOptions.gmsaCredentialSpecName",
                "spec.podSecurityContext.windowsOptions.hostProcess", "spec.podSecurityContext.runAsUser",
                "spec.podSecurityContext.fsGroup", "spec.containerSecurityContext.runAsGroup",
                "spec.moverPodLabels[a b]",
            ]
        )
    }

    @Test("root is possible where the remedy is followed")
    func remedied() {
        let user: JSONValue = ["runAsUser": 0, "fsGroup": 0]
        let spec: JSONValue = ["repository": ["repository": "r"], "podSecurityContext": user]
        let findings = Validation(.kopiaMaintenance(spec)).findings
        #expect(
            findings.map(\.description) == [
                "spec.podSecurityContext.runAsUser: Invalid value: 0: must not be root while "
                    + Self.remedy("containerSecurityContext")
            ]
        )
        let remedied = spec.setting(false, at: "containerSecurityContext", "runAsNonRoot")
        #expect(Validation(.kopiaMaintenance(remedied)).findings == [])
    }

    static let cases = root + hostProcess

    private static let root = [
        row("nothing set"),
        row("root where it is not forbidden", pod: #"{"runAsUser": 0}"#),
        row("no user where root is forbidden", pod: #"{"runAsNonRoot": true}"#),
        row(
            "root in the pod",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(podUser) \(remedy("podSecurityContext"))")
        ),
        row(
            "root in the container",
            container: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(containerUser) \(remedy("containerSecurityContext"))")
        ),
        row(
            "root from the pod, forbidden by the container",
            pod: #"{"runAsUser": 0}"#,
            container: #"{"runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(podUser) \(remedy("containerSecurityContext"))")
        ),
        row(
            "root in the container, forbidden by the pod",
            pod: #"{"runAsUser": 1000, "runAsNonRoot": true}"#,
            container: #"{"runAsUser": 0}"#,
            isOwnRule: true,
            .invalid("\(containerUser) \(remedy("podSecurityContext"))")
        ),
        row(
            "the container allows it",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            container: #"{"runAsNonRoot": false}"#
        ),
        row(
            "the container has another user",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            container: #"{"runAsUser": 1000}"#
        ),
        row(
            "a user of the wrong type",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            container: #"{"runAsUser": "0"}"#
        ),
        row(
            "a wrong type that forbids",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            container: #"{"runAsNonRoot": 1}"#
        ),
    ]

    private static let podProcess = "spec.podSecurityContext.windowsOptions.hostProcess"
    private static let containerProcess = "spec.containerSecurityContext.windowsOptions.hostProcess"
    private static let network = "hostNetwork must be true if pod contains any hostProcess containers"

    private static func process(_ value: Bool) -> String { #"{"windowsOptions": {"hostProcess": \#(value)}}"# }

    private static let hostProcess = [
        row("no host process", pod: process(false), container: process(false)),
        row(
            "a host process from the pod",
            pod: process(true),
            .invalid("\(podProcess): Invalid value: true: \(network)")
        ),
        row(
            "a host process in the container",
            container: process(true),
            .invalid("\(containerProcess): Invalid value: true: \(network)")
        ),
        row(
            "in both",
            pod: process(true),
            container: process(true),
            .invalid("\(containerProcess): Invalid value: true: \(network)")
        ),
        row(
            "in the pod, not the container",
            pod: process(true),
            container: process(false),
            .invalid(
                "\(containerProcess): Invalid value: false: "
                    + "pod hostProcess value must be identical if both are specified, was true"
            )
        ),
        row(
            "in the container, not the pod",
            pod: process(false),
            container: process(true),
            .invalid("\(containerProcess): Invalid value: true: pod hostProcess value must be identical…"),
            .invalid("\(containerProcess): Invalid value: true: \(network)")
        ),
    ]
}
