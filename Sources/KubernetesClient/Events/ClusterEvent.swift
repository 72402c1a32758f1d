/// Something that happened to an object, for whoever looks at it with kubectl.
package struct ClusterEvent: Hashable, Sendable {
    /// Whether it is good or bad news.
    package enum Kind: String, Hashable, Sendable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// The limits of `events.k8s.io/v1` (`k8s.io/kubernetes/pkg/apis/core/validation/events.go`).
    private enum Limit {
        static let note = 1024
        static let reason = 128
        static let action = 128
    }

    /// What it is about.
    package let regarding: ObjectReference
    /// Whether it is good or bad news.
    package let kind: Kind
    /// Why, in CamelCase, for machines.
    package let reason: String
    /// What was done, in CamelCase, for machines.
    package let action: String
    /// What happened, for people.
    package let note: String

    /// An event of these parts; texts that are longer than the API takes are cut.
    package init(regarding: ObjectReference, kind: Kind, reason: String, action: String, note: String) {
        self.regarding = regarding
        self.kind = kind
        self.reason = reason.cut(toBytes: Limit.reason)
        self.action = action.cut(toBytes: Limit.action)
        self.note = note.cut(toBytes: Limit.note)
    }
}

extension String {
    /// The text, or as much of its beginning as fits with an ellipsis after it.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let ellipsis = "…"
        var bytes = 0
        let kept = prefix { character in
            bytes += character.utf8.count
            return bytes <= limit - ellipsis.utf8.count
        }
        return kept + ellipsis
    }
}
