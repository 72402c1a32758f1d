import KubernetesAPI

/// Where a value and the values inside it stand in their file.
struct SourceMap: Sendable {
    /// What is inside the value.
    enum Content: Sendable {
        case scalar(DivergentScalar?)
        case elements([SourceMap])
        case members([String: Member])
    }

    /// A member of an object: where its name stands, and its value.
    struct Member: Sendable {
        let name: SourcePosition
        let value: SourceMap
        /// The name, if kubectl's two readers understand it in two ways.
        var divergentName: DivergentScalar?
    }

    let position: SourcePosition
    let content: Content

    /// The place of the value at a path; where there is none, that of the name (or list element) of the nearest value
    /// around it that exists.
    func position(of path: FieldPath) -> SourcePosition {
        let (value, name) = follow(path)
        return value?.position ?? name
    }

    /// The place of the name (or list element) at a path, or of the nearest around it that exists.
    func namePosition(of path: FieldPath) -> SourcePosition { follow(path).name }

    /// Goes along a path: what is at its end, if it gets there, and the last name on the way.
    private func follow(_ path: FieldPath) -> (value: SourceMap?, name: SourcePosition) {
        var current = self
        var name = position
        for segment in path.segments {
            switch (segment, current.content) {
            case (.name(let key), .members(let members)), (.key(let key), .members(let members)):
                guard let member = members[key] else { return (nil, name) }
                (current, name) = (member.value, member.name)
            case (.index(let index), .elements(let elements)) where elements.indices.contains(index):
                (current, name) = (elements[index], elements[index].position)
            default: return (nil, name)
            }
        }
        return (current, name)
    }
}
