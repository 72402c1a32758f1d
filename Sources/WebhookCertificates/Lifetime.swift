import TLS

/// When a certificate is to be replaced; pure.
enum Lifetime {
    /// How much later than the settings allow a certificate may end, by which clocks may differ.
    private static let skew: Int64 = 300

    /// When to replace a certificate: when two thirds of its life are over, or up to a tenth of its life sooner.
    ///
    /// How much sooner is drawn from the serial number, which is random: it differs from cluster to cluster, and is the
    /// same whoever asks and how often.
    ///
    /// - Parameters:
    ///   - certificate: the certificate.
    ///   - lifetime: how long a new one would be good for; a backdated certificate does not tell its own.
    /// - Returns: unix seconds.
    static func renewal(of certificate: CertificateSummary, lifetime: Duration) -> Int64 {
        let period = max(0, min(lifetime.components.seconds, certificate.notAfter - certificate.notBefore))
        let lastThird = (period + 2) / 3
        let sooner = Int64(Double(period) / 10 * chance(certificate.serialNumber))
        return certificate.notAfter - lastThird - sooner
    }

    /// True if the certificate is good for longer than any that is made by these settings: the settings have changed.
    static func isTooLong(_ certificate: CertificateSummary, lifetime: Duration, now: Int64) -> Bool {
        certificate.notAfter > end(from: now, lifetime) + skew
    }

    /// When a certificate ends that is made now.
    static func end(from now: Int64, _ lifetime: Duration) -> Int64 {
        ValidityPeriod(from: now, lasting: lifetime).notAfter
    }

    /// A number of 0 ..< 1 from the last digits of a serial number in hexadecimal.
    private static func chance(_ serialNumber: String) -> Double {
        Double(Int(serialNumber.suffix(4), radix: 16) ?? 0) / 0x1p16
    }
}
