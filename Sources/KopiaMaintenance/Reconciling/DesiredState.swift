import KubernetesAPI

/// Decides whether an object must be applied, without knowing any of its fields.
///
/// What was applied last is remembered by its hash, which shows every change of the wish, removals included. That the
/// object still holds what was wished is seen by containment: the API server and admission policies may add to it.
enum DesiredState {
    /// On every object that is applied: the hash of what was applied.
    static let hashAnnotation = "volsync.backube/applied-hash"

    /// The object to apply, or nil if the one that exists is as wished.
    static func application(of desired: JSONValue, onto existing: JSONValue?) -> JSONValue? {
        let hash = String(SHA256.hexDigest(of: desired.jsonBytes).prefix(16))
        if let existing, ObjectMetadata(existing["metadata"]).annotation(hashAnnotation) == hash,
            isContained(desired, in: existing)
        {
            return nil
        }
        return desired.annotated(hashAnnotation, hash)
    }

    /// True if everything that `part` says is also said by `whole`.
    static func isContained(_ part: JSONValue, in whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (.object(let part), .object(let whole)):
            part.members.allSatisfy { member in
                guard let other = whole[member.name] else { return member.value.isEmptyOrNull }
                return isContained(member.value, in: other)
            }
        case (.array(let part), .array(let whole)): isSubsequence(part[...], of: whole[...])
        default: part == whole || sameQuantity(part, whole)
        }
    }

    /// Lists may gain elements, as volumes do by policies, but keep the order of ours.
    private static func isSubsequence(_ part: ArraySlice<JSONValue>, of whole: ArraySlice<JSONValue>) -> Bool {
        var rest = whole
        for element in part {
            guard let index = rest.firstIndex(where: { isContained(element, in: $0) }) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }

    /// The API server writes quantities its own way: `1024Mi` becomes `1Gi`, `0.5` becomes `500m`.
    private static func sameQuantity(_ part: JSONValue, _ whole: JSONValue) -> Bool {
        guard let left = part.quantityText.flatMap({ Quantity($0) }),
            let right = whole.quantityText.flatMap({ Quantity($0) })
        else { return false }
        return left == right
    }
}

extension JSONValue {
    /// Empty lists and maps are often not stored at all.
    fileprivate var isEmptyOrNull: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.members.allSatisfy { $0.value.isEmptyOrNull }
        default: false
        }
    }

    /// The object with an annotation more.
    func annotated(_ key: String, _ value: String) -> JSONValue {
        guard var object = object else { return self }
        var metadata = object["metadata"]?.object ?? JSONObject()
        var annotations = metadata["annotations"]?.object ?? JSONObject()
        annotations[key] = .string(value)
        metadata["annotations"] = .object(annotations)
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
