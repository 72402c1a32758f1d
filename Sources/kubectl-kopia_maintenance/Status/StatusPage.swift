import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TimeZoneDatabase

/// A page about one object, for whoever is called because of it.
struct StatusPage {
    private let details: MaintenanceDetails
    private let surface: Surface
    private let now: Int64
    private(set) var lines: [String] = []

    /// So many runs and events are told; the rest is older than anybody's question.
    private static let toldRuns = 5
    private static let toldEvents = 5
    private static let toldStarts = 3

    /// How wide the names of fields are.
    private static let indentation = 14

    init(_ details: MaintenanceDetails, on surface: Surface, now: Int64) {
        self.details = details
        self.surface = surface
        self.now = now
        head()
        fields()
        conditions()
        runUnderWay()
        lastRuns()
        nextRuns()
        events()
        if !details.gaps.isEmpty { section("Not shown", details.gaps.map { ($0, .faint) }) }
    }

    private var summary: MaintenanceSummary { details.summary }

    private mutating func head() {
        let state = surface.styled(summary.state.word, summary.state.style)
        lines.append("\(surface.styled(summary.key.description, .heading))  \(state)")
        let remedy = summary.state.word == "pending" ? Self.silence : nil
        if let remedy { lines += indented(remedy, by: 2) }
    }

    private static let silence =
        "the controller has not looked at it, or not since its last change: "
        + "is it running? kubectl get deployments -A -l app.kubernetes.io/name=kopia-maintenance"

    private mutating func field(_ name: String, _ value: String, _ style: TextStyle = .plain) {
        let text = surface.width.map { value.printable.wrapped(to: $0 - Self.indentation) } ?? [value.printable]
        for (index, line) in text.enumerated() {
            let start = (index == 0 ? name : "").padded(to: Self.indentation)
            lines.append(start + surface.styled(line, style))
        }
    }

    private mutating func section(_ title: String, _ content: [(text: String, style: TextStyle)]) {
        guard !content.isEmpty else { return }
        lines += ["", surface.styled(title, .heading)]
        for (text, style) in content { lines += indented(text, by: 2).map { surface.styled($0, style) } }
    }

    /// A sentence that says what to do, on one line however long, so that a command in it can be copied.
    private static func advice(_ sentence: String) -> String { "\(arrow) \(sentence)" }

    private static let arrow = "→"

    private mutating func section(_ title: String, _ table: TextTable) {
        guard !table.rows.isEmpty else { return }
        let inner = Surface(width: surface.width.map { $0 - 2 }, height: nil, hasColor: surface.hasColor)
        lines += ["", surface.styled(title, .heading)] + table.lines(on: inner).map { "  \($0)" }
    }

    private func indented(_ text: String, by count: Int) -> [String] {
        let blanks = String(repeating: " ", count: count)
        let limit = text.hasPrefix(Self.arrow) ? nil : surface.width
        let parts = limit.map { text.printable.wrapped(to: $0 - count) } ?? [text.printable]
        return parts.map { blanks + $0 }
    }

    private func when(_ time: Int64) -> String {
        "\(Age.distance(to: time, from: now)) (\(Timestamp.string(fromUnixSeconds: time)))"
    }
}

// MARK: - What it is

extension StatusPage {
    private mutating func fields() {
        field("Repository", "Secret \(summary.repository)")
        field("Trigger", trigger)
        field("Last success", summary.lastSuccess.map(when) ?? "never")
        if let next = summary.next { field("Next", when(next)) }
        let failures = summary.status.maintenanceFailures
        if failures > 0 { field("Failures", "\(failures) of \(Planner.failureLimit) in a row", .notice) }
        field("Cache", cache)
    }

    private var trigger: String {
        guard let schedule = summary.object.spec.effectiveSchedule else { return summary.trigger }
        let zone = zoneName.map { " in \($0)" } ?? ""
        let explanation = (try? CronSchedule(parsing: schedule)).map { ": \($0.explained())" }
        return "\(schedule)\(zone)\(explanation ?? "")"
    }

    private var zoneName: String? { details.cronJob?["spec"]?["timeZone"]?.string }

    private var cache: String {
        guard let name = details.claimName else { return "on the node, for the length of each run" }
        guard let claim = details.claim else {
            return "PersistentVolumeClaim \(name)" + (details.isClaimUnread ? "" : ", which is not there")
        }
        let phase = claim["status"]?["phase"]?.string ?? "unknown"
        let size = claim["status"]?["capacity"]?["storage"] ?? claim["spec"]?["resources"]?["requests"]?["storage"]
        return "PersistentVolumeClaim \(name): \(phase)\(size?.string.map { ", \($0)" } ?? "")"
    }
}

