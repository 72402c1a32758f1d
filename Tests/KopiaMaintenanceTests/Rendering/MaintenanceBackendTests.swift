import KopiaMaintenance
import Testing

@Suite struct MaintenanceBackendTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let secret: [String: String]
        /// The arguments after `repository connect`, identity and cache left out.
        let connect: [String]
        /// What kopia must find in its environment.
        var environment: [String: String] = [:]
        /// What must stand in files of the run, which are of mode 0600.
        var files: [String] = []
        /// The values that nobody may see.
        var secrets: [String] = []

        var testDescription: String { name }
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "AKEXAMPLE", "AWS_SECRET_ACCESS_KEY": "aws/secret+key"]

    static let s3: [Case] = [
        Case(
            name: "S3 by URL",
            secret: keys.merging(["KOPIA_REPOSITORY": "s3://bucket"]) { $1 },
            connect: ["s3", "--bucket=bucket", "--endpoint=s3.amazonaws.com"],
            environment: keys,
            secrets: ["aws/secret+key"]
        ),
        Case(
            name: "S3 by URL with a prefix, which becomes a directory",
            secret: keys.merging(["KOPIA_REPOSITORY": "s3://bucket/a//b", "AWS_REGION": "eu-west-1"]) { $1 },
            connect: [
                "s3", "--bucket=bucket", "--endpoint=s3.amazonaws.com", "--region=eu-west-1", "--prefix=a/b/",
            ]
        ),
        Case(
            name: "S3 by keys, the prefix still from the URL",
            secret: keys.merging([
                "KOPIA_REPOSITORY": "s3://ignored/backups/", "KOPIA_S3_BUCKET": "bucket",
                "KOPIA_S3_ENDPOINT": "minio.example:9000", "AWS_S3_ENDPOINT": "other", "AWS_DEFAULT_REGION": "x",
                "KOPIA_S3_DISABLE_TLS": "true", "AWS_SESSION_TOKEN": "session-token",
            ]) { $1 },
            connect: [
                "s3", "--bucket=bucket", "--endpoint=minio.example:9000", "--region=x", "--disable-tls",
                "--prefix=backups/",
            ],
            environment: ["AWS_SESSION_TOKEN": "session-token"],
            secrets: ["session-token"]
        ),
        Case(
            name: "S3 with its prefix in a key of its own, as it stands there",
            secret: keys.merging(["KOPIA_S3_BUCKET": "bucket", "KOPIA_S3_PREFIX": "backups"]) { $1 },
            connect: ["s3", "--bucket=bucket", "--endpoint=s3.amazonaws.com", "--prefix=backups"]
        ),
        Case(
            name: "S3 over plain HTTP says so by its endpoint",
            secret: keys.merging([
                "KOPIA_REPOSITORY": "s3://bucket", "AWS_S3_ENDPOINT": "http://minio.example:9000/",
            ]) { $1 },
            connect: ["s3", "--bucket=bucket", "--endpoint=minio.example:9000", "--disable-tls"]
        ),
        Case(
            name: "S3 without keys uses the identity of the workload",
            secret: ["KOPIA_REPOSITORY": "s3://bucket", "AWS_S3_ENDPOINT": "https://s3.example"],
            connect: ["s3", "--bucket=bucket", "--endpoint=s3.example", "--access-key=", "--secret-access-key="]
        ),
        Case(
            name: "a line break at the end of a value is nobody's wish",
            secret: [
                "KOPIA_REPOSITORY": "s3://bucket\n", "AWS_ACCESS_KEY_ID": "AK\n",
                "AWS_SECRET_ACCESS_KEY": "aws/secret\n",
            ],
            connect: ["s3", "--bucket=bucket", "--endpoint=s3.amazonaws.com"],
            environment: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "aws/secret"],
            secrets: ["aws/secret"]
        ),
    ]

    static let clouds: [Case] = [
        Case(
            name: "Azure by kopia's keys; the prefix is not for the backup movers, so not for us",
            secret: [
                "KOPIA_REPOSITORY": "azure://container/backups", "KOPIA_AZURE_CONTAINER": "container",
                "KOPIA_AZURE_STORAGE_ACCOUNT": "account", "KOPIA_AZURE_STORAGE_KEY": "azure-key==",
                "AZURE_ENDPOINT_SUFFIX": "core.chinacloudapi.cn",
            ],
            connect: ["azure", "--container=container"],
            environment: [
                "AZURE_STORAGE_ACCOUNT": "account", "AZURE_STORAGE_KEY": "azure-key==",
                "AZURE_STORAGE_DOMAIN": "blob.core.chinacloudapi.cn",
            ],
            secrets: ["azure-key=="]
        ),
        Case(
            name: "Azure by URL with a shared access signature",
            secret: [
                "KOPIA_REPOSITORY": "azure://container/backups", "AZURE_ACCOUNT_NAME": "account",
                "AZURE_ACCOUNT_SAS": "sv=2020&sig=signature",
            ],
            connect: ["azure", "--container=container", "--prefix=backups/"],
            environment: ["AZURE_STORAGE_ACCOUNT": "account", "AZURE_STORAGE_SAS_TOKEN": "sv=2020&sig=signature"],
            secrets: ["sv=2020&sig=signature"]
        ),
        Case(
            name: "B12: Google Cloud Storage with credentials by content",
            secret: [
                "KOPIA_GCS_BUCKET": "bucket",
                "GOOGLE_APPLICATION_CREDENTIALS": #"{"type": "service_account", "private_key": "google-private-key"}"#,
            ],
            connect: ["gcs", "--bucket=bucket", "--credentials-file=POD/secret/GOOGLE_APPLICATION_CREDENTIALS"],
            environment: ["GOOGLE_APPLICATION_CREDENTIALS": "POD/secret/GOOGLE_APPLICATION_CREDENTIALS"],
            secrets: ["google-private-key"]
        ),
        Case(
            name: "Google Cloud Storage with the identity of the workload",
            secret: ["KOPIA_REPOSITORY": "gcs://bucket/dir"],
            connect: ["gcs", "--bucket=bucket", "--prefix=dir/"]
        ),
        Case(
            name: "Google Cloud Storage by the other name of its key, credentials in a volume",
            secret: ["GCS_BUCKET": "bucket", "GOOGLE_APPLICATION_CREDENTIALS": "/etc/hosts"],
            connect: ["gcs", "--bucket=bucket", "--credentials-file=/etc/hosts"]
        ),
        Case(
            name: "Backblaze B2",
            secret: ["KOPIA_B2_BUCKET": "bucket", "B2_ACCOUNT_ID": "id", "B2_APPLICATION_KEY": "b2-application-key"],
            connect: ["b2", "--bucket=bucket"],
            environment: ["B2_KEY_ID": "id", "B2_KEY": "b2-application-key"],
            secrets: ["b2-application-key"]
        ),
        Case(
            name: "B12: Google Drive",
            secret: [
                "GOOGLE_DRIVE_FOLDER_ID": "folder",
                "GOOGLE_DRIVE_CREDENTIALS": "{\n  \"private_key\": \"drive-key-drive-key\"\n}",
            ],
            connect: ["gdrive", "--folder-id=folder", "--credentials-file=POD/secret/GOOGLE_DRIVE_CREDENTIALS"],
            secrets: ["drive-key-drive-key"]
        ),
    ]

    static let servers: [Case] = [
        Case(
            name: "a directory",
            secret: ["KOPIA_REPOSITORY": "filesystem:///mnt/repo/kopia backups"],
            connect: ["filesystem", "--path=/mnt/repo/kopia backups"]
        ),
        Case(
            name: "WebDAV",
            secret: [
                "WEBDAV_URL": "https://dav.example/kopia/", "WEBDAV_USERNAME": "user",
                "WEBDAV_PASSWORD": "dav-password",
            ],
            connect: ["webdav", "--url=https://dav.example/kopia/"],
            environment: ["KOPIA_WEBDAV_USERNAME": "user", "KOPIA_WEBDAV_PASSWORD": "dav-password"],
            secrets: ["dav-password"]
        ),
        Case(
            name: "WebDAV with a password in its URL, which must not become an argument",
            secret: ["WEBDAV_URL": "https://user:url-password@dav.example/kopia/"],
            connect: ["webdav", "--url=https://dav.example/kopia/"],
            environment: ["KOPIA_WEBDAV_USERNAME": "user", "KOPIA_WEBDAV_PASSWORD": "url-password"],
            secrets: ["url-password"]
        ),
        Case(
            name: "WebDAV with escapes in the credentials of its URL",
            secret: ["WEBDAV_URL": "https://us%40er:p%25%3Ass%2fword@dav.example/a@b/"],
            connect: ["webdav", "--url=https://dav.example/a@b/"],
            environment: ["KOPIA_WEBDAV_USERNAME": "us@er", "KOPIA_WEBDAV_PASSWORD": "p%:ss/word"],
            secrets: ["p%:ss/word", "p%25%3Ass%2fword"]
        ),
        Case(
            name: "WebDAV with the user in its URL and the password beside it",
            secret: ["WEBDAV_URL": "https://user@dav.example/kopia/", "WEBDAV_PASSWORD": "dav-password"],
            connect: ["webdav", "--url=https://dav.example/kopia/"],
            environment: ["KOPIA_WEBDAV_USERNAME": "user", "KOPIA_WEBDAV_PASSWORD": "dav-password"],
            secrets: ["dav-password"]
        ),
        Case(
            name: "B12: SFTP with a private key",
            secret: [
                "SFTP_HOST": "host", "SFTP_PORT": "2222", "SFTP_USERNAME": "user", "SFTP_PATH": "/kopia",
                "SFTP_KEY_FILE": "-----BEGIN KEY-----\nprivate-key-line-one\n-----END KEY-----\n",
                "SFTP_KNOWN_HOSTS_DATA": "host ssh-ed25519 AAAA",
            ],
            connect: [
                "sftp", "--host=host", "--port=2222", "--path=/kopia", "--username=user",
                "--keyfile=POD/secret/SFTP_KEY_FILE", "--known-hosts=POD/secret/SFTP_KNOWN_HOSTS_DATA",
            ],
            secrets: ["private-key-line-one"]
        ),
        Case(
            name: "SFTP with a password, which kopia takes only as an argument or from a file",
            secret: [
                "SFTP_HOST": "host", "SFTP_USERNAME": "user", "SFTP_PATH": "/kopia",
                "SFTP_PASSWORD": #"pass"wo\rd"#, "SFTP_KNOWN_HOSTS": "/etc/hosts",
            ],
            connect: ["from-config", "--file=WORK/storage.config"],
            files: [
                "600 storage.config",
                #"{"storage":{"type":"sftp","config":{"host":"host","port":22,"path":"/kopia","username":"user","#
                    + #""password":"pass\"wo\\rd","knownHostsFile":"/etc/hosts"}}}"#,
            ],
            secrets: [#"pass"wo\rd"#]
        ),
        Case(
            name: "SFTP by URL",
            secret: [
                "KOPIA_REPOSITORY": "sftp://host:2222/srv/kopia", "SFTP_USERNAME": "user",
                "SFTP_KEY_FILE": "/etc/hostname",
                "SFTP_KNOWN_HOSTS": "/etc/hosts",
            ],
            connect: [
                "sftp", "--host=host", "--port=2222", "--path=/srv/kopia", "--username=user", "--keyfile=/etc/hostname",
                "--known-hosts=/etc/hosts",
            ]
        ),
        Case(
            name: "SFTP by URL with its user, on an address of IPv6",
            secret: [
                "KOPIA_REPOSITORY": "sftp://us%40er@[::1]/srv/kopia", "SFTP_KEY_FILE": "/etc/hostname",
                "SFTP_KNOWN_HOSTS": "/etc/hosts",
            ],
            connect: [
                "sftp", "--host=[::1]", "--port=22", "--path=/srv/kopia", "--username=us@er", "--keyfile=/etc/hostname",
                "--known-hosts=/etc/hosts",
            ]
        ),
        Case(
            name: "a directory by the name that people give it",
            secret: ["KOPIA_FS_PATH": "/mnt/repo"],
            connect: ["filesystem", "--path=/mnt/repo"]
        ),
        Case(
            name: "rclone with its configuration",
            secret: [
                "RCLONE_REMOTE_PATH": "remote:/kopia", "RCLONE_EXE": "/usr/local/bin/rclone",
                "RCLONE_CONFIG": "[remote]\ntype = sftp\npass = rclone-obscured-password\n",
            ],
            connect: ["rclone", "--remote-path=remote:/kopia", "--rclone-exe=/usr/local/bin/rclone"],
            environment: ["RCLONE_CONFIG": "WORK/rclone.conf"],
            files: ["600 rclone.conf", "[remote]", "type = sftp", "pass = rclone-obscured-password"],
            secrets: ["rclone-obscured-password"]
        ),
        Case(
            name: "rclone by URL",
            secret: ["KOPIA_REPOSITORY": "rclone://remote:/kopia"],
            connect: ["rclone", "--remote-path=remote:/kopia"]
        ),
        Case(
            name: "a connection as kopia itself describes it",
            secret: [
                "KOPIA_STRUCTURED_REPOSITORY_CONFIG":
                    #"{"storage": {"type": "b2", "password": "structured-password"}}"#
            ],
            connect: ["from-config", "--file=POD/secret/KOPIA_STRUCTURED_REPOSITORY_CONFIG"],
            secrets: ["structured-password"]
        ),
    ]

    @Test(
        "Each backend is reached by its keys, in each shell",
        arguments: MaintenanceRun.Shell.extremes,
        s3 + clouds + servers
    )
    func backend(_ shell: MaintenanceRun.Shell, _ example: Case) async throws {
        let run = try await MaintenanceRun(example.secret.merging(["KOPIA_PASSWORD": "sesame"]) { $1 }, in: shell)
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        let fixed = [
            "--override-username=maintenance", "--override-hostname=volsync", "--cache-directory=WORK/connect-cache",
        ]
        #expect(run.arguments(of: "connect") == ["repository", "connect"] + example.connect + fixed)
        let environment = run.environment(of: "connect")
        for (name, value) in example.environment { #expect(environment[name] == value, "\(name)") }
        let files = run.recorded("files")
        for line in example.files { #expect(files.contains(line), "\(line)") }
        #expect(files.filter { $0.wholeMatch(of: /[0-7]{3} \S+/) != nil }.allSatisfy { $0.hasPrefix("600 ") })
    }

    @Test("No secret is an argument or gets into the log, whatever kopia prints", arguments: s3 + clouds + servers)
    func secrecy(_ example: Case) async throws {
        let secrets = example.secrets + ["sesame"]
        let run = try await MaintenanceRun(
            example.secret.merging(["KOPIA_PASSWORD": "sesame"]) { $1 },
            playing: ["full": "env; cat \"$STAND_IN/files\" >&2; exit 1"],
            recordingTools: true
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.log.contains { $0.contains("***") })
        #expect(!run.recorded("tools").isEmpty)
        // What ends kopia in time becomes kopia, and has what kopia has.
        for (tool, environment) in run.environmentsOfTools where tool != "timeout" {
            for secret in secrets { #expect(!environment.contains { $0.contains(secret) }, "\(tool)") }
        }
        for secret in secrets {
            for argument in run.recorded("tools") { #expect(!argument.contains(secret), "\(argument)") }
            for line in run.log + run.terminationMessage { #expect(!line.contains(secret), "\(line)") }
            for call in run.calls {
                for argument in call.arguments { #expect(!argument.contains(secret), "\(argument)") }
            }
        }
        #expect(run.contents(of: "tmp").isEmpty)
    }

    @Test("A secret that begins another does not give the rest of it away")
    func overlappingSecrets() async throws {
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "s3://bucket", "AWS_ACCESS_KEY_ID": "id",
                "AWS_SECRET_ACCESS_KEY": "sesame-open-up",
            ],
            playing: ["full": "echo 'refused: sesame-open-up/sesame' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == "MaintenanceFailed: refused: ***/***")
    }

    @Test("Passwords and signatures in URLs are hidden, whosever they are")
    func urls() async throws {
        let run = try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            playing: [
                "full": "echo 'GET https://me:pw@proxy/x?a=1&sig=abc%3D&X-Amz-Signature=def&b=2: 403' >&2; exit 1"
            ]
        )
        defer { run.cleanUp() }
        let expected = "PermissionDenied: GET https://***@proxy/x?a=1&sig=***&X-Amz-Signature=***&b=2: 403"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == expected)
    }

    @Test("A Secret with the keys of several backends means what it means to the backup movers")
    func precedence() async throws {
        var secret = [
            "KOPIA_PASSWORD": "sesame", "KOPIA_S3_BUCKET": "s3", "KOPIA_AZURE_CONTAINER": "azure",
            "AZURE_STORAGE_ACCOUNT": "account", "KOPIA_GCS_BUCKET": "gcs", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
            "KOPIA_B2_BUCKET": "b2", "B2_ACCOUNT_ID": "id", "B2_APPLICATION_KEY": "key-key", "WEBDAV_URL": "http://dav",
            "SFTP_HOST": "h", "SFTP_USERNAME": "u", "SFTP_PATH": "/p", "SFTP_KEY_FILE": "/etc/hostname",
            "SFTP_KNOWN_HOSTS": "/etc/hosts",
            "RCLONE_REMOTE_PATH": "r:", "GOOGLE_DRIVE_FOLDER_ID": "f", "GOOGLE_DRIVE_CREDENTIALS": "/etc/hosts",
        ]
        let order = [
            ("s3", "KOPIA_S3_BUCKET"), ("azure", "KOPIA_AZURE_CONTAINER"), ("gcs", "KOPIA_GCS_BUCKET"),
            ("filesystem", "KOPIA_REPOSITORY"), ("b2", "KOPIA_B2_BUCKET"), ("webdav", "WEBDAV_URL"),
            ("sftp", "SFTP_HOST"), ("rclone", "RCLONE_REMOTE_PATH"), ("gdrive", "GOOGLE_DRIVE_FOLDER_ID"),
        ]
        for (backend, key) in order {
            let run = try await MaintenanceRun(secret)
            defer { run.cleanUp() }
            #expect(run.arguments(of: "connect").dropFirst(2).first == backend)
            // By the names of keys alone nobody tells what a URL means.
            let isURL = key == "KOPIA_REPOSITORY"
            #expect(RepositorySecretKeys.hasURL(among: Set(secret.keys)) || !isURL)
            let named = RepositorySecretKeys.addresses(among: Set(secret.keys)).first?.key
            #expect(named == key || isURL, "\(named ?? "none")")
            secret[key] = nil
        }
    }
}
