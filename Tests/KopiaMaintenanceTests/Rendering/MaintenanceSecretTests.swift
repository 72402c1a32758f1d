import Foundation
import Testing

/// How a run reads the repository Secret, and who else gets to know it.
@Suite struct MaintenanceSecretTests {
    private static let bucket = [
        "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "s3://bucket", "AWS_ACCESS_KEY_ID": "id",
    ]

    struct Source: Sendable, CustomTestStringConvertible {
        let name: String
        var secret: [String: String] = [:]
        var image: [String: String] = [:]
        /// What kopia finds.
        let region: String?

        var testDescription: String { name }
    }

    @Test(
        "A key is read from the Secret, and from the environment where the Secret lacks it",
        arguments: [
            Source(name: "the Secret", secret: ["AWS_REGION": "eu"], region: "eu"),
            Source(name: "the environment", image: ["AWS_REGION": "us\n"], region: "us"),
            Source(name: "both", secret: ["AWS_REGION": "eu"], image: ["AWS_REGION": "us"], region: "eu"),
            Source(name: "an empty key", secret: ["AWS_REGION": ""], image: ["AWS_REGION": "us"], region: nil),
            Source(name: "neither", region: nil),
        ]
    )
    func precedence(_ source: Source) async throws {
        let run = try await MaintenanceRun(Self.bucket.merging(source.secret) { $1 }, image: source.image)
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        #expect(run.environment(of: "connect")["AWS_REGION"] == source.region)
        let argument = run.arguments(of: "connect").first { $0.hasPrefix("--region=") }
        #expect(argument == source.region.map { "--region=\($0)" })
    }

    @Test("A repository in a volume of the pod is that, whatever the Secret says")
    func volume() async throws {
        let run = try await MaintenanceRun([
            "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "sftp://elsewhere/kopia",
            "KOPIA_MAINTENANCE_REPOSITORY": "filesystem:///mnt/repo",
        ])
        defer { run.cleanUp() }
        #expect(run.arguments(of: "connect").prefix(4) == ["repository", "connect", "filesystem", "--path=/mnt/repo"])
    }

