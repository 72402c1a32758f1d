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

    /// The name of the field in the object that holds it.
    var name: String { filling.lastStep }

    /// The fields of `spec` whose default depends on nothing else.
    static let independent: [DefaultedField] = [
        .enabled, .suspend, .successfulJobsHistoryLimit, .failedJobsHistoryLimit, .activeDeadlineSeconds, .resources,
        .podSecurityContext, .containerSecurityContext,
    ]
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
        var text = ""
        for field in DefaultedField.allCases where has(field) {
            if !text.isEmpty { text += "," }
            text += field.filling.name
        }
        return text
    }
}
