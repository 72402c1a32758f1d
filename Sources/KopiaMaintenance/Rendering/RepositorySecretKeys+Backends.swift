/// Where a repository is, as the keys of its Secret tell.
package enum RepositoryBackend: String, Hashable, Sendable, CaseIterable {
    case structured = "kopia's own configuration"
    case s3 = "S3"
    case azure = "Azure"
    case google = "Google Cloud Storage"
    case b2 = "B2"
    case webDAV = "WebDAV"
    case sftp = "SFTP"
    case rclone
    case googleDrive = "Google Drive"
    case filesystem = "a directory"
}

extension RepositorySecretKeys {
    /// The password, without which no run begins (maintenance/scripts/preparation.sh).
    package static let password = "KOPIA_PASSWORD"

    /// The keys that name a repository, in the order in which a run asks for them (maintenance/scripts/backends.sh): the
    /// first that has a value decides.
    package static let addresses: [(key: String, backend: RepositoryBackend)] = [
        ("KOPIA_STRUCTURED_REPOSITORY_CONFIG", .structured), ("KOPIA_S3_BUCKET", .s3),
        ("KOPIA_AZURE_CONTAINER", .azure), ("KOPIA_GCS_BUCKET", .google), ("KOPIA_B2_BUCKET", .b2),
        ("WEBDAV_URL", .webDAV), ("SFTP_HOST", .sftp), ("RCLONE_REMOTE_PATH", .rclone),
        ("GOOGLE_DRIVE_FOLDER_ID", .googleDrive), ("KOPIA_FS_PATH", .filesystem), ("GCS_BUCKET", .google),
    ]

    /// The keys among those that name a repository, in the order of ``addresses``.
    package static func addresses(among keys: Set<String>) -> [(key: String, backend: RepositoryBackend)] {
        addresses.filter { keys.contains($0.key) }
    }

    /// What a run asks for once it knows the backend: each is one key or another (`require` in maintenance/scripts).
    ///
    /// The first of its names is the one to recommend.
    package static let required: [RepositoryBackend: [[String]]] = [
        .azure: [["AZURE_STORAGE_ACCOUNT", "KOPIA_AZURE_STORAGE_ACCOUNT", "AZURE_ACCOUNT_NAME"]],
        .b2: [["B2_ACCOUNT_ID"], ["B2_APPLICATION_KEY"]],
        .sftp: [
            ["SFTP_USERNAME"], ["SFTP_PATH"], ["SFTP_KNOWN_HOSTS_DATA", "SFTP_KNOWN_HOSTS"],
            ["SFTP_KEY_FILE", "SFTP_PASSWORD"],
        ],
        .googleDrive: [["GOOGLE_DRIVE_CREDENTIALS"]],
    ]

    /// The requirements of a backend that those keys do not meet.
    package static func missing(for backend: RepositoryBackend, among keys: Set<String>) -> [[String]] {
        (required[backend] ?? []).filter { keys.isDisjoint(with: $0) }
    }

    /// The addresses that win over every URL (maintenance/scripts/backends.sh); over all others one of `s3://` wins.
    package static let beforeURLs: Set<String> = ["KOPIA_STRUCTURED_REPOSITORY_CONFIG", "KOPIA_S3_BUCKET"]

    /// The addresses that win over a volume of the pod, whose URL is one of `filesystem://`.
    package static let beforeVolumes = beforeURLs.union(["KOPIA_AZURE_CONTAINER", "KOPIA_GCS_BUCKET"])

    /// True if a URL names the repository, whatever its backend.
    package static func hasURL(among keys: Set<String>) -> Bool { keys.contains(repository) }
}
