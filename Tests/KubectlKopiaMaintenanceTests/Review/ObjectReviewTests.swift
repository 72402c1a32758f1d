import KubernetesAPI
import Manifests
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The review of a manifest")
struct ObjectReviewTests {
    private static func text(
        _ manifest: String,
        _ policy: UnknownFieldPolicy = .strict,
        showDefaults: Bool = false
    ) -> String {
        var manifests = MaintenanceManifests()
        manifests.add(Manifest(Array(manifest.utf8)), file: "a.yaml")
        let report = ManifestReview(unknownFields: policy).report(on: manifests)
        return ReportFormat.text.text(of: report, showDefaults: showDefaults)
    }

    private static func manifest(_ spec: String) -> String {
        """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: nightly, namespace: ns}
        spec:
          repository: {repository: secret}
        \(spec)

        """
    }

    @Test("Mistakes and advice stand where the manifest has them")
    func places() {
        let text = Self.text(
            Self.manifest(
                """
                  trigger:
                    schedule: "61 * * * *"
                    manual: now
                  successfulJobsHistoryLimit: -1
                  schedule: "0 3 * * *"
                  cachePVC: mine
                  cacheCapacity: 1Gi
                """
            )
        )
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        #expect(
            lines == [
                "a.yaml:7:5: error: spec.trigger: Forbidden:",
                "a.yaml:7:15: error: spec.trigger.schedule: Invalid",
                "a.yaml:9:31: error: spec.successfulJobsHistoryLimit: Invalid",
                "a.yaml:10:13: warning: spec.schedule is",
                "a.yaml:12:18: warning: spec.cacheCapacity is",
                "KopiaMaintenance ns/nightly (a.yaml:1): 3",
                "1 KopiaMaintenance in 1",
            ]
        )
    }

    @Test("Unknown fields are refused, warned of, or passed over")
    func unknownFields() {
        let manifest = Self.manifest("  cachCapacity: 1Gi\n  repositoryName: x")
        #expect(
            Self.text(manifest) == """
                a.yaml:6:3: error: unknown field "spec.cachCapacity"
                a.yaml:7:3: error: unknown field "spec.repositoryName"
                KopiaMaintenance ns/nightly (a.yaml:1): 2 errors
                1 KopiaMaintenance in 1 file: 0 valid, 1 rejected

                """
        )
        #expect(
            Self.text(manifest, .warn).hasSuffix(
                "(a.yaml:1): valid, 2 warnings\n1 KopiaMaintenance in 1 file: 1 valid, 2 warnings\n"
            )
        )
        #expect(
            Self.text(manifest, .ignore).hasSuffix("(a.yaml:1): valid\n1 KopiaMaintenance in 1 file: 1 valid\n")
        )
    }

    @Test("Fields of a retired design get their advice")
    func retiredFields() {
        #expect(
            Self.text(Self.manifest("  maintenanceIntervalDays: 7\n  repositorySelector: {}")) == """
                a.yaml:7:23: warning: spec.repositorySelector is ignored (retired design): name the repository's Secret in \
                spec.repository.repository
                a.yaml:6:28: warning: spec.maintenanceIntervalDays is ignored (retired design): write a schedule in \
                spec.trigger.schedule
                KopiaMaintenance ns/nightly (a.yaml:1): valid, 2 warnings
                1 KopiaMaintenance in 1 file: 1 valid, 2 warnings

                """
        )
    }

    @Test("A field of the pod that this release does not know is shown where it stands")
    func passedThroughFields() {
        #expect(
            Self.text(Self.manifest("  tolerations:\n    - operator: Exists\n    - kye: a\n      operator: Exists"))
                .hasPrefix("a.yaml:8:12: warning: spec.tolerations[1].kye is unknown: check its spelling")
        )
    }

    @Test("What the API server prunes is not judged")
    func pruned() {
        let manifest = Self.manifest(
            "  moverVolumes: [{mountPath: a, volumeSource: {nfs: {server: s, path: /p}, hostPath: {path: /}}}]"
        )
        #expect(
            Self.text(manifest, .ignore) == """
                KopiaMaintenance ns/nightly (a.yaml:1): valid
                1 KopiaMaintenance in 1 file: 1 valid

                """
        )
    }

    @Test("A placeholder is no mistake, but is not judged either; several mistakes in it are one remark")
    func placeholders() {
        let text = Self.text(
            Self.manifest("  cachePVC: ${PVC}\n  activeDeadlineSeconds: ${DEADLINE:=60}\n  enabled: ${ON}")
        )
        #expect(
            text == """
                a.yaml:8:12: warning: spec.enabled: not judged: contains the placeholder ${ON}
                a.yaml:7:26: warning: spec.activeDeadlineSeconds: not judged: contains the placeholder ${DEADLINE:=60}
                a.yaml:6:13: warning: spec.cachePVC: not judged: contains the placeholder ${PVC}
                KopiaMaintenance ns/nightly (a.yaml:1): valid, 3 warnings
                1 KopiaMaintenance in 1 file: 1 valid, 3 warnings

                """
        )
    }

    @Test("Defaults are shown field by field")
    func defaults() {
        let text = Self.text(Self.manifest("  suspend: true\n  cacheStorageClassName: fast"), showDefaults: true)
        #expect(
            text == """
                a.yaml:4:1: warning: spec.cacheCapacity was not set: the cache volume gets 1Gi; set it to choose
                KopiaMaintenance ns/nightly (a.yaml:1): valid, 1 warning
                  + spec.trigger.schedule: "0 2 * * *"
                  + spec.enabled: true
                  + spec.successfulJobsHistoryLimit: 3
                  + spec.failedJobsHistoryLimit: 1
                  + spec.activeDeadlineSeconds: 10800
                  + spec.resources: {"requests":{"memory":"256Mi"},"limits":{"memory":"1Gi"}}
                  + spec.podSecurityContext: {"runAsUser":1000,"fsGroup":1000,"runAsNonRoot":true}
                  + spec.containerSecurityContext: {"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},\
                "privileged":false,"readOnlyRootFilesystem":true,"runAsNonRoot":true}
                  + spec.cacheCapacity: "1Gi"
                  + spec.cacheAccessModes: ["ReadWriteOnce"]
                  + metadata.annotations[volsync.backube/defaulted-fields]: "trigger.schedule,enabled,\
                successfulJobsHistoryLimit,failedJobsHistoryLimit,activeDeadlineSeconds,resources,podSecurityContext,\
                containerSecurityContext,cacheCapacity,cacheAccessModes"
                1 KopiaMaintenance in 1 file: 1 valid, 1 warning

                """
        )
    }

    @Test("Other kinds are skipped and counted, lists are unfolded, and a mistake in the file ends it")
    func files() {
        let text = Self.text(
            """
            kind: List
            apiVersion: v1
            items:
              - {apiVersion: v1, kind: Secret}
              - apiVersion: volsync.backube/v1alpha1
                kind: KopiaMaintenance
                metadata: {name: first}
                spec: {repository: {repository: secret}, trigger: {schedule: "@daily"}}
              - {apiVersion: other.group/v1, kind: KopiaMaintenance}
            ---
            just: values
            ---
            apiVersion: volsync.backube/v2
            kind: KopiaMaintenance
            metadata: {name: second}
            spec: {repository: {repository: secret}, trigger: {schedule: "@daily"}}
            ---
            a: b: c
            """
        )
        #expect(
            text == """
                KopiaMaintenance first (a.yaml:5): valid
                a.yaml:13:13: error: apiVersion: Unsupported value: "volsync.backube/v2": supported values: \
                "volsync.backube/v1alpha1"
                KopiaMaintenance second (a.yaml:13): 1 error
                a.yaml:18:5: error: not YAML: mapping values are not allowed in this context
                2 KopiaMaintenances in 1 file: 1 valid, 1 rejected, 1 file not read to the end; \
                skipped 1 KopiaMaintenance, 1 Secret, 1 without kind

                """
        )
    }

    @Test("Objects that maintain one repository on a schedule each are told of each other, as the controller does")
    func sharedRepository() {
        func object(_ name: String, _ metadata: String, _ spec: String = "") -> String {
            """
            ---
            apiVersion: volsync.backube/v1alpha1
            kind: KopiaMaintenance
            metadata: {name: \(name)\(metadata)}
            spec: {repository: {repository: secret}\(spec)}

            """
        }
        let text = Self.text(
            object("a", ", namespace: ns") + object("b", ", namespace: ns") + object("c", ", namespace: other")
                + object("d", ", namespace: ns", ", trigger: {manual: x}")
                + object("e", ", namespace: ns", ", enabled: false") + object("f", "") + object("g", "")
                + object("f", "")
        )
        let remarks = text.split(separator: "\n").filter { $0.contains("warning: spec") }.map(String.init)
        let words = "warning: spec.repository.repository: also maintained on a schedule by"
        #expect(
            remarks == [
                "a.yaml:5:33: \(words) b: keep one of them", "a.yaml:10:33: \(words) a: keep one of them",
                "a.yaml:30:33: \(words) g: keep one of them", "a.yaml:35:33: \(words) f: keep one of them",
                "a.yaml:40:33: \(words) g: keep one of them",
            ]
        )
    }
}
