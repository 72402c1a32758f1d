/// Everything that can go wrong in this target, as one closed list.
///
/// `source` names where the bytes came from (a path or a label such as `generated certificate`); `reason` is a fixed
/// text of OpenSSL or of the operating system. No case ever carries file content or key material.
package enum TLSError: Error, Equatable {
    /// A file could not be opened or read.
    case unreadableFile(path: String, reason: String)
    /// A file is larger than any certificate or key that makes sense.
    case oversizedFile(path: String, limit: Int)
    /// A file or directory could not be created, written or renamed.
    case unwritableFile(path: String, reason: String)

    /// There is no PEM block of a certificate.
    case missingCertificate(source: String)
    /// The PEM block of the certificate at `position` (1 is the first) does not decode.
    case malformedCertificate(source: String, position: Int, reason: String)
    /// There is no PEM block of a private key.
    case missingPrivateKey(source: String)
    /// The private key is protected by a pass phrase, which a server has nobody to ask for.
    case encryptedPrivateKey(source: String)
    /// The PEM block of the private key does not decode.
    case malformedPrivateKey(source: String, reason: String)
    /// The private key does not belong to the first certificate; `belongsTo` is the position of one that it fits.
    case keyMismatch(certificate: String, key: String, belongsTo: Int?)
    /// OpenSSL's policy refuses the certificate or key (a short RSA key, a broken digest).
    case refusedCertificate(source: String, reason: String)
    /// The certificate's validity ended at `notAfter`, unix seconds.
    case expiredCertificate(source: String, notAfter: Int64)
    /// The certificate's validity starts at `notBefore`, unix seconds.
    case certificateNotYetValid(source: String, notBefore: Int64)

    /// The peer and this side could not agree, or the peer could not be verified.
    case handshakeFailed(reason: String)
    /// The peer broke the protocol or sent a fatal alert after the handshake.
    case connectionFailed(reason: String)
    /// Application data was given to a session whose handshake has not finished.
    case handshakeIncomplete

    /// A client would not accept the certificate.
    case untrustedCertificate(source: String, reason: String)
    /// The certificate may not sign others.
    case notAnAuthority(source: String)
    /// A name cannot stand in a certificate.
    case invalidName(String, reason: String)
    /// The directory for development certificates holds a key that was not made for development.
    case foreignKey(path: String)
    /// OpenSSL failed at something that depends on no input, such as running out of memory.
    case openSSLFailure(operation: String, reason: String)
}

extension TLSError: CustomStringConvertible {
    /// One lower-case sentence with the place and the cause.
    package var description: String {
        switch self {
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .oversizedFile(let path, let limit): "\(path) is larger than \(limit) bytes"
        case .unwritableFile(let path, let reason): "cannot write \(path): \(reason)"
        case .missingCertificate(let source): "no PEM certificate in \(source)"
        case .malformedCertificate(let source, let position, let reason):
            "certificate \(position) in \(source) is malformed: \(reason)"
        case .missingPrivateKey(let source): "no PEM private key in \(source)"
        case .encryptedPrivateKey(let source):
            "the private key in \(source) is encrypted: store it without a pass phrase"
        case .malformedPrivateKey(let source, let reason): "the private key in \(source) is malformed: \(reason)"
        case .keyMismatch(let certificate, let key, nil):
            "the private key in \(key) does not belong to the certificate in \(certificate)"
        case .keyMismatch(let certificate, let key, .some(let position)):
            "the private key in \(key) belongs to certificate \(position) in \(certificate): "
                + "the serving certificate must come first"
        case .refusedCertificate(let source, let reason): "the certificate in \(source) is refused: \(reason)"
        case .expiredCertificate(let source, let notAfter):
            "the certificate in \(source) expired at \(UTCTime.text(notAfter))"
        case .certificateNotYetValid(let source, let notBefore):
            "the certificate in \(source) is not valid before \(UTCTime.text(notBefore))"
        case .handshakeFailed(let reason): "tls handshake failed: \(reason)"
        case .connectionFailed(let reason): "tls connection failed: \(reason)"
        case .handshakeIncomplete: "application data before the end of the tls handshake"
        case .untrustedCertificate(let source, let reason):
            "the certificate in \(source) is not trusted: \(reason)"
        case .notAnAuthority(let source): "the certificate in \(source) is not a certificate authority's"
        case .invalidName(let name, let reason): "\"\(name)\" cannot stand in a certificate: \(reason)"
        case .foreignKey(let path):
            "\(path) exists and is not a development key made here: it is left alone"
        case .openSSLFailure(let operation, let reason): "openssl cannot \(operation): \(reason)"
        }
    }
}
