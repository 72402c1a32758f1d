import Testing

/// Where a repository is stored, and how it is reached.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case filesystem
    case s3 = "S3"
    case s3WithTLS = "S3 with TLS"
    case sftp = "SFTP"
    case sftpWithPassword = "SFTP with a password"
    case webDAV = "WebDAV"
    case webDAVWithTLS = "WebDAV with TLS"
    case rclone

    /// Those that need no program beside Debian's.
    static let ofDebian = allCases.filter { !s3Backends.contains($0) }

    static let s3Backends = [s3, s3WithTLS]

    var testDescription: String { rawValue }
}
