import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import Manifests
import TimeZoneDatabase

/// When runs will start: how many are asked for, after which time, on whose clocks.
struct RunQuestion {
    let count: Int
    /// Seconds since 1970-01-01T00:00:00Z.
    let start: Int64
    /// The IANA name of the zone.
    let zoneName: String
    let zone: NamedTimeZone

    /// The next runs of a schedule; fewer than asked for where it fires no more within five years.
    func runs(of schedule: CronSchedule) -> [LocalTime] {
        var runs: [LocalTime] = []
        var last = start
        while runs.count < count, let next = schedule.nextFire(after: last, in: zone) {
            runs.append(LocalTime(unixSeconds: next, in: zone))
            last = next
        }
        return runs
    }
}

/// When a schedule, or the KopiaMaintenance that has it, runs.
struct RunForecast {
    /// Why an object runs, or does not.
    enum State: Equatable {
        case scheduled
        /// By hand, for this tag.
        case manual(tag: String)
        /// By hand, and not yet.
        case waitsForTag
        case suspended
        case disabled
        case rejected(lines: [String])
    }

    /// The object, for people; nil for a schedule from the command line.
    let title: String?
    let object: ReviewedObject?
    let state: State
    /// The schedule in force, as it is written.
    let schedule: String?
    /// What it means, in plain English.
    let explanation: String?
    let runs: [LocalTime]
}

extension RunForecast {
    /// The forecast for a schedule from the command line.
    ///
    /// - Throws: what is wrong with the schedule.
    init(schedule text: String, _ question: RunQuestion) throws(CronSyntaxError) {
        let parsed = try CronSchedule(parsing: text)
        self.init(
            title: nil,
            object: nil,
            state: .scheduled,
            schedule: text,
            explanation: parsed.explained(),
            runs: question.runs(of: parsed)
        )
    }

    /// The forecast for an object, with its defaults.
    init(_ found: MaintenanceManifests.Found, _ question: RunQuestion) {
        let filled = found.object.replacing(TemplatePlaceholder.filled(found.object.root))
        let review = ObjectReview(filled, file: found.file, unknownFields: .ignore).result
        let spec = KopiaMaintenance(UnknownFields.completed(filled.root)).spec
        let lines = review.refusals(concerning: Self.decisive)
        let state = lines.isEmpty ? Self.state(of: spec) : .rejected(lines: lines)
        let schedule = lines.isEmpty ? spec.effectiveSchedule : nil
        let parsed = schedule.flatMap { try? CronSchedule(parsing: $0) }
        self.init(
            title: "\(review.qualifiedName) (\(review.file):\(review.position.line))",
            object: review,
            state: state,
            schedule: schedule,
            explanation: parsed?.explained(),
            runs: state == .scheduled ? parsed.map(question.runs) ?? [] : []
        )
    }

    /// The fields that say when runs begin: a placeholder in another does not matter here.
    private static let decisive = ["spec.trigger", "spec.schedule", "spec.enabled", "spec.suspend"]

    private static func state(of spec: KopiaMaintenanceSpec) -> State {
        if spec.enabled == false { return .disabled }
        if spec.suspend == true { return .suspended }
        if let tag = spec.trigger.manual { return .manual(tag: tag) }
        return spec.effectiveSchedule == nil ? .waitsForTag : .scheduled
    }
}
