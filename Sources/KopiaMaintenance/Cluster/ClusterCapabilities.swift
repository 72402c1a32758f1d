/// What is known of the cluster whose API server judges what is made of an object: its release and its feature gates.
///
/// What is not known is judged by the kinder rule: what some API server of a supported release would take is admitted,
/// with a warning that says which would not.
package struct ClusterCapabilities: Hashable, Sendable {
    /// Whether a gate is on.
    package enum GateState: Sendable {
        case on
        case off
        /// On in some of the clusters that this may be.
        case unknown
    }

    /// A bit for each gate that is on, and for each that is off, in some of the clusters that this may be.
    private let mayBeOn: UInt8
    private let mayBeOff: UInt8
    private let told: String

    /// Settings of gates with which no API server of the release would start; each such gate is taken as it is by default.
    package let contradictions: [FeatureGateContradiction]

    /// Any cluster of a supported release.
    package static let unknown = ClusterCapabilities(
        versions: KubernetesVersion.allSupported,
        gates: nil,
        told: "any supported Kubernetes, whatever its feature gates"
    )

    /// The cluster of that release, with those gates.
    ///
    /// - Parameters:
    ///   - version: its release; nil if that is not known. One that is not supported is taken for the nearest.
    ///   - gates: its gates, where those that are not set have their default; nil if nothing is known of them.
    package init(version: KubernetesVersion?, gates: FeatureGateSettings?) {
        let versions = version.map { [$0.nearestSupported] } ?? KubernetesVersion.allSupported
        let release = version.map { "Kubernetes \($0)" } ?? "any supported Kubernetes"
        let told = release + (gates == nil ? ", whatever its feature gates" : ", with the feature gates that are told")
        self.init(versions: versions, gates: gates, told: told)
    }

    private init(versions: [KubernetesVersion], gates: FeatureGateSettings?, told: String) {
        var (on, off) = (UInt8(0), UInt8(0))
        var contradictions: [FeatureGateContradiction] = []
        for gate in FeatureGate.allCases {
            var states = versions.flatMap { Self.states(of: gate, in: $0, gates) }
            if states.isEmpty {
                contradictions.append(FeatureGateContradiction(gate: gate))
                states = versions.map { gate.stage(in: $0)?.isOnByDefault ?? false }
            }
            if states.contains(true) { on |= gate.bit }
            if states.contains(false) { off |= gate.bit }
        }
        (mayBeOn, mayBeOff, self.told, self.contradictions) = (on, off, told, contradictions)
    }

    /// What a gate can be in a release; nothing if the settings are such as its API server refuses.
    private static func states(
        of gate: FeatureGate,
        in version: KubernetesVersion,
        _ gates: FeatureGateSettings?
    ) -> [Bool] {
        let stage = gate.stage(in: version)
        guard let gates else {
            guard let stage else { return [false] }
            return stage.isLocked ? [stage.isOnByDefault] : [true, false]
        }
        let value = gates.value(of: gate, at: stage)
        guard let stage else { return value == nil ? [false] : [] }
        guard let value else { return [stage.isOnByDefault] }
        return stage.isLocked && value != stage.isOnByDefault ? [] : [value]
    }

    /// Whether a gate is on.
    package func state(of gate: FeatureGate) -> GateState {
        guard mayBeOn & gate.bit != 0 else { return .off }
        return mayBeOff & gate.bit == 0 ? .on : .unknown
    }
}

extension FeatureGate {
    fileprivate var bit: UInt8 {
        switch self {
        case .dynamicResourceAllocation: 1
        case .procMountType: 1 << 1
        case .seLinuxChangePolicy: 1 << 2
        case .seLinuxMount: 1 << 3
        case .supplementalGroupsPolicy: 1 << 4
        case .taintTolerationComparisonOperators: 1 << 5
        }
    }
}

extension ClusterCapabilities: CustomStringConvertible {
    /// What was told, for the log of a program.
    package var description: String { told }
}

/// A setting of a gate with which no API server of the release would start.
package struct FeatureGateContradiction: Error, Hashable, CustomStringConvertible {
    let gate: FeatureGate

    package var description: String {
        if let locked = gate.lockedSince { return "\(gate.rawValue) cannot be changed from Kubernetes \(locked) on" }
        return "\(gate.rawValue) is a feature gate that the release does not have"
    }
}
