import KubernetesAPI

/// A field where it is written: the mapping around it, and which member of that it is.
struct FieldPlace {
    let members: [SyntaxMember]
    let index: Int
    let isFlow: Bool
    /// The bytes of the mapping.
    let mapping: Range<Int>
    /// The bytes of the name of the field around the mapping.
    let outer: Range<Int>?

    var member: SyntaxMember { members[index] }
}

extension SyntaxNode {
    /// Why a path leads to no field that is written in its own place, and where it ends.
    struct Detour: Error {
        let offset: Int
    }

    /// The field at a path.
    func place(of path: FieldPath) throws(Detour) -> FieldPlace {
        let segments = path.segments
        var node = self
        var outer: Range<Int>?
        for (step, segment) in segments.enumerated() {
            switch (segment, node.content) {
            case (.name(let name), .mapping(let members, let isFlow)),
                (.key(let name), .mapping(let members, let isFlow)):
                guard let index = members.firstIndex(where: { $0.name == name }) else {
                    throw Detour(offset: node.range.lowerBound)
                }
                if step == segments.count - 1 {
                    return FieldPlace(
                        members: members,
                        index: index,
                        isFlow: isFlow,
                        mapping: node.range,
                        outer: outer
                    )
                }
                outer = members[index].key.range
                node = members[index].value
            case (.index(let index), .sequence(let elements)) where elements.indices.contains(index):
                outer = nil
                node = elements[index]
            default: throw Detour(offset: node.range.lowerBound)
            }
        }
        throw Detour(offset: node.range.lowerBound)
    }
}
