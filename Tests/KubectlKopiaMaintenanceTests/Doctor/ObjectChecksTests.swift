import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of an object")
struct ObjectChecksTests {
    typealias Sample = SampleMaintenance

    /// An object of that spec around which all is well, but for what a test changes.
    private static func record(
        _ spec: JSONValue = ["trigger": ["schedule": "0 2 * * *"]],
        keys: Set<String> = ["KOPIA_PASSWORD", "KOPIA_S3_BUCKET", "AWS_ACCESS_KEY_ID"],
        reason: String? = "MaintenanceActive",
        _ change: (inout ObjectRecord) -> Void = { _ in }
    ) -> ObjectRecord {
        var record = ObjectRecord(Sample.object("nightly", spec: spec, reason: reason, message: "it is so"))
        record.dependencies[.secret("kopia-config")] = .found(KeyNames(keys))
        record.serviceAccount = .found([:])
        record.job = .admitted([:])
        record.pod = .admitted([:])
        change(&record)
        return record
    }

    private static func statements(_ record: ObjectRecord) -> [String] {
        ObjectChecks(record).checks.map { "\($0.verdict.rawValue): \($0.statement)" }
    }

    @Test("all is well")
    func sound() {
        #expect(
            Self.statements(Self.record()) == [
                "sound: healthy", "sound: Secret kopia-config has the keys of one backend: S3",
                "sound: ServiceAccount kopia-maint-nightly-79ce1196ed54e79f is there",
                "sound: a dry run of its Job and pod is admitted",
            ]
        )
    }

    @Test("mistakes, deprecated and retired fields come first, by the rules of admission")
    func manifest() {
        let spec: JSONValue = ["schedule": "61 2 * * *", "maintenanceIntervalDays": 3]
        let statements = Self.statements(Self.record(spec))
        #expect(statements[0].hasPrefix("wrong: spec.schedule: Invalid value: \"61 2 * * *\""))
        #expect(statements.contains { $0.hasPrefix("advice: spec.schedule is deprecated: move the value") })
        #expect(statements.contains { $0.hasPrefix("advice: spec.maintenanceIntervalDays is ignored") })
    }

    @Test(
        "what the controller says of it",
        arguments: [
            (
                "ExcessiveFailures", Check.Verdict.wrong,
                "mend the cause, then: kubectl kopia-maintenance reset-failures nightly -n backup"
            ),
            ("MaintenanceSuspended", .advice, "to go on: kubectl kopia-maintenance resume nightly -n backup"),
            ("ManualMaintenanceCompleted", .sound, nil),
            ("NameTaken", .wrong, "kubectl kopia-maintenance status nightly -n backup"),
        ] as [(String, Check.Verdict, String?)]
    )
    func state(_ reason: String, _ verdict: Check.Verdict, _ remedy: String?) {
        let check = ObjectChecks(Self.record(reason: reason)).checks.first
        #expect(check?.verdict == verdict && check?.remedy == remedy, "\(String(describing: check))")
        let unseen = ObjectChecks(Self.record(reason: nil)).checks.first
        #expect(unseen?.verdict == .advice && unseen?.statement.hasPrefix("the controller has not looked") == true)
    }

    @Test(
        "keys of one backend, of several and of none",
        arguments: [
            (["KOPIA_PASSWORD", "KOPIA_REPOSITORY"], "sound: Secret kopia-config names the repository by a URL"),
            (
                ["KOPIA_PASSWORD", "KOPIA_REPOSITORY", "SFTP_HOST"],
                "advice: Secret kopia-config has SFTP_HOST (SFTP) and KOPIA_REPOSITORY: some URLs win over the key"
            ),
            (
                ["KOPIA_PASSWORD", "KOPIA_REPOSITORY", "KOPIA_S3_BUCKET"],
                "sound: Secret kopia-config has the keys of one backend: S3"
            ),
            (
                ["KOPIA_PASSWORD", "KOPIA_REPOSITORY", "SFTP_HOST", "KOPIA_B2_BUCKET"],
                "wrong: Secret kopia-config names repositories of 2 backends: KOPIA_B2_BUCKET (B2), SFTP_HOST (SFTP), beside KOPIA_REPOSITORY"
            ),
            (
                ["KOPIA_PASSWORD", "KOPIA_AZURE_CONTAINER"],
                "wrong: Secret kopia-config has no AZURE_STORAGE_ACCOUNT or KOPIA_AZURE_STORAGE_ACCOUNT or AZURE_ACCOUNT_NAME, without which no run on Azure begins"
            ),
            (
                ["KOPIA_PASSWORD", "KOPIA_AZURE_CONTAINER", "AZURE_ACCOUNT_NAME"],
                "sound: Secret kopia-config has the keys of one backend: Azure"
            ),
            (
                ["KOPIA_PASSWORD", "KOPIA_B2_BUCKET", "B2_ACCOUNT_ID"],
                "wrong: Secret kopia-config has no B2_APPLICATION_KEY, without which no run on B2 begins"
            ),
            (
                ["KOPIA_PASSWORD", "SFTP_HOST", "SFTP_USERNAME", "SFTP_PATH", "SFTP_PASSWORD"],
                "wrong: Secret kopia-config has no SFTP_KNOWN_HOSTS_DATA or SFTP_KNOWN_HOSTS, without which no run on SFTP begins"
            ),
            (
                ["KOPIA_PASSWORD", "GOOGLE_DRIVE_FOLDER_ID"],
                "wrong: Secret kopia-config has no GOOGLE_DRIVE_CREDENTIALS, without which no run on Google Drive begins"
            ),
            (
                ["KOPIA_PASSWORD", "GCS_BUCKET", "KOPIA_GCS_BUCKET"],
                "sound: Secret kopia-config has the keys of one backend: Google Cloud Storage"
            ),
            (
                ["KOPIA_PASSWORD", "SFTP_HOST", "KOPIA_B2_BUCKET"],
                "wrong: Secret kopia-config names repositories of 2 backends: KOPIA_B2_BUCKET (B2), SFTP_HOST (SFTP); runs take KOPIA_B2_BUCKET"
            ),
            (
                ["KOPIA_PASSWORD"],
                "wrong: Secret kopia-config names no repository: it has neither KOPIA_REPOSITORY nor the bucket, host or path of a backend"
            ),
            (["KOPIA_REPOSITORY"], "wrong: Secret kopia-config has no KOPIA_PASSWORD"),
        ] as [(Set<String>, String)]
    )
    func keys(_ keys: Set<String>, _ expected: String) {
        #expect(Self.statements(Self.record(keys: keys))[1] == expected)
    }

    @Test("a repository that is a volume needs no key for its place")
    func volume() {
        let claim: JSONValue = [
            ["mountPath": "repo", "volumeSource": ["persistentVolumeClaim": ["claimName": "disk"]]]
        ]
        let record = Self.record(["moverVolumes": claim], keys: ["KOPIA_PASSWORD"]) {
            $0.dependencies[.claim("disk")] = .absent
        }
        let statements = Self.statements(record)
        #expect(statements.contains("sound: Secret kopia-config is there; the repository is a volume of the pod"))
        #expect(statements.contains("wrong: PersistentVolumeClaim disk is not there"))
        func first(_ keys: Set<String>) -> String? {
            Self.statements(Self.record(["moverVolumes": claim], keys: keys)).first { $0.contains("Secret") }
        }
        #expect(
            first(["KOPIA_PASSWORD", "WEBDAV_URL"])
                == "advice: Secret kopia-config has WEBDAV_URL (WebDAV), but runs take the volume of the pod"
        )
        #expect(first(["KOPIA_PASSWORD", "KOPIA_GCS_BUCKET"])?.hasPrefix("sound: ") == true)
    }

    @Test("nothing around an object that is disabled is wrong")
    func disabled() {
        let record = Self.record(["enabled": false, "cacheCapacity": "5Gi"], reason: "MaintenanceDisabled") {
            $0.dependencies[.secret("kopia-config")] = .absent
            $0.serviceAccount = .absent
            $0.cacheClaim = .absent
            $0.pod = .refused("pods \"a\" is forbidden: no")
        }
        let checks = ObjectChecks(record).checks
        #expect(checks.allSatisfy { $0.verdict == .advice }, "\(checks)")
        #expect(checks.count == 3 && checks[1].statement == "Secret kopia-config is not there")
        #expect(checks[1].remedy == "create it in namespace backup, or correct the name")
    }

    @Test("an authority whose key is not there")
    func authority() {
        let spec: JSONValue = ["repository": ["customCA": ["configMapName": "ca", "key": "ca.crt"]]]
        func statements(_ found: Look<KeyNames>) -> [String] {
            Self.statements(Self.record(spec) { $0.dependencies[.configMap("ca")] = found })
        }
        #expect(statements(.found(KeyNames(["ca.crt"]))).contains("sound: ConfigMap ca has the authority in ca.crt"))
        #expect(
            statements(.found(KeyNames(["b", "a"]))).contains(
                "wrong: ConfigMap ca, with the authority, has no key ca.crt, but the keys a, b"
            )
        )
        #expect(statements(.unread(right: "get configmaps")).contains("unknown: ConfigMap ca: not looked at"))
    }

    // MARK: Storage

    private static func claim(_ phase: JSONValue, asked: JSONValue = "5Gi") -> JSONValue {
        [
            "metadata": ["name": "cache", "ownerReferences": [["uid": "uid-nightly", "controller": true]]],
            "spec": ["storageClassName": "fast", "resources": ["requests": ["storage": asked]]],
            "status": ["phase": phase, "capacity": ["storage": asked]],
        ]
    }

    private static let name = "PersistentVolumeClaim volsync-kopia-maintenance-nightly-cache"

    @Test(
        "the cache's claim and its class",
        arguments: [
            (
                .found(claim("Bound")), .found([:]),
                ["sound: \(name), for the cache, is bound, 5Gi", "sound: StorageClass fast is there"]
            ),
            (.found(claim("Bound")), .absent, ["sound: \(name), for the cache, is bound, 5Gi"]),
            (
                .found(claim("Pending")), .absent,
                [
                    "wrong: \(name), for the cache, is Pending: runs wait for it",
                    "wrong: StorageClass fast is not there",
                ]
            ),
            (
                .found(claim("Pending")), .found(["volumeBindingMode": "WaitForFirstConsumer"]),
                ["sound: \(name), for the cache, is bound with the first run", "sound: StorageClass fast is there"]
            ),
            (
                .found(claim("Lost")), .found([:]),
                ["wrong: \(name), for the cache, is Lost: runs wait for it", "sound: StorageClass fast is there"]
            ),
            (
                .found(claim("Bound", asked: "8Gi")), .found([:]),
                [
                    "advice: \(name), 8Gi: the claim for the cache keeps its size: a claim cannot shrink",
                    "sound: StorageClass fast is there",
                ]
            ),
            (
                .absent, .found([:]),
                ["wrong: \(name), for the cache, is not there", "sound: StorageClass fast is there"]
            ),
            (
                .found(claim("Pending")), .unread(right: "get storageclasses"),
                [
                    "unknown: \(name), for the cache, is Pending: whether it waits for its first pod, its StorageClass would tell",
                    "unknown: StorageClass fast: not looked at",
                ]
            ),
            (
                .found(claim("Lost")), .unread(right: "get storageclasses"),
                [
                    "wrong: \(name), for the cache, is Lost: runs wait for it",
                    "unknown: StorageClass fast: not looked at",
                ]
            ),
            (.unread(right: "get claims"), .absent, ["unknown: \(name): not looked at"]),
        ] as [(Look<JSONValue>, Look<JSONValue>, [String])]
    )
    func cache(_ claim: Look<JSONValue>, _ storageClass: Look<JSONValue>, _ expected: [String]) {
        let record = Self.record(["cacheCapacity": "5Gi", "cacheStorageClassName": "fast"]) {
            $0.cacheClaim = claim
            $0.storageClass = StorageClassRecord(name: "fast", storageClass: storageClass)
        }
        #expect(StorageChecks(record).checks.map { "\($0.verdict.rawValue): \($0.statement)" } == expected)
    }

    // MARK: Its run

    @Test("accounts that are not there: the user's, and the controller's own once it has looked")
    func accounts() {
        func last(_ spec: JSONValue, reason: String?) -> String? {
            Self.statements(Self.record(spec, reason: reason) { $0.serviceAccount = .absent })
                .first { $0.contains("ServiceAccount") }
        }
        #expect(last(["serviceAccountName": "runs"], reason: nil) == "wrong: ServiceAccount runs is not there")
        #expect(last([:], reason: "MaintenanceActive")?.hasSuffix("is not there") == true)
        #expect(last([:], reason: nil) == nil)
        // Of an object that waits for its Secret nothing is made.
        #expect(last([:], reason: "SecretNotFound") == nil)
        // Nor of one without a run to come.
        #expect(last([:], reason: "AwaitingTrigger") == nil)
        #expect(last([:], reason: "MaintenanceDisabled") == nil)
        #expect(
            last(["enabled": false, "serviceAccountName": "runs"], reason: "MaintenanceDisabled")
                == "advice: ServiceAccount runs is not there"
        )
    }

    @Test(
        "policies of the cluster, each with what to do",
        arguments: [
            (
                "pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true",
                "wrong: its pod would be refused: violates PodSecurity \"restricted:latest\": runAsNonRoot != true",
                "leave spec.pod"
            ),
            (
                "pods \"a\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0",
                "wrong: its pod would be refused: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0",
                "raise the ResourceQuota"
            ),
            (
                "pods \"a\" is forbidden: failed quota: q: must specify requests.cpu for: kopia-maintenance",
                "wrong: its pod would be refused: failed quota: q: must specify requests.cpu for: kopia-maintenance",
                "name in spec.resources"
            ),
            (
                "pods \"a\" is forbidden: maximum memory usage per Container is 10Mi, but limit is 1Gi",
                "wrong: its pod would be refused: maximum memory usage per Container is 10Mi, but limit is 1Gi",
                "set spec.resources within the LimitRange"
            ),
            (
                "admission webhook \"policy\" denied the request: no owner",
                "wrong: its pod would be refused: admission webhook \"policy\" denied the request: no owner",
                "change what is refused"
            ),
        ]
    )
    func policies(_ words: String, _ expected: String, _ remedy: String) {
        let check = ObjectChecks(Self.record { $0.pod = .refused(words) }).checks.last
        #expect(check.map { "\($0.verdict.rawValue): \($0.statement)" } == expected)
        #expect(check?.remedy?.hasPrefix(remedy) == true)
    }

    @Test("a quota that its own run has used up is nothing wrong")
    func room() {
        func last(_ words: String, _ jobs: Look<[JSONValue]>) -> String? {
            Self.statements(Self.record { ($0.pod, $0.jobs) = (.refused("pods \"a\" is forbidden: \(words)"), jobs) })
                .last
        }
        let full = "exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"
        let run = Sample.job("run", of: "nightly", started: "2026-11-24T11:59:00Z")
        let ended = Sample.job("run", of: "nightly", ended: (type: "Complete", at: "2026-11-24T11:59:00Z", reason: ""))
        #expect(
            last(full, .found([run]))
                == "advice: beside its run that is under way there is no room now for another pod: \(full)"
        )
        #expect(last(full, .found([ended])) == "wrong: its pod would be refused: \(full)")
        #expect(last(full, .unread(right: "list jobs")) == "wrong: its pod would be refused: \(full)")
        #expect(last("failed quota: q", .found([run])) == "wrong: its pod would be refused: failed quota: q")
    }

    @Test("a Job that is refused is told before its pod; what may not be tried is told as such")
    func rehearsals() {
        func last(_ job: Rehearsal, _ pod: Rehearsal) -> String? {
            Self.statements(Self.record { ($0.job, $0.pod) = (job, pod) }).last
        }
        #expect(last(.refused("no"), .refused("neither")) == "wrong: its Job would be refused: no")
        #expect(last(.unread(right: "create jobs"), .refused("no")) == "wrong: its pod would be refused: no")
        #expect(last(.impossible, .impossible)?.hasPrefix("sound: ServiceAccount") == true)
        let account = "pods \"a\" is forbidden: error looking up service account backup/default: not found"
        #expect(
            last(.admitted([:]), .refused(account))?.hasPrefix("unknown: whether its pod would be admitted") == true
        )
        let words = "admission webhook \"old\" does not support dry run"
        #expect(
            last(.admitted([:]), .untried(words)) == "unknown: whether its pod would be admitted is not tried: \(words)"
        )
        let pods = "unknown: whether its pod would be admitted: not looked at"
        #expect(last(.admitted([:]), .unread(right: "create pods")) == pods)
        let jobs = "unknown: whether its Job would be admitted: not looked at"
        #expect(last(.unread(right: "create jobs"), .admitted([:])) == jobs)
    }
}
