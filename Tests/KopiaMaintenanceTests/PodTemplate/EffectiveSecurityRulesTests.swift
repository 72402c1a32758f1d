import KopiaMaintenance
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

    static let cases = root + hostProcess

    private static let root = [
        row("nothing set"),
        row("root where it is not forbidden", pod: #"{"runAsUser": 0}"#),
        row("no user where root is forbidden", pod: #"{"runAsNonRoot": true}"#),
        row(
            "root in the pod",
            pod: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(podUser) `podSecurityContext.runAsNonRoot` is true")
        ),
        row(
            "root in the container",
            container: #"{"runAsUser": 0, "runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(containerUser) `containerSecurityContext.runAsNonRoot` is true")
        ),
        row(
            "root from the pod, forbidden by the container",
            pod: #"{"runAsUser": 0}"#,
            container: #"{"runAsNonRoot": true}"#,
            isOwnRule: true,
            .invalid("\(podUser) `containerSecurityContext.runAsNonRoot` is true")
        ),
        row(
            "root in the container, forbidden by the pod",
            pod: #"{"runAsUser": 1000, "runAsNonRoot": true}"#,
            container: #"{"runAsUser": 0}"#,
            isOwnRule: true,
            .invalid("\(containerUser) `podSecurityContext.runAsNonRoot` is true")
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
