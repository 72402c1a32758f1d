import Foundation
import Testing

/// Decisions are made on what kopia said; what is shown is censored.
@Suite struct MaintenanceTruthTests {
    private static let repository = ["KOPIA_REPOSITORY": "filesystem:///mnt/repo"]

    @Test(
        "A password that is one of kopia's words does not change what is understood",
        arguments: ["maintenance", "full", "quick", "Finished", "password", "repository"]
    )
    func passwordAmongWords(_ word: String) async throws {
        let run = try await MaintenanceRun(Self.repository.merging(["KOPIA_PASSWORD": word]) { $1 })
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "full"])
    }

    @Test("A wrong password that stands in kopia's own sentence is recognised, and not shown")
    func wrongPassword() async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "invalid"]) { $1 },
            playing: ["connect": "echo 'error connecting to repository: invalid repository password' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("WrongPassword: ") == true)
        #expect(run.log.contains("error connecting to repository: *** repository password"))
    }

    @Test("A reason that quotes kopia is censored as the log is")
    func censoredReason() async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame"]) { $1 },
            playing: ["full": "echo 'ERROR sesame is no good: ' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == "MaintenanceFailed: *** is no good: ")
        #expect(run.terminationMessage.last == "MAINTENANCE_FAILURE_REASON: MaintenanceFailed: *** is no good: ")
    }

    struct Text: Sendable, CustomTestStringConvertible {
        /// What kopia says; the real programs' words.
        let said: String
        let word: String
        let status: Int32

        var testDescription: String { said }
    }

    /// As kopia 0.22.3 was seen to say it; the S3 servers' own sentences are those of AWS and MinIO.
    static let texts: [Text] = [
        Text(
            said: "failed to open repository: unable to create format manager: invalid "
                + "repository password\nerror connecting to repository: unable to create format "
                + "manager: invalid repository password",
            word: "WrongPassword",
            status: 78
        ),
        Text(
            said: "error connecting to repository: repository not initialized in the provided "
                + "storage",
            word: "RepositoryNotFound",
            status: 78
        ),
        Text(
            said: "unable to persist sharding parameters: BLOB not found\nerror connecting to "
                + "repository: repository not initialized in the provided storage",
            word: "RepositoryNotFound",
            status: 78
        ),
        Text(
            said: "error connecting to repository: unable to read format blob: open "
                + "/r/kopia.repository.f: permission denied",
            word: "PermissionDenied",
            status: 1
        ),
        Text(
            said: "error connecting to repository: invalid format blob: unexpected end of JSON "
                + "input",
            word: "ConnectionFailed",
            status: 1
        ),
        Text(
            said: "can't connect to storage: unable to open config: error decoding config "
                + "json: storage type 'x' not registered",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open config: error decoding config "
                + "json: unexpected EOF",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: "can't connect to storage: connection file does not specify blob storage "
                + "connection parameters, kopia server connections are not supported",
            word: "InvalidRepository",
            status: 78
        ),
        Text(said: "kopia: error: unknown long flag '--x', try --help", word: "InvalidArgument", status: 78),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + "GetObject: Bucket name cannot be shorter than 3 characters",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to create client: Endpoint url cannot have "
                + "fully qualified paths.",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + #"Get "http://127.0.0.1:1/b/?location=": dial tcp 127.0.0.1:1: connect: "#
                + "connection refused",
            word: "Unreachable",
            status: 1
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + #"Get "http://no.such.host/b/?location=": dial tcp: lookup no.such.host on "#
                + "10.0.0.10:53: no such host",
            word: "Unreachable",
            status: 1
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + #"Get "http://127.0.0.1:2/b/?location=": read tcp "#
                + "127.0.0.1:40564->127.0.0.1:2: read: connection reset by peer",
            word: "Unreachable",
            status: 1
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + #"Get "https://127.0.0.1:1/b/?location=": tls: first record does not look "#
                + "like a TLS handshake",
            word: "WrongProtocol",
            status: 78
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + #"Get "https://127.0.0.1:1/b/?location=": tls: failed to verify certificate: "#
                + "x509: certificate signed by unknown authority",
            word: "UntrustedCertificate",
            status: 1
        ),
        Text(said: "can't connect to storage: cannot parse provided CA", word: "UntrustedCertificate", status: 78),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + "The AWS Access Key Id you provided does not exist in our records.",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + "The request signature we calculated does not match the signature you "
                + "provided. Check your key and signing method.",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + "Unauthorized",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: #"can't connect to storage: error retrieving storage config from bucket "b": "#
                + "Access Denied.",
            word: "PermissionDenied",
            status: 1
        ),
        Text(
            said: "error connecting to repository: unable to read format blob: unable to "
                + "complete GetBlob(kopia.repository,0,-1) despite 10 retries: error "
                + "determining sharded path: error getting sharding parameters for storage: "
                + "ReadStream .shards: Authorize .shards: 401",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: "error connecting to repository: unable to read format blob: unable to "
                + "complete GetBlob(kopia.repository,0,-1) despite 10 retries: error "
                + "determining sharded path: error getting sharding parameters for storage: "
                + #"ReadStream .shards: Get "https://127.0.0.1:1/r/.shards": http: server gave "#
                + "HTTP response to HTTPS client",
            word: "WrongProtocol",
            status: 78
        ),
        Text(
            said: "error connecting to repository: unable to read format blob: unable to "
                + "complete GetBlob(kopia.repository,0,-1) despite 10 retries: error "
                + "determining sharded path: error getting sharding parameters for storage: "
                + "ReadStream .shards: 400",
            word: "WrongProtocol",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to dial [h:22]: "
                + "&ssh.ClientConfig{Config:ssh.Config{Rand:io.Reader(nil), "
                + #"RekeyThreshold:0x0}, User:"u", Timeout:0}: ssh: handshake failed: ssh: "#
                + "unable to authenticate, attempted methods [none password], no supported "
                + "methods remain",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to getSigner: error parsing private key: ssh: no key "
                + "found",
            word: "WrongCredentials",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to dial [h:22]: "
                + "&ssh.ClientConfig{Config:ssh.Config{Rand:io.Reader(nil), "
                + #"RekeyThreshold:0x0}, User:"u", Timeout:0}: ssh: handshake failed: "#
                + "knownhosts: key mismatch",
            word: "UnknownHostKey",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to dial [h:22]: "
                + "&ssh.ClientConfig{Config:ssh.Config{Rand:io.Reader(nil), "
                + #"RekeyThreshold:0x0}, User:"u", Timeout:0}: ssh: handshake failed: "#
                + "knownhosts: key is unknown",
            word: "UnknownHostKey",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to getHostKey: h: knownhosts: /tmp/x:1: knownhosts: "
                + "missing host pattern",
            word: "UnknownHostKey",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to open SFTP storage: error establishing "
                + "connecting: unable to dial [h:22]: "
                + "&ssh.ClientConfig{Config:ssh.Config{Rand:io.Reader(nil), "
                + #"RekeyThreshold:0x0}, User:"u", Timeout:0}: ssh: handshake failed: ssh: "#
                + "overflow reading version string",
            word: "WrongProtocol",
            status: 78
        ),
        Text(
            said: "can't connect to storage: path doesn't exist: /root/x: permission denied",
            word: "PermissionDenied",
            status: 1
        ),
        Text(
            said: "can't connect to storage: unable to start rclone: rclone server failed to "
                + #"start: Failed to create file system for "x:y": didn't find section in "#
                + "config file",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to start rclone: fork/exec /no/rclone: no "
                + "such file or directory",
            word: "InvalidRepository",
            status: 78
        ),
        Text(
            said: "can't connect to storage: unable to start rclone: rclone server failed to "
                + #"start: Failed to create file system for "x:y": dial tcp 10.0.0.1:443: i/o "#
                + "timeout",
            word: "Unreachable",
            status: 1
        ),
        Text(said: "unable to open pack index: mmap error: cannot allocate memory", word: "OutOfMemory", status: 1),
    ]

    @Test(
        "What kopia says when it cannot connect has its word, and an exit code that says whether trying again can help",
        arguments: texts
    )
    func word(_ text: Text) async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame"]) { $1 },
            playing: ["connect": "cat >&2 <<'SAID'\n\(text.said)\nSAID\nexit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.status == text.status)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("\(text.word): ") == true, "\(run.log)")
        // Trying again is for what may pass.
        #expect(run.sequence.count == (text.status == 78 ? 1 : 3))
    }

    @Test("An endpoint that accepts and never answers does not hold a run to its deadline")
    func unreachable() async throws {
        let run = try await MaintenanceRun(
            // A quarter is twenty seconds.
            Self.repository.merging(["KOPIA_PASSWORD": "sesame", "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "80"]) { $1 },
            playing: ["connect": "exec /bin/sleep 100"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.sequence == ["connect"])
        let step = "Connecting to the repository (filesystem) as maintenance@volsync"
        let reason = "Unreachable: no answer in 20 s, which is what this step may take (\(step))"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == reason)
    }

    @Test("A wait for the repository's state has an end as well", arguments: MaintenanceRun.Shell.available)
    func silentState(_ shell: MaintenanceRun.Shell) async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame", "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "80"]) { $1 },
            playing: ["info": "exec /bin/sleep 100"],
            in: shell
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.sequence == ["connect", "cache", "info"])
        let reason =
            "Unreachable: no answer in 20 s, which is what this step may take (Claiming the ownership of maintenance)"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == reason)
    }

    /// A `date` that is as many seconds late as the run says.
    private static let lateDate = """
        #!/bin/sh
        [ "$*" = +%s ] || exec /bin/date "$@"
        echo $(($(/bin/date +%s) + $(cat "$STAND_IN/late" 2>/dev/null || echo 0)))

        """

    @Test(
        "A run ends itself before the Job's deadline and says where it was",
        arguments: MaintenanceRun.Shell.available
    )
    func outOfTime(_ shell: MaintenanceRun.Shell) async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame"]) { $1 },
            // Of the three hours less five minutes there are 5 s left for full maintenance.
            playing: [
                "quick": "echo 10495 >$STAND_IN/late; echo Finished quick maintenance",
                "full": "exec /bin/sleep 100",
            ],
            in: shell
        ) { directory in
            let date = directory.appending(path: "tools/date")
            try? FileManager.default.removeItem(at: date)
            try Self.lateDate.write(to: date, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: date.path)
        }
        defer { run.cleanUp() }
        #expect(run.status == 1, "\(run.log)")
        let reason = try #require(run.result("MAINTENANCE_FAILURE_REASON"))
        let beginning = "OutOfTime: the run has had the 10800 s of spec.activeDeadlineSeconds; its step since 20"
        #expect(reason.hasPrefix(beginning))
        #expect(reason.hasSuffix(" maintenance"), "\(reason)")
    }

    @Test("Nothing of the image's environment, nor of the pod's, says where kopia reads and writes")
    func environment() async throws {
        let image = [
            "KOPIA_CONFIG_PATH": "/app/config/repository.config", "KOPIA_LOG_DIR": "/app/logs",
            "KOPIA_CACHE_DIRECTORY": "/app/cache", "RCLONE_CONFIG": "/app/rclone/rclone.conf",
            "KOPIA_DISABLE_REPOSITORY_LOG": "true", "XDG_CACHE_HOME": "/app/xdg", "RCLONE_CACHE_DIR": "/app/rclone",
            "KOPIA_SEND_ERROR_NOTIFICATIONS": "always", "ROOT_CA_PEM_BASE64": "AAAA",
        ]
        let run = try await MaintenanceRun(Self.repository.merging(["KOPIA_PASSWORD": "sesame"]) { $1 }, image: image)
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        for call in ["connect", "cache", "info", "quick", "full"] {
            let read = run.environment(of: call).filter { $0.key.hasPrefix("KOPIA_") || image[$0.key] != nil }
            #expect(
                read == [
                    "KOPIA_PASSWORD": "sesame", "KOPIA_CHECK_FOR_UPDATES": "false",
                    "KOPIA_PERSIST_CREDENTIALS_ON_CONNECT": "false", "KOPIA_SEND_ERROR_NOTIFICATIONS": "never",
                ]
            )
            #expect(run.environment(of: call)["HOME"] == "WORK/home")
            #expect(run.environment(of: call)["TMPDIR"] == "WORK/tmp")
        }
    }
}
