import KubernetesAPI

/// Where a value and the values inside it stand in their file.
struct SourceMap: Sendable {
    /// What is inside the value.
    enum Content: Sendable {
        case scalar
        case elements([SourceMap])
        case members([String: Member])
    }

    /// A member of an object: where its name stands, and its value.
    struct Member: Sendable {
        let name: SourcePosition
        let value: SourceMap
    }

    let position: SourcePosition
    let content: Content

    /// The place of the value at a path; where there is none, that of the name (or list element) of the nearest value
    /// around it that exists.
    func position(of path: FieldPath) -> SourcePosition {
        var current = self
        var anchor = position
        for segment in path.segments {
            switch (segment, current.content) {
            case (.name(let name), .members(let members)), (.key(let name), .members(let members)):
                guard let member = members[name] else { return anchor }
                anchor = member.name
                current = member.value
            case (.index(let index), .elements(let elements)) where elements.indices.contains(index):
                anchor = elements[index].position
                current = elements[index]
            default: return anchor
            }
        }
        return current.position
    }
}
