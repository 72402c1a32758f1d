import KubernetesAPI

/// The retired `maintenanceIntervalDays`: how many days lie between two runs.
enum MaintenanceInterval: Hashable {
    /// 0 days: no maintenance.
    case off
    /// A schedule in its place, and how it differs if it does.
    case schedule(String, difference: String?)

    /// What a number of days means; nil of anything else.
    ///
    /// The old system made of 1, 7, 30 and 31 the schedules that it gives here, and of any other number a daily run
    /// (`getMaintenanceSchedule` of its mover). Here another number of days is kept as well as a schedule can, never
    /// more seldom than asked for but by the length of a month.
    init?(_ value: JSONValue) {
        guard let days = value.int64, days >= 0 else { return nil }
        switch days {
        case 0: self = .off
        case 1: self = .schedule("0 2 * * *", difference: nil)
        case 7: self = .schedule("0 2 * * 0", difference: nil)
        case 2...29: self = .schedule("0 2 */\(days) * *", difference: "which counts anew each month")
        case 30, 31: self = .schedule("0 2 1 * *", difference: nil)
        default: self = .schedule("0 2 1 * *", difference: "once a month")
        }
    }
}
