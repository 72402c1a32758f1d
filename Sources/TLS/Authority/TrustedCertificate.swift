import COpenSSL

/// A certificate that others are verified by: an entry of a bundle such as a webhook configuration's `caBundle`.
///
/// Two of them are equal if they are the same certificate, however their PEM was broken into lines.
package struct TrustedCertificate: Sendable {
    /// The certificate in PEM, written anew.
    package let pem: [UInt8]
    /// The facts of the certificate.
    package let summary: CertificateSummary

    /// Every certificate of a bundle, each once, in order.
    ///
    /// A block that does not decode is skipped, as the API server's own reader does (`AppendCertsFromPEM` of Go).
    ///
    /// - Parameter document: the bundle; may be empty or no PEM at all.
    /// - Returns: the certificates, and whether every block was one.
    package static func all(in document: PEMDocument) -> (certificates: [TrustedCertificate], isWhole: Bool) {
        var certificates: [TrustedCertificate] = []
        var isWhole = true
        for block in blocks(of: document.bytes) {
            do throws(TLSError) {
                let chain = try CertificateChain.decode(PEMDocument(source: document.source, bytes: block))
                let certificate = TrustedCertificate(pem: try chain.leafPEM(), summary: chain.leafSummary)
                if !certificates.contains(certificate) { certificates.append(certificate) }
            } catch {
                isWhole = false
            }
        }
        return (certificates, isWhole)
    }

    /// The certificates as one bundle.
    ///
    /// - Parameters:
    ///   - certificates: the certificates.
    ///   - source: what the bundle is called in messages.
    /// - Returns: the bundle, in the order given.
    package static func bundle(_ certificates: [TrustedCertificate], source: String) -> PEMDocument {
        PEMDocument(source: source, bytes: certificates.flatMap(\.pem))
    }

    /// The blocks of certificates, by the lines that enclose them (RFC 7468, section 2).
    private static func blocks(of bytes: [UInt8]) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var block: [UInt8]?
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if line.starts(with: "-----BEGIN CERTIFICATE-----".utf8) { block = [] }
            block?.append(contentsOf: line)
            block?.append(UInt8(ascii: "\n"))
            if line.starts(with: "-----END CERTIFICATE-----".utf8), let whole = block.take() { blocks.append(whole) }
        }
        // What begins and does not end is a block that does not decode.
        return blocks + [block].compactMap { $0 }
    }
}

extension TrustedCertificate: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.pem == right.pem }

    package func hash(into hasher: inout Hasher) { hasher.combine(pem) }
}

extension CertificateChain {
    /// The first certificate in PEM.
    fileprivate func leafPEM() throws(TLSError) -> [UInt8] {
        let buffer = try MemoryBIO.make()
        try unsafe withHandle(at: 0) { (certificate) throws(TLSError) in
            try OpenSSL.check({ .openSSLFailure(operation: "write a certificate", reason: $0) }) {
                unsafe buffer.withHandle { unsafe PEM_write_bio_X509($0, certificate) }
            }
        }
        return buffer.bytes
    }
}