// MARK: - What is wrong

extension StatusPage {
    /// The conditions that are not as one would wish, each with what to do.
    private mutating func conditions() {
        let remedy = Remedy(for: summary.key)
        let all: [(type: String, wish: String)] = [
            ("Ready", "True"), ("MaintenanceHealthy", "True"), ("RepositoryShared", "False"),
            ("CacheAsRequested", "True"),
        ]
        var told: [(String, TextStyle)] = []
        var sentences: [String] = []
        for (type, wish) in all {
            guard let condition = summary.status.condition(type), let reason = condition["reason"]?.string,
                condition["status"]?.string != wish || Self.isWorthTelling(reason)
            else { continue }
            let message = condition["message"]?.string?.oneLine ?? ""
            told.append(("\(reason)\(message.isEmpty ? "" : ": \(message)")", style(of: condition, wish: wish)))
            // Several conditions may tell of one trouble.
            for sentence in remedy.sentences(for: reason, message: message) where !sentences.contains(sentence) {
                sentences.append(sentence)
                told.append((Self.advice(sentence), .plain))
            }
        }
        section("Conditions", told)
    }

    private func style(of condition: JSONValue, wish: String) -> TextStyle {
        if condition["status"]?.string == wish { return .notice }
        return summary.state.style == .busy ? .busy : .bad
    }

    /// Reasons that say that nothing will run though all is as the spec wants it.
    private static func isWorthTelling(_ reason: String) -> Bool {
        ["MaintenanceSuspended", "MaintenanceDisabled", "AwaitingTrigger", "StandingBack"].contains(reason)
    }
}

// MARK: - Runs

extension StatusPage {
    private mutating func runUnderWay() {
        guard let job = summary.run else { return }
        guard job.mayRun else { return section("Run under way", [("Job \(job.name) waits for its turn", .busy)]) }
        let since = job.startedAt.map { " for \(Age.text(now - $0))" } ?? ""
        var told: [(String, TextStyle)] = [("Job \(job.name)\(since)", .busy)]
        if let pod = details.pod(of: job) { told.append((RunProgress.sentence(about: pod), .plain)) }
        section("Run under way", told)
    }

    private mutating func lastRuns() {
        typealias Cell = TextTable.Cell
        let runs = details.runs.prefix(Self.toldRuns)
        let rows = runs.map { run in
            [
                Cell(run.endedAt.map { Age.distance(to: $0, from: now) } ?? "-"),
                Cell(run.duration.map { Age.text($0) } ?? "-"),
                run.succeeded ? Cell("success", .good) : Cell("failed", .bad), Cell(run.cause), Cell(run.job),
                Cell(run.reason),
            ]
        }
        let columns = [
            TextTable.Column("ENDED"), TextTable.Column("TOOK"), TextTable.Column("VERDICT"),
            TextTable.Column("BY"), TextTable.Column("JOB", shrinkingTo: 12),
            TextTable.Column("REASON", shrinkingTo: 12),
        ]
        let start = lines.count
        section("Last runs", TextTable(columns: columns, rows: Array(rows)))
        guard let last = runs.first, !last.succeeded else { return }
        let isCut = lines[start...].contains { $0.contains("…") }
        if isCut { lines += indented("\(last.job): \(last.reason)", by: 2) }
        if let sentence = Remedy.sentence(forFailure: last.reason) { lines += indented(Self.advice(sentence), by: 2) }
    }

    private mutating func nextRuns() {
        guard summary.next != nil, let schedule = summary.object.spec.effectiveSchedule,
            let run = NextRun(of: schedule, cronJob: details.cronJob), let name = zoneName,
            let zone = NamedTimeZone(name)
        else { return }
        var starts: [(String, TextStyle)] = []
        var last = now
        while starts.count < Self.toldStarts, let next = run.unixSeconds(after: last, in: zone) {
            let local = LocalTime(unixSeconds: next, in: zone)
            starts.append(("\(local.weekday) \(local.text)  \(Age.distance(to: next, from: now))", .plain))
            last = next
        }
        section("Next runs, in \(name)", starts)
    }

    private mutating func events() {
        typealias Cell = TextTable.Cell
        let rows = details.events.suffix(Self.toldEvents).map { event in
            [
                Cell(Age.distance(to: EventTime.of(event), from: now)),
                Cell(event["reason"]?.string ?? "", event["type"] == "Warning" ? .notice : .plain),
                Cell((event["note"]?.string ?? "").oneLine),
            ]
        }
        let columns = [
            TextTable.Column("LAST SEEN"), TextTable.Column("EVENT"), TextTable.Column("NOTE", shrinkingTo: 20),
        ]
        section("Events", TextTable(columns: columns, rows: rows))
    }
}
