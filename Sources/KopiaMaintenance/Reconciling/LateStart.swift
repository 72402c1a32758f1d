import CronSchedule
import KubernetesAPI

/// How late the runs of a CronJob may start, so that none does for a time at which nobody wanted it.
///
/// The CronJob controller starts the last slot after `lastScheduleTime`, or after the creation, that is not older than
/// `startingDeadlineSeconds`. It asks the schedule as it is by then: edited or resumed, a CronJob would make up for slots
/// of the past (`mostRecentScheduleTime`, pkg/controller/cronjob/utils.go). So the CronJob remembers since when its
/// schedule is wanted, and its deadline stays short of the slots before that until those have come out of reach.
///
/// Guarantees: what is remembered is written together with the change and the deadline, in one apply, and read from the
/// CronJob alone; while the schedule stays as it is, the deadline changes at most once more, to the usual one.
package struct LateStart {
    /// On a CronJob whose runs the user wants: since when.
    ///
    /// One that is suspended and has it is so for other reasons, and makes up for its slots when those have gone.
    package static let sinceAnnotation = "volsync.backube/scheduled-since"

    /// Since when the schedule is wanted as it is, in unix seconds.
    let since: Int64

    /// How late a run may start for now.
    private(set) var deadline: Duration

    /// When the deadline may be the usual one again, whatever has started until then; nil while it is.
    private(set) var end: Int64?

    /// The reckoning for a schedule that is wanted.
    ///
    /// - Parameters:
    ///   - text: the schedule.
    ///   - existing: the CronJob as it is; nil if there is none.
    ///   - options: the zone of the schedule, and how late runs may start.
    ///   - zone: the rules of that zone.
    ///   - now: unix seconds.
    init(of text: String, existing: JSONValue?, options: RenderingOptions, zone: any ZoneOffsets, now: Int64) {
        let since = Self.since(text, existing, timeZone: options.timeZone, now)
        self.since = since
        deadline = options.startingDeadline
        // An interval has no slots: it is over once its time has passed since the last start, and then a run is due.
        guard let schedule = try? CronSchedule(parsing: text), schedule.interval == nil else { return }
        let last = existing?.lastStart ?? now
        func reachesBack(_ seconds: Int64, at time: Int64) -> Bool {
            let start = max(last, time - seconds - Self.clockTolerance)
            return start < since && schedule.nextFire(after: start, in: zone).map { $0 <= since } ?? false
        }
        let usual = min(deadline, Self.longestReach).components.seconds
        guard reachesBack(usual, at: now) else { return }
        var seconds = usual
        repeat { seconds /= 2 } while seconds > 0 && reachesBack(seconds, at: since)
        deadline = max(.seconds(seconds), Rendering.minimumStartingDeadline)
        end = since + usual + Self.clockTolerance + 1
    }

    /// The CronJob with its deadline's reason on it.
    func remembered(on cronJob: JSONValue) -> JSONValue {
        cronJob.annotated(Self.sinceAnnotation, Timestamp.string(fromUnixSeconds: since))
    }
}

extension LateStart {
    /// So many seconds apart the clocks may be of this controller, the API server and the CronJob controller; a cluster
    /// in which they are further apart has other worries.
    private static let clockTolerance: Int64 = 10

    /// A hundred years: keeps sums of times and deadlines far from overflow.
    private static let longestReach: Duration = .seconds(100 * 366 * 86_400)

    /// Since when a schedule is wanted: what the CronJob says if it has that very schedule, or else from now on.
    private static func since(_ text: String, _ existing: JSONValue?, timeZone: String, _ now: Int64) -> Int64 {
        guard let existing, let spec = existing["spec"], spec["schedule"]?.string == text,
            spec["timeZone"]?.string == timeZone
        else { return now }
        let metadata = ObjectMetadata(existing["metadata"])
        if let known = metadata.annotation(sinceAnnotation).flatMap({ Timestamp.unixSeconds(parsing: $0) }),
            known <= now + clockTolerance
        {
            return known
        }
        // Of a CronJob that runs and says nothing, nobody has changed anything that we know of.
        let created = metadata.creationTimestamp.flatMap { Timestamp.unixSeconds(parsing: $0) }
        return spec["suspend"]?.bool == true ? now : min(created ?? now, now)
    }
}
