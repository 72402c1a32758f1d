import KubernetesAPI

/// When a CronJob runs, in the dialect that the CronJob API accepts.
///
/// The dialect is robfig/cron v3's standard one (ParseStandard), as kube-apiserver applies it in
/// pkg/apis/batch/validation: five fields, or a descriptor. What the API server accepts is accepted and what it
/// rejects is rejected, with two additions: a schedule that can never fire is rejected too, and one that is longer than
/// anybody needs.
///
/// Two schedules are equal when they fire at the same times, however they are written.
package struct CronSchedule: Equatable, Sendable {
    enum Timing: Equatable, Sendable {
        case calendar(CalendarRule)
        /// `@every`: whole seconds, at least one.
        case interval(seconds: Int64)
    }

    let timing: Timing

    /// How many bytes a schedule may have.
    ///
    /// One that lists every value of every field by itself has 391; the API server has no limit, and a megabyte would be
    /// read several times for each review.
    package static let lengthLimit = 1024

    /// Reads a schedule.
    ///
    /// - Throws: everything that is wrong with it.
    package init(parsing text: String) throws(CronSyntaxError) {
        timing = try Self.timing(parsing: text)
    }

    /// The first time that the schedule fires after an instant.
    ///
    /// Agrees with the CronJob controller in every zone, also where clocks change: a skipped time does not fire that
    /// day, a repeated one may fire twice. `@every` counts from the given instant.
    ///
    /// - Parameters:
    ///   - unixSeconds: seconds since 1970-01-01T00:00:00Z, in the years 0000 to 9999.
    ///   - zone: the time zone in which the fields are meant.
    /// - Returns: seconds since 1970-01-01T00:00:00Z, or nil when there is no such time within five years (29 February
    ///   around 2100) or the instant lies outside those years.
    package func nextFire(after unixSeconds: Int64, in zone: some ZoneOffsets) -> Int64? {
        guard Timestamp.representableSeconds.contains(unixSeconds) else { return nil }
        switch timing {
        case .interval(let seconds):
            // At most 2^63 nanoseconds after the year 9999, far from overflow.
            return unixSeconds + seconds
        case .calendar(let rule):
            var search = NextFireSearch(rule: rule, after: unixSeconds, in: zone)
            return search.run()
        }
    }

    /// The time from one fire to the next of an interval (`@every`); nil for a schedule by the calendar.
    package var interval: Duration? {
        if case .interval(let seconds) = timing { .seconds(seconds) } else { nil }
    }

    /// The shortest time between two fires, on a clock without daylight saving.
    ///
    /// Shorter than an hour means that the schedule runs more often than hourly, if only now and then.
    package var shortestInterval: Duration {
        switch timing {
        case .interval(let seconds): .seconds(seconds)
        case .calendar(let rule): .seconds(rule.shortestIntervalInMinutes * 60)
        }
    }
}
