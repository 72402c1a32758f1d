/// How many finished Jobs of a CronJob Kubernetes must keep, whatever the history limits of the object say.
///
/// Kubernetes deletes beyond the limits of the CronJob at once, whether anybody has seen how the Job ended or not. So
/// the CronJob has at least these, and the controller keeps the object's own limits, once the outcome is in the status.
enum UnaccountedJobs {
    /// A schedule that fails every hour of a long weekend leaves 96; Kubernetes deletes what is older.
    static let failures: Int64 = 100

    /// The last success says all: when maintenance last succeeded, and which failures it ended.
    ///
    /// Kubernetes keeps the one that began last. Another ends after it only where somebody has made Jobs by hand that run at
    /// once; of that the CronJob's `lastSuccessfulTime` tells.
    static let successes: Int64 = 1
}
