/// The keys of the repository Secret that a maintenance run reads; the Secret's contract.
///
/// The maintenance script reads them as files (``RepositorySecretVolume``). For the entry point of a VolSync image each
/// becomes one optional reference: importing the whole Secret would let a key such as `LD_PRELOAD` or `BASH_ENV` decide
/// what runs. All are optional because the run itself says best which one it misses, and says it at once, where a required
/// reference leaves the pod waiting for its deadline.
package enum RepositorySecretKeys {
    /// What every backend needs, and how the run behaves.
    static let common = [
        "KOPIA_PASSWORD", "KOPIA_OVERRIDE_MAINTENANCE_USERNAME", "KOPIA_STRUCTURED_REPOSITORY_CONFIG",
        "KOPIA_ADDITIONAL_ARGS", "KOPIA_FORCE_CACHE_REBUILD", "KOPIA_LOG_LEVEL",
    ]

    /// The address of the repository as a URL; set by the pod itself where the repository is one of its volumes.
    package static let repository = "KOPIA_REPOSITORY"

    static let s3 = [
        "KOPIA_S3_BUCKET", "KOPIA_S3_ENDPOINT", "KOPIA_S3_REGION", "KOPIA_S3_DISABLE_TLS",
        "AWS_S3_ENDPOINT", "AWS_S3_DISABLE_TLS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_REGION", "AWS_DEFAULT_REGION",
    ]

    static let azure = [
        "KOPIA_AZURE_CONTAINER", "KOPIA_AZURE_STORAGE_ACCOUNT", "KOPIA_AZURE_STORAGE_KEY",
        "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_DOMAIN",
        "AZURE_ACCOUNT_NAME", "AZURE_ACCOUNT_KEY", "AZURE_ACCOUNT_SAS", "AZURE_ENDPOINT_SUFFIX",
        "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET",
    ]

    static let google = [
        "KOPIA_GCS_BUCKET", "GCS_BUCKET", "GOOGLE_PROJECT_ID", "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_DRIVE_FOLDER_ID", "GOOGLE_DRIVE_CREDENTIALS",
    ]

    static let b2 = ["KOPIA_B2_BUCKET", "B2_ACCOUNT_ID", "B2_APPLICATION_KEY"]

    static let webDAV = ["WEBDAV_URL", "WEBDAV_USERNAME", "WEBDAV_PASSWORD"]

    static let sftp = [
        "SFTP_HOST", "SFTP_PORT", "SFTP_USERNAME", "SFTP_PASSWORD", "SFTP_PATH", "SFTP_KEY_FILE", "SFTP_KNOWN_HOSTS",
        "SFTP_KNOWN_HOSTS_DATA",
    ]

    static let rclone = ["RCLONE_REMOTE_PATH", "RCLONE_EXE", "RCLONE_CONFIG"]

    /// Read by the maintenance script, not by the entry point of a VolSync image: names that people use beside those of
    /// the movers, and those of who makes backups, of which the run warns that they are not who maintains.
    package static let scriptOnly = [
        "KOPIA_FS_PATH", "KOPIA_S3_PREFIX", "KOPIA_OVERRIDE_USERNAME", "KOPIA_OVERRIDE_HOSTNAME",
    ]

    /// Read by the entry point of a VolSync image, not by the maintenance script.
    static let moverImageOnly = [
        "AWS_PROFILE", "KOPIA_MANUAL_CONFIG", "KOPIA_SKIP_CACHE_CONFIG", "KOPIA_FILE_LOG_LEVEL",
        "KOPIA_LOG_DIR_MAX_FILES", "KOPIA_LOG_DIR_MAX_AGE", "KOPIA_CONTENT_LOG_DIR_MAX_FILES",
        "KOPIA_CONTENT_LOG_DIR_MAX_AGE",
    ]

    /// What both read, but for ``repository``, in the order in which it stands in the pod.
    package static let shared = common + s3 + azure + google + b2 + webDAV + sftp + rclone
}
