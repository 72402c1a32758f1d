import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TimeZoneDatabase

/// Judges objects beside each other.
struct TogetherChecks {
    private let users: [Neighbour]
    private let zone: NamedTimeZone?
    private let now: Int64

    /// - Parameters:
    ///   - objects: all that may be seen.
    ///   - zoneName: the zone in which schedules are meant.
    ///   - now: unix seconds.
    init(_ objects: [JSONValue], zoneName: String, now: Int64) {
        users = objects.map { Neighbour(object: KopiaMaintenance($0), jobs: [], cronJobs: []) }
            .filter { $0.isScheduled && $0.object.spec.suspend != true }
        zone = NamedTimeZone(zoneName)
        self.now = now
    }

    /// The checks.
    var checks: [Check] { sharing + [crowd].compactMap(\.self) }

    // MARK: One repository

    private var sharing: [Check] {
        let bySecret = Dictionary(grouping: users) { $0.object.spec.repository.secretName ?? "" }
        let shared = bySecret.filter { !$0.key.isEmpty && $0.value.count > 1 }.sorted { $0.key < $1.key }
        let checks = shared.flatMap { secret, users in
            Self.within(secret, users) + [Self.across(secret, users)].compactMap(\.self)
        }
        return checks.isEmpty && !users.isEmpty
            ? [.sound("no two objects are known to maintain one repository")] : checks
    }

    private static func within(_ secret: String, _ users: [Neighbour]) -> [Check] {
        let spaces = Dictionary(grouping: users) { $0.object.metadata.namespace ?? "" }.filter { $0.value.count > 1 }
        return spaces.sorted { $0.key < $1.key }.map { namespace, users in
            .advice(
                "in \(namespace), Secret \(secret): \(names(users, \.name)) maintain one repository on a schedule each",
                mend: "keep one of them"
            )
        }
    }

    /// Secrets of one name are not one repository; they may be.
    private static func across(_ secret: String, _ users: [Neighbour]) -> Check? {
        let spaces = Set(users.compactMap(\.object.metadata.namespace))
        guard spaces.count > 1 else { return nil }
        return .advice(
            "\(names(users, \.namespace)) each maintain the repository of a Secret called \(secret)",
            mend: "if it is one and the same, keep one object: nobody sees to it that their runs do not meet"
        )
    }

    /// More names than these are counted only.
    private static let toldNames = 5

    private static func names(_ users: [Neighbour], _ name: (ObjectMetadata) -> String?) -> String {
        let all = Set(users.compactMap { name($0.object.metadata) }).sorted()
        let rest = all.count - toldNames
        return all.prefix(toldNames).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    // MARK: One minute

    /// So many runs that start at once are felt by nodes and by storage.
    private static let crowdLimit = 10

    /// A week holds nearly every usual schedule.
    private static let horizon: Int64 = 7 * 86_400

    /// A schedule that runs more often than hourly meets every other anyway.
    private static let countedRuns = 200

    private var crowd: Check? {
        guard let zone, users.count > 1 else { return nil }
        var starts: [Int64: Int] = [:]
        for (schedule, users) in Dictionary(grouping: users.compactMap(\.object.spec.effectiveSchedule), by: \.self) {
            for start in Self.starts(of: schedule, from: now, in: zone) { starts[start, default: 0] += users.count }
        }
        guard let busiest = starts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        let time = Timestamp.string(fromUnixSeconds: busiest.key)
        guard busiest.value >= Self.crowdLimit else {
            return .sound(
                "in the next seven days never do \(Self.crowdLimit) runs or more start at one moment; at most "
                    + "\(busiest.value)"
            )
        }
        return .advice(
            "\(busiest.value) runs start at one moment, first at \(time)",
            mend: "give each a minute of its own"
        )
    }

    /// None of an interval (`@every`): it is counted from the CronJob's last start, which is not looked at.
    private static func starts(of text: String, from now: Int64, in zone: NamedTimeZone) -> [Int64] {
        guard let schedule = try? CronSchedule(parsing: text), schedule.interval == nil else { return [] }
        var starts: [Int64] = []
        var last = now
        while starts.count < countedRuns, let next = schedule.nextFire(after: last, in: zone), next <= now + horizon {
            starts.append(next)
            last = next
        }
        return starts
    }
}
