import KubernetesAPI
import Logging
import Synchronization

/// Writes events (`events.k8s.io/v1`), without ever holding up whoever records one.
///
/// Events are for people and come without a promise: one that cannot be written is logged and forgotten.
package final class EventRecorder: Sendable {
    /// So many writes wait for the API server at most; what comes then is dropped.
    private static let backlogLimit = 1000

    private struct State: Sendable {
        var aggregator = EventAggregator()
        var backlog: [EventAggregator.Write] = []
        var overflowed = 0
    }

    private let client: APIClient
    private let controller: String
    private let instance: String
    private let state = Mutex(State())
    private let wake = WakeSignal()

    /// A recorder; nothing is written until ``run()`` runs.
    ///
    /// - Parameters:
    ///   - client: where events are written.
    ///   - controller: the name of the program, as in `kubernetes.io/kubelet`.
    ///   - instance: which one of its processes.
    package init(client: APIClient, controller: String, instance: String) {
        self.client = client
        self.controller = controller
        self.instance = instance.cut(toBytes: 128)
    }

    /// Records an event.
    package func record(_ event: ClusterEvent) {
        let (now, wallTime) = (time.now(), time.wallTime())
        state.withLock { state in
            let write = state.aggregator.take(event, now: now, wallTime: wallTime) { self.name(for: event.regarding) }
            guard let write else { return }
            if state.backlog.count < Self.backlogLimit { state.backlog.append(write) } else { state.overflowed += 1 }
        }
        wake.signal()
    }

    /// How many events were not written, because an object had too many or the API server was too slow.
    package var droppedCount: Int { state.withLock { $0.aggregator.dropped + $0.overflowed } }

    /// Writes what is recorded, until the task is cancelled; called by one task.
    package func run() async {
        while !Task.isCancelled {
            let now = time.now()
            let (writes, nextFlush) = state.withLock { state in
                let writes = state.backlog + state.aggregator.flush(now: now)
                state.backlog = []
                return (writes, state.aggregator.nextFlush)
            }
            for write in writes where !Task.isCancelled { await perform(write) }
            guard writes.isEmpty else { continue }
            await wake.wait(upTo: nextFlush.map { max($0 - now, .zero) }, time: time)
        }
    }

    private var time: TimeSource { client.connection.time }

    /// The object's name and 64 random bits: unique, and sorted by object.
    private func name(for object: ObjectReference) -> String {
        let suffix = String(client.connection.random.bits(), radix: 16)
        // A name has 253 bytes at most (RFC 1123 subdomain).
        return "\(object.name.prefix(236)).\(String(repeating: "0", count: 16 - suffix.count))\(suffix)"
    }
}

// MARK: - Writing

extension EventRecorder {
    private func perform(_ write: EventAggregator.Write) async {
        do throws(KubernetesError) {
            switch write {
            case .create(let event, let name, let time):
                let namespace = event.regarding.eventNamespace
                _ = try await client.create(.events, namespace: namespace, json(event, name: name, at: time))
            case .update(let name, let namespace, let count, let time):
                let patch: JSONValue = [
                    "series": [
                        "count": .number(JSONNumber(Int64(count))), "lastObservedTime": .string(time.microTime),
                    ]
                ]
                _ = try await client.mergePatch(.events, ObjectKey(namespace: namespace, name: name), patch)
            }
        } catch {
            failed(write, error)
        }
    }

    private func failed(_ write: EventAggregator.Write, _ error: KubernetesError) {
        if case .update(let name, _, _, _) = write { state.withLock { $0.aggregator.forget(name: name) } }
        switch error.disposition {
        // The event has expired, its namespace is going away, or nobody wants to know: nothing to tell.
        case .notFound, .namespaceTerminating, .cancelled: return
        default:
            client.connection.logger.info("an event cannot be written", metadata: ["error": "\(error)"])
        }
    }

    private func json(_ event: ClusterEvent, name: String, at time: WallTime) -> JSONValue {
        [
            "apiVersion": .string(APIResource.events.apiVersion), "kind": .string(APIResource.events.kind),
            "metadata": ["name": .string(name), "namespace": .string(event.regarding.eventNamespace)],
            "eventTime": .string(time.microTime),
            "reportingController": .string(controller), "reportingInstance": .string(instance),
            "type": .string(event.kind.rawValue), "reason": .string(event.reason), "action": .string(event.action),
            "regarding": event.regarding.json, "note": .string(event.note),
        ]
    }
}
