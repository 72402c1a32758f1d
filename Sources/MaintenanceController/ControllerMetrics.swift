package import CronSchedule
package import KopiaMaintenance
package import KubernetesClient
package import Telemetry

/// The metrics of the controller: its own work, and the maintenance of every object.
package final class ControllerMetrics: Sendable {
    private let results: MetricFamily<Counter>
    private let duration: Histogram
    private let requests: MetricFamily<Counter>
    private let requestDuration: MetricFamily<Histogram>
    private let maintenance: MaintenanceMetrics

    /// Registers everything.
    ///
    /// - Parameters:
    ///   - registry: where.
    ///   - zone: the zone in which schedules are meant.
    package init(_ registry: MetricsRegistry, zone: any ZoneOffsets) {
        results = registry.counters(
            "kopia_maintenance_controller_reconciles_total",
            help: "Looks at objects, by result.",
            labels: ["result"]
        )
        for result in ["success", "conflict", "error"] { _ = results.child(result) }
        duration = registry.histogram(
            "kopia_maintenance_controller_reconcile_duration_seconds",
            help: "Time of one look at an object."
        )
        requests = registry.counters(
            "rest_client_requests_total",
            help: "Requests to the API server, by HTTP method and status; <error> where no answer came.",
            labels: ["code", "method"]
        )
        requestDuration = registry.histograms(
            "rest_client_request_duration_seconds",
            help: "Time from a request to the head of its answer, by what was asked for.",
            labels: ["verb"]
        )
        maintenance = MaintenanceMetrics(registry, zone: zone)
    }

    /// Counts a look at an object.
    package func reconciled(_ result: String, in time: Duration) {
        results.child(result).increment()
        duration.observe(time)
    }

    /// Counts a request to the API server, under the names that controllers in Go use (client-go `metrics`).
    package func requested(_ request: RequestObservation) {
        requests.child(request.status.map { "\($0)" } ?? "<error>", request.verb.method).increment()
        requestDuration.child(request.verb.rawValue).observe(request.duration)
    }

    /// Counts a run that has just ended.
    package func jobChanged(_ change: StoreChange, of key: ObjectKey) { maintenance.jobChanged(change, of: key) }

    /// Counts what was done for an object; `wasThere` if what was applied existed before.
    package func did(_ action: Action, for key: ObjectKey, wasThere: Bool) {
        maintenance.did(action, for: key, wasThere: wasThere)
    }

    /// Brings the series of an object up to its status, or ends them with it.
    package func maintenanceChanged(_ change: StoreChange) { maintenance.maintenanceChanged(change) }
}
