/// The numbers by which a client behaves; the defaults suit the controller.
package struct ClientTuning: Sendable {
    /// How long a connection may take to come about.
    package var connectTimeout: Duration = .seconds(10)
    /// How long an ordinary request may take; the API server itself gives up after 60 s (`--request-timeout`).
    package var requestTimeout: Duration = .seconds(30)
    /// How long a request for a Lease may take: half of the renew deadline, so that a lost answer leaves time for
    /// another try (controller-facts §2.23).
    package var leaseTimeout: Duration = .seconds(5)
    /// After so much silence a watch is dead: the API server sends a bookmark about every minute (controller-facts §2.2).
    package var watchSilence: Duration = .seconds(90)
    /// Between these the time is chosen after which the API server shall end a watch, as in client-go's reflector.
    package var watchLifetime: ClosedRange<Duration> = .seconds(300) ... .seconds(600)
    /// How many objects a page of a list has, as in client-go's pager.
    package var pageSize = 500
    /// How long a body may be: a page of 500 objects of 128 KiB each.
    package var bodyLimit = 64 << 20
    /// How long one frame of a watch may be: etcd takes requests of 1.5 MiB, and JSON is longer than what is stored.
    package var frameLimit = 8 << 20
    /// How many requests may be under way at once, and as many watches.
    package var connections = 32
    /// When and how often requests are sent again.
    package var retry = RetryPolicy()
    /// At most so many requests per second, with bursts; nil for no limit, which leaves fairness to the API server.
    package var rateLimit: RateLimit?
    /// What the API server does with unknown fields of what is written, but for applies, which fail.
    package var fieldValidation = FieldValidation.warn
    /// The name and version of the program, for the API server's audit log.
    package var userAgent = "kopia-maintenance"

    /// A limit of requests per time.
    package struct RateLimit: Hashable, Sendable {
        /// How many requests per second in the long run.
        package var perSecond: Double
        /// How many may follow each other at once.
        package var burst: Int

        /// A limit of these numbers.
        package init(perSecond: Double, burst: Int) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    /// The defaults.
    package init() {}
}
