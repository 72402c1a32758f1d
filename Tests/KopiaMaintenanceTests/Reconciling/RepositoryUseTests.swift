import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// On which repository a Job works, of whichever release it is.
@Suite struct RepositoryUseTests {
    private static func job(_ containers: [JSONValue], volumes: [JSONValue] = []) -> JSONValue {
        ["spec": ["template": ["spec": ["containers": .array(containers), "volumes": .array(volumes)]]]]
    }

    /// As the Go controller makes it: the whole Secret is the environment, beside a few variables.
    private static let former: JSONValue = [
        "name": "kopia-maintenance", "command": ["/mover-kopia/entry.sh"],
        "env": [["name": "DIRECTION", "value": "maintenance"], ["name": "DATA_DIR", "value": "/data"]],
        "envFrom": [["secretRef": ["name": "repo"]]],
    ]

    private static let password: JSONValue = [
        "name": "KOPIA_PASSWORD", "valueFrom": ["secretKeyRef": ["name": "repo", "key": "KOPIA_PASSWORD"]],
    ]

    private static let userVolume: JSONValue = ["name": "u-my-secret", "secret": ["secretName": "other"]]

    @Test("A Job of the Go controller works on the repository whose Secret is its environment")
    func environment() {
        #expect(RepositoryUse.secret(ofJob: Self.job([Self.former])) == "repo")
        let cronJob: JSONValue = ["spec": ["jobTemplate": Self.job([Self.former])]]
        #expect(RepositoryUse.secret(ofCronJob: cronJob) == "repo")
        #expect(RepositoryUse.secret(ofJob: Self.job([Self.former], volumes: [Self.userVolume])) == "repo")
    }

    @Test("What else the environment is taken from does not decide")
    func otherSources() {
        let sources: JSONValue = [
            ["configMapRef": ["name": "proxy"]], ["secretRef": ["name": "repo"]], ["secretRef": ["name": "policy"]],
        ]
        #expect(RepositoryUse.secret(ofJob: Self.job([Self.former.setting(sources, at: "envFrom")])) == "repo")
        let withoutSecret = Self.former.setting([["configMapRef": ["name": "proxy"]]], at: "envFrom")
        #expect(RepositoryUse.secret(ofJob: Self.job([withoutSecret])) == nil)
    }

    @Test("A container that a policy puts before the run's does not decide")
    func sidecar() {
        let sidecar: JSONValue = ["name": "proxy", "envFrom": [["secretRef": ["name": "telemetry"]]]]
        #expect(RepositoryUse.secret(ofJob: Self.job([sidecar, Self.former])) == "repo")
        #expect(RepositoryUse.secret(ofJob: Self.job([sidecar])) == nil)
    }

    @Test("The variable of the password says more than the environment, and the volume more than both")
    func order() {
        let ours = Self.former.setting(.array([Self.password]), at: "env")
            .setting([["secretRef": ["name": "policy"]]], at: "envFrom")
        #expect(RepositoryUse.secret(ofJob: Self.job([ours])) == "repo")
        let rendered: JSONValue = ["name": "repository-secret", "secret": ["secretName": "moved"]]
        #expect(RepositoryUse.secret(ofJob: Self.job([ours], volumes: [Self.userVolume, rendered])) == "moved")
    }

    @Test("A Job without a pod works on none")
    func nothing() {
        #expect(RepositoryUse.secret(ofJob: [:]) == nil)
        #expect(RepositoryUse.secret(ofCronJob: ["spec": [:]]) == nil)
    }
}
