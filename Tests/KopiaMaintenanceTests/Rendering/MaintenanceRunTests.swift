import Foundation
import Testing

@Suite struct MaintenanceRunTests {
    private static let repository = ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"]

    private static func run(
        _ environment: [String: String] = [:],
        playing fragments: [String: String] = [:],
        in shell: MaintenanceRun.Shell = .dash
    ) async throws -> MaintenanceRun {
        try await MaintenanceRun(repository.merging(environment) { $1 }, playing: fragments, in: shell)
    }

    @Test(
        "A run connects, looks who owns, runs quick and full, and says so last",
        arguments: MaintenanceRun.Shell.available
    )
    func success(_ shell: MaintenanceRun.Shell) async throws {
        let run = try await Self.run(in: shell)
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "full"])
        let tail = ["MAINTENANCE_QUICK_STATUS: SUCCESS", "MAINTENANCE_STATUS: SUCCESS", "MAINTENANCE_DURATION: 0"]
        #expect(run.log.suffix(3).map { $0.replacing(/[0-9]+$/, with: "0") } == tail)
        #expect(run.terminationMessage == run.log.suffix(3))
        #expect(run.contents(of: "tmp").isEmpty)
    }

    struct Identity: Sendable, CustomTestStringConvertible {
        let override: String
        let username: String
        let hostname: String

        var testDescription: String { override }
    }

    @Test(
        "The identity is maintenance@volsync unless the Secret overrides it",
        arguments: [
            Identity(override: "", username: "maintenance", hostname: "volsync"),
            Identity(override: "cluster-a", username: "cluster-a", hostname: "volsync"),
            Identity(override: "kopia@cluster-a", username: "kopia", hostname: "cluster-a"),
            Identity(override: "a@b@c", username: "a@b", hostname: "c"),
        ]
    )
    func identity(_ example: Identity) async throws {
        let run = try await Self.run(["KOPIA_OVERRIDE_MAINTENANCE_USERNAME": example.override])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.arguments(of: "connect").contains("--override-username=\(example.username)"))
        #expect(run.arguments(of: "connect").contains("--override-hostname=\(example.hostname)"))
        let identity = "\(example.username)@\(example.hostname)"
        let claim = identity == "maintenance@volsync" ? [] : ["maintenance", "set", "--owner=\(identity)"]
        #expect(run.arguments(of: "set") == claim)
    }

    @Test("B11: what an earlier run left in the cache does not decide which repository is maintained")
    func staleConfiguration() async throws {
        let run = try await Self.run()
        defer { run.cleanUp() }
        #expect(run.calls.allSatisfy { $0.arguments.first == "--config-file=WORK/repository.config" })
        #expect(run.arguments(of: "cache") == ["cache", "set", "--cache-directory=POD/cache"])
    }

    @Test("The cache limits reach kopia, 0 included, which lifts them")
    func cacheLimits() async throws {
        let run = try await Self.run([
            "KOPIA_METADATA_CACHE_SIZE_LIMIT_MB": "700", "KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB": "0",
        ])
        defer { run.cleanUp() }
        let limits = ["--metadata-cache-size-limit-mb=700", "--content-cache-size-limit-mb=0"]
        #expect(run.arguments(of: "cache") == ["cache", "set", "--cache-directory=POD/cache"] + limits)
    }

    @Test("A cache that cannot be written costs time, not the run")
    func unwritableCache() async throws {
        let run = try await Self.run(["KOPIA_CACHE_DIR": "/proc/no-cache"])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.arguments(of: "cache").contains("--cache-directory=WORK/cache"))
        #expect(run.log.contains { $0.hasPrefix("WARNING: user \(getuid()) cannot write /proc/no-cache ") })
    }

    @Test("Kopia writes its files with the mask of the container, not with that of our credentials")
    func umask() async throws {
        let run = try await Self.run()
        defer { run.cleanUp() }
        #expect(run.recorded("umask") == ["0022"])
    }

    // MARK: - Connecting

    struct Failure: Sendable, CustomTestStringConvertible {
        let name: String
        var environment: [String: String] = [:]
        var fragments: [String: String] = [:]
        let status: Int32
        let reason: String
        var sequence: [String] = []

        var testDescription: String { name }
    }

    static let misconfigured: [Failure] = [
        Failure(
            name: "no password",
            environment: ["KOPIA_PASSWORD": ""],
            status: 78,
            reason: "MissingKey: the repository Secret has no KOPIA_PASSWORD"
        ),
        Failure(
            name: "no repository",
            environment: ["KOPIA_REPOSITORY": ""],
            status: 78,
            reason:
                "NoRepository: the repository Secret names no repository (KOPIA_REPOSITORY or the keys of a backend)"
        ),
        Failure(
            name: "a scheme that kopia does not know",
            environment: ["KOPIA_REPOSITORY": "ftp://host/path"],
            status: 78,
            reason:
                "NoRepository: the repository Secret names no repository (KOPIA_REPOSITORY or the keys of a backend)"
        ),
        Failure(
            name: "a directory that is not there",
            environment: ["KOPIA_REPOSITORY": "filesystem:///no/such/folder"],
            status: 78,
            reason:
                "RepositoryNotFound: there is no folder /no/such/folder that user \(getuid()) can see; maintenance never creates one"
        ),
        Failure(
            name: "a relative directory",
            environment: ["KOPIA_REPOSITORY": "filesystem://backups"],
            status: 78,
            reason: "InvalidRepository: a filesystem repository is written filesystem:///path"
        ),
        Failure(
            name: "a directory above",
            environment: ["KOPIA_REPOSITORY": "filesystem:///mnt/../etc"],
            status: 78,
            reason: "InvalidRepository: the path of a filesystem repository must not contain .."
        ),
        Failure(
            name: "Azure without an account",
            environment: ["KOPIA_AZURE_CONTAINER": "c"],
            status: 78,
            reason: "MissingKey: the repository Secret has no AZURE_STORAGE_ACCOUNT"
        ),
        Failure(
            name: "SFTP without a host key",
            environment: ["KOPIA_REPOSITORY": "", "SFTP_HOST": "h", "SFTP_USERNAME": "u", "SFTP_PATH": "/p"],
            status: 78,
            reason: "MissingKey: the repository Secret has no SFTP_KNOWN_HOSTS_DATA (the host key to trust)"
        ),
        Failure(
            name: "a certificate authority that is not there",
            environment: ["CUSTOM_CA": "/no/ca.crt"],
            status: 78,
            reason: "MissingCA: the certificate authority /no/ca.crt cannot be read"
        ),
        Failure(
            name: "an additional argument that names another repository",
            environment: ["KOPIA_ADDITIONAL_ARGS": "--config-file=/cache/kopia.config"],
            status: 78,
            reason: "InvalidArgument: KOPIA_ADDITIONAL_ARGS must not have --config-file"
        ),
        Failure(
            name: "B3: no repository at that place, and none is created",
            fragments: [
                "connect": """
                echo 'error connecting to repository: repository not initialized in the provided storage' >&2
                exit 1
                """
            ],
            status: 78,
            reason: "RepositoryNotFound: there is no Kopia repository at that place; maintenance never creates one",
            sequence: ["connect"]
        ),
        Failure(
            name: "the wrong password",
            fragments: ["connect": "echo 'unable to open: invalid repository password' >&2; exit 1"],
            status: 78,
            reason: "WrongPassword: KOPIA_PASSWORD does not open the repository",
            sequence: ["connect"]
        ),
        Failure(
            name: "an argument that kopia does not know",
            fragments: ["connect": #"echo "kopia: error: unknown long flag '--fast', try --help" >&2; exit 1"#],
            status: 78,
            reason: "InvalidArgument: kopia: error: unknown long flag '--fast', try --help",
            sequence: ["connect"]
        ),
    ]

    static let failures: [Failure] = [
        Failure(
            name: "a server that does not answer is asked three times",
            fragments: ["connect": "echo 'dial tcp 10.0.0.1:443: connect: connection refused' >&2; exit 1"],
            status: 1,
            reason: "Unreachable: dial tcp 10.0.0.1:443: connect: connection refused",
            sequence: ["connect", "connect", "connect"]
        ),
        Failure(
            name: "a certificate of an unknown authority",
            fragments: ["connect": "echo 'x509: certificate signed by unknown authority' >&2; exit 1"],
            status: 1,
            reason: "UntrustedCertificate: x509: certificate signed by unknown authority",
            sequence: ["connect", "connect", "connect"]
        ),
        Failure(
            name: "full maintenance fails",
            fragments: ["full": "echo 'Running full maintenance...'; echo 'snapshot GC failure' >&2; exit 1"],
            status: 1,
            reason: "MaintenanceFailed: snapshot GC failure",
            sequence: ["connect", "cache", "info", "quick", "full"]
        ),
        Failure(
            name: "the clock is wrong",
            fragments: ["full": "echo 'clock skew detected: local clock is out of sync' >&2; exit 1"],
            status: 1,
            reason: "ClockSkew: clock skew detected: local clock is out of sync",
            sequence: ["connect", "cache", "info", "quick", "full", "set"]
        ),
        Failure(
            name: "files of another user",
            fragments: ["full": "echo 'open /mnt/repo/.shards: permission denied' >&2; exit 1"],
            status: 1,
            reason: "PermissionDenied: open /mnt/repo/.shards: permission denied",
            sequence: ["connect", "cache", "info", "quick", "full"]
        ),
        Failure(
            name: "kopia is killed",
            fragments: ["full": "kill -KILL $$"],
            status: 1,
            reason:
                "OutOfMemory: kopia was killed, most likely for lack of memory; raise spec.resources.limits.memory",
            sequence: ["connect", "cache", "info", "quick", "full"]
        ),
        Failure(
            name: "kopia says nothing of its runs",
            fragments: ["info": "echo 'unable to get maintenance params' >&2; exit 1"],
            status: 1,
            reason: "InfoFailed: unable to get maintenance params",
            sequence: ["connect", "cache", "info"]
        ),
    ]

    @Test(
        "A failure has its reason, and its exit code says whether trying again can help",
        arguments: misconfigured + failures
    )
    func failure(_ example: Failure) async throws {
        let run = try await Self.run(example.environment, playing: example.fragments)
        defer { run.cleanUp() }
        #expect(run.status == example.status)
        #expect(run.result("MAINTENANCE_STATUS") == "FAILURE")
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == example.reason)
        #expect(run.log.last == "MAINTENANCE_FAILURE_REASON: \(example.reason)")
        #expect(run.sequence == example.sequence)
        #expect(run.terminationMessage.last == run.log.last)
        #expect(run.contents(of: "tmp").isEmpty)
    }

    @Test("Of a long chain of errors the reason has the beginning and the end, where the cause is")
    func longReason() async throws {
        let run = try await Self.run(playing: [
            "full": """
            printf 'outermost: ' >&2
            i=0
            while [ $i -lt 100 ]; do printf 'because: ' >&2; i=$((i + 1)); done
            echo 'no such file' >&2
            exit 1
            """
        ])
        defer { run.cleanUp() }
        let reason = try #require(run.result("MAINTENANCE_FAILURE_REASON"))
        #expect(reason.hasPrefix("MaintenanceFailed: outermost: because: "))
        #expect(reason.hasSuffix("because: no such file"))
        #expect(reason.utf8.count < 600)
    }

    @Test("A connection that fails at first is tried again")
    func connectionRetry() async throws {
        let run = try await Self.run(playing: ["connect.1": "echo 'i/o timeout' >&2; exit 1"])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "connect", "cache", "info", "quick", "full"])
        #expect(run.recorded("sleeps") == ["30"])
    }

    @Test("B29: additional arguments are split at their token and nowhere else, and no shell reads them")
    func additionalArguments() async throws {
        let run = try await Self.run([
            "KOPIA_ADDITIONAL_ARGS":
                "--list-parallelism=8|VOLSYNC_ARG_SEP|--description=A * $(id) `id` 'x'|VOLSYNC_ARG_SEP||VOLSYNC_ARG_SEP|--flat"
        ])
        defer { run.cleanUp() }
        let expected = [
            "repository", "connect", "filesystem", "--path=/mnt/repo", "--list-parallelism=8",
            "--description=A * $(id) `id` 'x'", "--flat",
        ]
        #expect(Array(run.arguments(of: "connect").prefix(7)) == expected)
    }

    @Test("B1: a certificate authority is trusted beside the public ones, by every backend")
    func customCA() async throws {
        let authority = MaintenanceRun.standIn.appending(path: "kopia").path
        let s3 = try await Self.run(["KOPIA_REPOSITORY": "s3://bucket", "CUSTOM_CA": authority])
        let webDAV = try await Self.run(["KOPIA_REPOSITORY": "", "WEBDAV_URL": "https://dav", "CUSTOM_CA": authority])
        defer {
            s3.cleanUp()
            webDAV.cleanUp()
        }
        #expect(s3.arguments(of: "connect").contains("--root-ca-pem-path=WORK/ca-bundle.crt"))
        #expect(webDAV.environment(of: "connect")["SSL_CERT_FILE"] == "WORK/ca-bundle.crt")
        #expect(webDAV.environment(of: "full")["SSL_CERT_FILE"] == "WORK/ca-bundle.crt")
        #expect(webDAV.recorded("files").contains("# Stands in for kopia in the tests of the maintenance run."))
    }

    // MARK: - Damaged cache

    @Test("A damaged cache is cleared once, and nothing but kopia's parts of it")
    func damagedCache() async throws {
        let run = try await Self.run(playing: [
            "info.1":
                "mkdir -p \"$pod/cache/indexes\" \"$pod/cache/lost+found\"; echo 'error loading indexes: mmap error' >&2; exit 1"
        ])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "info", "quick", "full"])
        #expect(run.contents(of: "cache") == ["lost+found"])
    }

    struct Tenant: Sendable, CustomTestStringConvertible {
        let cached: String
        let connected: String
        let contents: [String]

        var testDescription: String { "\(cached), now \(connected)" }
    }

    private static func format(_ id: String) -> String { #"{\n  "uniqueID": "\#(id)",\n}\n"# }

    @Test(
        "B11: the cache of another repository is cleared, the repository's own is kept",
        arguments: [
            Tenant(cached: format("T1+/="), connected: format("T1+/="), contents: ["blob-list", "kopia.repository"]),
            Tenant(cached: format("T1+/="), connected: format("T2+/="), contents: []),
            Tenant(cached: "", connected: format("T1+/="), contents: []),
        ]
    )
    func otherRepository(_ example: Tenant) async throws {
        let run = try await Self.run(playing: [
            "connect": """
            : >"$work/repository.config"
            mkdir -p "$work/connect-cache" "$pod/cache/blob-list"
            printf '\(example.cached)' >"$pod/cache/kopia.repository"
            printf '\(example.connected)' >"$work/connect-cache/kopia.repository"
            """
        ])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.contents(of: "cache") == example.contents)
    }

    @Test("A cache is cleared first when the Secret asks for that")
    func forcedRebuild() async throws {
        let run = try await Self.run(["KOPIA_FORCE_CACHE_REBUILD": "true"])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.log.first == "Clearing the cache in \(run.log.first?.split(separator: " ").last ?? "")")
    }

    // MARK: - Maintenance

    @Test("B29: a quick run that fails is visible, and full maintenance follows")
    func quickFails() async throws {
        let run = try await Self.run(playing: ["quick": "echo 'compaction' >&2; exit 1"])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.result("MAINTENANCE_QUICK_STATUS") == "FAILURE")
        #expect(run.result("MAINTENANCE_STATUS") == "SUCCESS")
        #expect(run.sequence == ["connect", "cache", "info", "quick", "full"])
    }

    @Test("A lock that another process holds is waited for: kopia reports success without a word")
    func lockedAtFirst() async throws {
        let run = try await Self.run(playing: ["quick.1": "exit 0", "full.1": "exit 0", "full.2": "exit 0"])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "quick", "full", "full", "full"])
        #expect(run.recorded("sleeps").count == 3)
    }

    @Test("A lock that is never released ends the run with a reason to try again later")
    func lockedForever() async throws {
        let run = try await Self.run(["KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "240"], playing: ["quick": "exit 0"])
        defer { run.cleanUp() }
        #expect(run.status == 75)
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == "RepositoryBusy: another process holds the lock")
        #expect(run.sequence == ["connect", "cache", "info", "quick", "quick", "quick"])
    }

    @Test("SIGTERM reaches kopia, and the run says that it was told to stop", arguments: MaintenanceRun.Shell.available)
    func terminated(_ shell: MaintenanceRun.Shell) async throws {
        let fragment = """
            trap 'echo yes >"$STAND_IN/terminated"; exit 143' TERM
            # timeout stands between the shell and kopia where it is not busybox's.
            run=$PPID
            ! grep -q timeout "/proc/$run/comm" || run=$(cut -d ' ' -f 4 "/proc/$run/stat")
            kill -TERM "$run"
            tries=0
            while [ $tries -lt 200 ]; do /bin/sleep 0.05; tries=$((tries + 1)); done
            """
        let run = try await Self.run(playing: ["full": fragment], in: shell)
        defer { run.cleanUp() }
        #expect(run.recorded("terminated") == ["yes"])
        #expect(run.status == 143)
        let reason = try #require(run.result("MAINTENANCE_FAILURE_REASON"))
        let form =
            /Terminated: the run was told to stop; its step since [-0-9]+T[:0-9]+Z \([0-9]+ s\): Running full maintenance/
        #expect(reason.wholeMatch(of: form) != nil, "\(reason)")
    }
}
