/// From when to when a certificate is valid, in unix seconds; both ends belong to the period.
package struct ValidityPeriod: Sendable, Equatable {
    /// The first second.
    package let notBefore: Int64
    /// The last second.
    package let notAfter: Int64

    /// How far a new certificate reaches into the past, so that a peer whose clock is late accepts it at once.
    ///
    /// Five minutes is what the signer of kube-controller-manager allows.
    package static let defaultBackdating = Duration.seconds(300)

    /// 9999-12-31T23:59:59Z, the end of what a certificate can say (RFC 5280, 4.1.2.5).
    static let lastMoment: Int64 = 253_402_300_799

    /// A period with known ends, cut to the years 1970 to 9999.
    package init(notBefore: Int64, notAfter: Int64) {
        self.notBefore = min(max(notBefore, 0), Self.lastMoment)
        self.notAfter = min(max(notAfter, 0), Self.lastMoment)
    }

    /// A period that starts a little before `now`.
    ///
    /// - Parameters:
    ///   - now: unix seconds.
    ///   - lifetime: how long after `now` the period ends.
    ///   - backdating: how long before `now` it starts.
    package init(from now: Int64, lasting lifetime: Duration, backdatedBy backdating: Duration = defaultBackdating) {
        let start = now.subtractingReportingOverflow(backdating.components.seconds)
        let end = now.addingReportingOverflow(lifetime.components.seconds)
        self.init(
            notBefore: start.overflow ? 0 : start.partialValue,
            notAfter: end.overflow ? Self.lastMoment : end.partialValue
        )
    }
}
