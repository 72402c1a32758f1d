package import KubernetesAPI

extension JSONValue {
    /// A container that ended, as the kubelet tells it.
    package static func ended(_ exitCode: Int64, _ reason: String, _ message: String = "") -> JSONValue {
        [
            "terminated": [
                "exitCode": .number(JSONNumber(exitCode)), "reason": .string(reason), "message": .string(message),
            ]
        ]
    }

    /// A container that waits.
    package static func waiting(_ reason: String, _ message: String = "") -> JSONValue {
        ["waiting": ["reason": .string(reason), "message": .string(message)]]
    }

    /// A pod of a maintenance run as the API server has it.
    ///
    /// - Parameters:
    ///   - state: of the container that maintains; nil if the kubelet has not told of it.
    ///   - others: the states of further containers.
    ///   - initial: the states of initial containers.
    ///   - limit: the memory limit of the container that maintains.
    ///   - limits: those of the others.
    ///   - time: when it was made, in unix seconds.
    /// - Returns: the pod.
    package static func pod(
        _ state: JSONValue?,
        others: [(name: String, state: JSONValue)] = [],
        initial: [(name: String, state: JSONValue)] = [],
        limit: String? = nil,
        limits: [String: String] = [:],
        at time: Int64 = 0
    ) -> JSONValue {
        let main = (name: "kopia-maintenance", state: state ?? [:])
        let limits = limits.merging(limit.map { [main.name: $0] } ?? [:]) { $1 }
        func specs(_ containers: [(name: String, state: JSONValue)]) -> JSONValue {
            .array(
                containers.map { container in
                    let spec: JSONValue = ["name": .string(container.name)]
                    return limits[container.name].map {
                        spec.setting(.string($0), at: "resources", "limits", "memory")
                    } ?? spec
                }
            )
        }
        func statuses(_ containers: [(name: String, state: JSONValue)]) -> JSONValue {
            .array(containers.map { ["name": .string($0.name), "state": $0.state] })
        }
        return [
            "metadata": [
                "name": .string("run-\(time)"), "namespace": "ns", "uid": .string("pod-\(time)"),
                "creationTimestamp": .string(Timestamp.string(fromUnixSeconds: time)),
            ],
            "spec": ["initContainers": specs(initial), "containers": specs(others + [main])],
            "status": [
                "phase": "Pending", "initContainerStatuses": statuses(initial),
                "containerStatuses": statuses(others + (state == nil ? [] : [main])),
            ],
        ]
    }
}
