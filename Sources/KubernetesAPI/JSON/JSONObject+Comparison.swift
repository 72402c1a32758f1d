// MARK: - Comparison

extension JSONObject {
    /// True if both stand in documents, in the same bytes; if not, the two may be equal all the same.
    func isWritten(like other: JSONObject) -> Bool {
        guard case (.read(let view), .read(let other)) = (storage, other.storage) else { return false }
        return view.isWritten(like: other)
    }
}

extension JSONObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        if case (.read(let view), .read(let other)) = (left.storage, right.storage) {
            return view.isEqual(to: other)
        }
        guard left.count == right.count else { return false }
        for (member, other) in zip(left, right) {
            guard member.name == other.name else { return sameUnordered(left.members, right.members) }
            guard member.value == other.value else { return false }
        }
        return true
    }

    private static func sameUnordered(_ left: [Member], _ right: [Member]) -> Bool {
        guard left.count > scanLimit else {
            return left.allSatisfy { member in right.contains { $0.name == member.name && $0.value == member.value } }
        }
        let index = Dictionary(right.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return left.allSatisfy { index[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not matter: names only, combined by a commutative sum.
        hasher.combine(reduce(0) { $0 &+ $1.name.hashValue })
    }
}
