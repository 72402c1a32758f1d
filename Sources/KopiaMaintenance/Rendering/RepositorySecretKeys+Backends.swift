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

    /// True if a URL names the repository, whatever its backend.
    package static func hasURL(among keys: Set<String>) -> Bool { keys.contains(repository) }
}