    @Test("A key that holds a file, and stands in the environment, becomes a file of mode 0600")
    func filesOfTheEnvironment() async throws {
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "SFTP_HOST": "host", "SFTP_USERNAME": "user", "SFTP_PATH": "/kopia",
                "SFTP_KNOWN_HOSTS": "host ssh-ed25519 AAAA",
            ],
            image: ["SFTP_KEY_FILE": "-----BEGIN KEY-----\nline\n-----END KEY-----"]
        )
        defer { run.cleanUp() }
        #expect(run.arguments(of: "connect").contains("--keyfile=WORK/SFTP_KEY_FILE"))
        #expect(run.arguments(of: "connect").contains("--known-hosts=POD/secret/SFTP_KNOWN_HOSTS"))
        #expect(run.recorded("files").contains("600 SFTP_KEY_FILE"))
    }

    // MARK: - Who gets to know it

    struct Reader: Sendable, CustomTestStringConvertible {
        let backend: String
        let secret: [String: String]
        /// The variables that kopia has beside its password.
        var variables: Set<String> = []

        var testDescription: String { backend }
    }

    /// Keys of every backend that choose none.
    private static let everything = [
        "KOPIA_PASSWORD": "sesame", "AWS_ACCESS_KEY_ID": "aws-id", "AWS_SECRET_ACCESS_KEY": "aws-secret",
        "AZURE_STORAGE_ACCOUNT": "account", "AZURE_STORAGE_KEY": "azure-key", "AZURE_CLIENT_SECRET": "azure-secret",
        "GOOGLE_APPLICATION_CREDENTIALS": #"{"private_key": "google-private-key"}"#,
        "GOOGLE_DRIVE_CREDENTIALS": #"{"private_key": "drive-private-key"}"#, "B2_ACCOUNT_ID": "b2-id",
        "B2_APPLICATION_KEY": "b2-key-b2-key", "WEBDAV_USERNAME": "dav-user", "WEBDAV_PASSWORD": "dav-password",
        "SFTP_USERNAME": "user", "SFTP_KEY_FILE": "sftp-private-key", "SFTP_KNOWN_HOSTS_DATA": "known-hosts",
        "RCLONE_CONFIG": "[away]\npass = rclone-password",
    ]

    private static let aws: Set = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    private static let azure: Set = ["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY", "AZURE_CLIENT_SECRET"]
    private static let google: Set = ["GOOGLE_APPLICATION_CREDENTIALS"]

    static let readers = [
        Reader(backend: "a folder", secret: ["KOPIA_REPOSITORY": "filesystem:///mnt/repo"]),
        Reader(backend: "S3", secret: ["KOPIA_S3_BUCKET": "bucket"], variables: aws),
        Reader(backend: "Azure", secret: ["KOPIA_AZURE_CONTAINER": "container"], variables: azure),
        Reader(backend: "Google Cloud Storage", secret: ["KOPIA_GCS_BUCKET": "bucket"], variables: google),
        Reader(backend: "B2", secret: ["KOPIA_B2_BUCKET": "bucket"], variables: ["B2_KEY_ID", "B2_KEY"]),
        Reader(
            backend: "WebDAV",
            secret: ["WEBDAV_URL": "https://dav.example/"],
            variables: ["KOPIA_WEBDAV_USERNAME", "KOPIA_WEBDAV_PASSWORD"]
        ),
        Reader(backend: "SFTP", secret: ["SFTP_HOST": "host", "SFTP_PATH": "/kopia"]),
        // Its remotes may have their credentials from the environment.
        Reader(
            backend: "rclone",
            secret: ["RCLONE_REMOTE_PATH": "away:/kopia"],
            variables: aws.union(azure).union(google).union(["RCLONE_CONFIG"])
        ),
        Reader(backend: "Google Drive", secret: ["GOOGLE_DRIVE_FOLDER_ID": "folder"]),
        Reader(
            backend: "S3 as kopia describes it",
            secret: ["KOPIA_STRUCTURED_REPOSITORY_CONFIG": #"{"storage":{"type":"s3","config":{"bucket":"b"}}}"#],
            variables: aws
        ),
        Reader(
            backend: "SFTP as kopia describes it",
            secret: ["KOPIA_STRUCTURED_REPOSITORY_CONFIG": #"{"storage":{"type":"sftp","config":{"host":"h"}}}"#]
        ),
    ]

    @Test(
        "Kopia has in its environment what it reads for its backend, and no other key of the Secret",
        arguments: readers
    )
    func granted(_ reader: Reader) async throws {
        let run = try await MaintenanceRun(Self.everything.merging(reader.secret) { $1 })
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        let own: Set = [
            "HOME", "KOPIA_CHECK_FOR_UPDATES", "KOPIA_PERSIST_CREDENTIALS_ON_CONNECT", "KOPIA_SEND_ERROR_NOTIFICATIONS",
            "PATH", "PWD", "STAND_IN", "TMPDIR",
        ]
        for call in run.sequence {
            let names = Set(run.environment(of: call).keys)
            #expect(names.subtracting(own) == reader.variables.union(["KOPIA_PASSWORD"]), "\(call)")
        }
    }

    @Test(
        "No other program has a secret in its environment, whatever the image's environment has",
        arguments: MaintenanceRun.Shell.available
    )
    func otherPrograms(_ shell: MaintenanceRun.Shell) async throws {
        let run = try await MaintenanceRun(
            Self.everything.merging(["RCLONE_REMOTE_PATH": "away:/kopia"]) { $1 },
            // Variables of the script's own, which would be passed on with what it puts into them.
            image: [
                "value": "", "name": "", "document": "", "secret": "", "B2_KEY": "old", "AWS_SESSION_TOKEN": "token",
            ],
            in: shell,
            recordingTools: true
        )
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        let tools = run.environmentsOfTools
        #expect(Set(["awk", "cat", "date", "env", "grep", "mktemp", "sed", "tee"]).isSubset(of: tools.keys))
        let secrets = Self.everything.values.flatMap { $0.split(separator: "\n").map(String.init) } + ["token"]
        // What ends kopia in time becomes kopia, and has what kopia has.
        for (tool, lines) in tools where tool != "timeout" {
            for secret in secrets { #expect(!lines.contains { $0.hasSuffix("=\(secret)") }, "\(tool)") }
        }
    }

    // MARK: - What cannot be read

    struct Obstacle: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the sentence has.
        let mentions: String
        let makes: @Sendable (URL) throws -> Void

        var testDescription: String { name }
    }

    static let obstacles = [
        Obstacle(name: "no Secret in the pod", mentions: "this pod has no ") { secret in
            try FileManager.default.removeItem(at: secret)
        },
        Obstacle(name: "a key that cannot be read", mentions: "/secret/SFTP_PASSWORD, of the repository Secret") {
            secret in
            try FileManager.default.createDirectory(
                at: secret.appending(path: "SFTP_PASSWORD"),
                withIntermediateDirectories: false
            )
        },
        Obstacle(name: "a key behind what cannot be read", mentions: "/secret/KOPIA_REPOSITORY, of the") { secret in
            try FileManager.default.removeItem(at: secret.appending(path: "..data"))
        },
    ]

    @Test(
        "What cannot be read of the Secret is not taken for absent",
        arguments: MaintenanceRun.Shell.available,
        obstacles
    )
    func unreadable(_ shell: MaintenanceRun.Shell, _ obstacle: Obstacle) async throws {
        let run = try await MaintenanceRun(Self.bucket, in: shell) { try obstacle.makes($0.appending(path: "secret")) }
        defer { run.cleanUp() }
        #expect(run.status == 78)
        let reason = try #require(run.result("MAINTENANCE_FAILURE_REASON"))
        #expect(reason.hasPrefix("UnreadableSecret: "))
        #expect(reason.contains(obstacle.mentions), "\(reason)")
        #expect(run.sequence.isEmpty)
        #expect(run.contents(of: "tmp").isEmpty)
    }

    @Test(
        "A key that another user may read alone is not taken for absent",
        .enabled(if: getuid() != 0, "root may read all")
    )
    func foreignMode() async throws {
        let run = try await MaintenanceRun(Self.bucket) { directory in
            let key = directory.appending(path: "secret/AWS_ACCESS_KEY_ID").path
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: key)
        }
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("UnreadableSecret: user ") == true)
    }
}
