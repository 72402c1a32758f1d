import KubernetesAPI

/// The failed runs since the last success, and why the last of them failed.
struct FailureRow {
    private let count: Int64
    private let last: String?

    /// A row of failures.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - last: why the last one failed, if that is news.
    ///   - status: the status that knows it otherwise.
    init(_ count: Int64, last: String?, before status: MaintenanceStatus) {
        self.count = count
        self.last = last ?? Self.told(in: status)
    }

    /// Whether maintenance is healthy; the schedule's events are gone after an hour, and why it fails stands here.
    var condition: ConditionFacts {
        let isHealthy = count < Planner.failureLimit
        return ConditionFacts(
            type: Self.type,
            isTrue: isHealthy,
            reason: isHealthy ? "OperatingNormally" : "ExcessiveFailures",
            message: message
        )
    }

    private static let type = "MaintenanceHealthy"

    private static let link = " in a row, the last: "

    private var message: String {
        guard count > 0 else { return "" }
        let failures = count == 1 ? "1 failure" : "\(count) failures"
        return last.map { "\(failures)\(Self.link)\($0)" } ?? "\(failures) in a row"
    }

    private static func told(in status: MaintenanceStatus) -> String? {
        let message = status.condition(type)?["message"]?.string
        return message.flatMap { text in text.firstRange(of: link).map { String(text[$0.upperBound...]) } }
    }
}
