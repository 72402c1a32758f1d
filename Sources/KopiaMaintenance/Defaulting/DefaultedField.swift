import KubernetesAPI

/// A place in `spec` that defaulting fills; in field order.
enum DefaultedField: Int, CaseIterable, Sendable {
    case customCAKey
    case schedule
    case enabled
    case suspend
    case successfulJobsHistoryLimit
    case failedJobsHistoryLimit
    case activeDeadlineSeconds
    case resources
    case podSecurityContext
    case containerSecurityContext
    case cacheCapacity
    case cacheAccessModes

    /// The names that lead there from `spec`.
    var steps: [String] {
        switch self {
        case .customCAKey: ["repository", "customCA", "key"]
        case .schedule: ["trigger", "schedule"]
        default: ["\(self)"]
        }
    }

    /// What is written there, and where.
    var filling: Default { Defaults.table[rawValue] }
}

/// A set of places that defaulting fills.
struct DefaultedFields: OptionSet, Sendable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ field: DefaultedField) { rawValue = 1 << UInt16(field.rawValue) }

    func has(_ field: DefaultedField) -> Bool { contains(DefaultedFields(field)) }

    mutating func insert(_ field: DefaultedField) { insert(DefaultedFields(field)) }

    mutating func remove(_ field: DefaultedField) { remove(DefaultedFields(field)) }
}

extension DefaultedFields: CustomStringConvertible {
    /// Reads what ``description`` wrote; a name that this release does not know says nothing to it.
    init(_ text: String) {
        self.init()
        for name in text.split(separator: ",") {
            if let field = DefaultedField.allCases.first(where: { $0.filling.name == name }) { insert(field) }
        }
    }

    /// The names of the fields, from `spec` down, in field order: `trigger.schedule,enabled`.
    var description: String {
        let (low, high) = (Self.low[Int(rawValue & 63)], Self.high[Int(rawValue >> 6) & 63])
        return low.isEmpty || high.isEmpty ? low + high : "\(low),\(high)"
    }

    // Each create has this text made, so it is put together from halves.
    private static let low = (0..<64).map { names(of: DefaultedFields(rawValue: $0)) }
    private static let high = (0..<64).map { names(of: DefaultedFields(rawValue: $0 << 6)) }

    private static func names(of fields: DefaultedFields) -> String {
        DefaultedField.allCases.filter(fields.has).map(\.filling.name).joined(separator: ",")
    }
}
