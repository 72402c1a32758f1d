import KubernetesAPI

/// Decides whether an object must be applied, without knowing any of its fields.
///
/// What was applied last is remembered by its hash, which shows every change of the wish, removals included. That the
/// object still holds what was wished is seen by containment: the API server and admission policies may add to it.
enum DesiredState {
    /// On every object that is applied: the hash of what was applied.
    static let hashAnnotation = "volsync.backube/applied-hash"

    /// What makes the object as wished; nothing if the one that exists is.
    ///
    /// - Parameters:
    ///   - desired: the wish, of one of the owned kinds.
    ///   - existing: the object of its name, with long texts abbreviated or not.
    /// - Returns: the actions, in their order.
    static func actions(for desired: JSONValue, onto existing: JSONValue?) -> [Action] {
        let wish = desired.annotated(hashAnnotation, hash(of: desired))
        guard !isMet(wish, by: existing) else { return [] }
        let metadata = ObjectMetadata(existing?["metadata"])
        let isNews = existing != nil && metadata.annotation(hashAnnotation) == nil
        return [isNews ? adoption(of: metadata, kind: desired["kind"]) : nil, .apply(wish)].compactMap(\.self)
    }

    /// What tells a wish from every other.
    ///
    /// Of the abbreviated wish: the digest of a script stands for it, and is known already.
    static func hash(of desired: JSONValue) -> String {
        String(SHA256.hexDigest(of: desired.withShortTexts.jsonBytes).prefix(16))
    }

    /// True if an object is what a wish says, the annotation with the wish's hash included.
    static func isMet(_ wish: JSONValue, by existing: JSONValue?) -> Bool {
        existing.map { isContained(known(wish, ObjectMetadata($0["metadata"])), in: $0) } ?? false
    }

    /// An object that was never applied has been written by somebody else; its fields are to be ours first.
    private static func adoption(of metadata: ObjectMetadata, kind: JSONValue?) -> Action? {
        kind?.string.flatMap(OwnedKind.init(rawValue:)).map {
            .adopt(kind: $0, name: metadata.name ?? "", uid: metadata.uid ?? "")
        }
    }

    /// The wish without the fields that the API server has refused to know.
    private static func known(_ desired: JSONValue, _ existing: ObjectMetadata) -> JSONValue {
        guard let refusal = existing.annotation(Application.refusalAnnotation) else { return desired }
        return Application(desired).accepting(refusal: refusal)?.object ?? desired
    }

    /// Fields that an API server drops while one of its feature gates is off (``FeatureGate``).
    ///
    /// Where they are missing nothing is wrong, and applying them again would go on for ever.
    private static let droppable: Set<String> = ["claims", "seLinuxChangePolicy", "supplementalGroupsPolicy"]

    /// What such a server says in place of any other `procMount`.
    private static let droppedProcMount = JSONValue.string("Default")

    /// True if everything that `part` says is also said by `whole`, but for what the API server may have dropped.
    static func isContained(_ part: JSONValue, in whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (.object(let part), .object(let whole)):
            part.members.allSatisfy { member in
                guard let other = whole[member.name] else {
                    return member.value.isEmptyOrNull || droppable.contains(member.name)
                }
                if member.name == "procMount", other == droppedProcMount { return true }
                return isContained(member.value, in: other)
            }
        case (.array(let part), .array(let whole)): isSubsequence(part[...], of: whole[...])
        default: part == whole || sameText(part, whole) || sameQuantity(part, whole)
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

    /// A long text may be known by its digest only.
    private static func sameText(_ part: JSONValue, _ whole: JSONValue) -> Bool {
        guard let digest = part.string.flatMap(AbbreviatedText.digest) else { return false }
        return whole.string == digest
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
