import Foundation
import KopiaMaintenance
import KubernetesAPI
import Manifests
import TestSupport
import Testing

/// B25: who may write KopiaMaintenances gets no further by them than who may write CronJobs, and not as far.
@Suite struct AuthorsPowerTests {
    /// The pods of both kinds of run.
    private static func pods(_ fields: KeyValuePairs<String, JSONValue?>) throws -> [JSONValue] {
        let rendering = RenderingFixtures.rendering(fields)
        let scheduled = try #require(rendering.cronJob()?["spec"]?["jobTemplate"]?["spec"]?["template"])
        return [scheduled, try #require(rendering.manualJob(tag: "x")["spec"]?["template"])]
    }

    @Test("Whichever account the author picks, no run has its token")
    func token() throws {
        for pod in try Self.pods(["serviceAccountName": "cluster-admin"]) {
            #expect(pod["spec"]?["serviceAccountName"] == "cluster-admin")
            #expect(pod["spec"]?["automountServiceAccountToken"] == false)
            #expect(pod["spec"]?["volumes"]?.array?.contains { $0["projected"] != nil } == false)
        }
    }

    @Test("What the author does not ask for is not given: no privilege, no escalation, no root, no capability, no host")
    func unasked() throws {
        for pod in try Self.pods([:]) {
            let context = pod.container["securityContext"]
            #expect(context?["privileged"] == false)
            #expect(context?["allowPrivilegeEscalation"] == false)
            #expect(context?["runAsNonRoot"] == true)
            #expect(context?["capabilities"] == ["drop": ["ALL"]])
            for field in ["hostNetwork", "hostPID", "hostIPC", "hostUsers"] { #expect(pod["spec"]?[field] == nil) }
        }
    }

    @Test(
        "No volume leads to the node, or to a token of the account",
        arguments: [
            #"{"hostPath": {"path": "/"}}"#, #"{"secret": {"secretName": "x"}, "hostPath": {"path": "/"}}"#,
            #"{"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}"#,
            #"{"nfs": {"server": "x", "path": "/"}, "projected": {"sources": []}}"#, #"{"csi": {"driver": "x"}}"#,
            #"{"flexVolume": {"driver": "x"}}"#, #"{"ephemeral": {}}"#, #"{"iscsi": {"targetPortal": "x"}}"#,
        ]
    )
    func volumes(source: String) throws {
        let volumes: JSONValue = [["mountPath": "x", "volumeSource": try JSONParser.parse(source.utf8)]]
        let spec = RenderingFixtures.spec(["moverVolumes": volumes])
        let findings = Validation(RenderingFixtures.object(spec).json).findings
        #expect(findings.contains { $0.path.description.hasPrefix("spec.moverVolumes[0].volumeSource") })
    }

    @Test("Everything that is made for an object is in its namespace, whatever the author writes")
    func namespace() {
        let rendering = RenderingFixtures.rendering(["namespace": "kube-system", "cacheCapacity": "1Gi"])
        let namespaces = rendering.objects.map { $0["metadata"]?["namespace"]?.string }
        #expect(namespaces.count == 4)
        #expect(namespaces.allSatisfy { $0 == "prod" })
    }

    @Test("The right to write objects comes with the roles that may write pods, and the status with none of them")
    func roles() throws {
        let file = Fixtures.repository.appending(path: "deploy/base/user-roles.yaml")
        let roles = Manifest([UInt8](try Data(contentsOf: file))).documents.flatMap(\.objects).map(\.root)
        #expect(roles.count == 2)
        for role in roles {
            let labels = role["metadata"]?["labels"]?.object?.members.map(\.name) ?? []
            let aggregated = labels.filter { $0.hasPrefix("rbac.authorization.k8s.io/aggregate-to-") }
            let rules = role["rules"]?.array ?? []
            let writes = rules.filter { rule in
                rule["verbs"]?.array?.contains { !["get", "list", "watch"].contains($0.string) } == true
            }
            let isViewer = aggregated == ["rbac.authorization.k8s.io/aggregate-to-view"]
            #expect(isViewer ? writes.isEmpty : !aggregated.contains { $0.hasSuffix("-view") })
            #expect(writes.allSatisfy { $0["resources"] == ["kopiamaintenances"] })
        }
    }
}
