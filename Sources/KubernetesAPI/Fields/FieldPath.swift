/// The place of a value in an object, written as Kubernetes writes it: `spec.tolerations[0].key`,
/// `spec.nodeSelector[zone]`.
///
/// After `k8s.io/apimachinery/pkg/util/validation/field.Path`: each path knows its parent, so going one level down costs
/// one small allocation however deep it is.
package struct FieldPath: Sendable {
    /// One step from a value to a value inside it.
    package enum Segment: Hashable, Sendable {
        /// A field of an object.
        case name(String)
        /// An element of a list.
        case index(Int)
        /// An entry of a map, whose keys the user chose.
        case key(String)

        /// Names are compared byte for byte.
        package static func == (left: Self, right: Self) -> Bool {
            switch (left, right) {
            case (.index(let one), .index(let other)): one == other
            case (.name(let one), .name(let other)), (.key(let one), .key(let other)):
                ExactText(one) == ExactText(other)
            default: false
            }
        }

        package func hash(into hasher: inout Hasher) {
            switch self {
            case .index(let index): hasher.combine(index)
            case .name(let name), .key(let name):
                hasher.combine(ExactText(name))
            }
        }
    }

    private final class Node: Sendable {
        let parent: Node?
        let segment: Segment

        init(parent: Node?, segment: Segment) {
            self.parent = parent
            self.segment = segment
        }

        /// Two paths that came from one have their beginning in common.
        static func areEqual(_ left: Node, _ right: Node) -> Bool {
            var (left, right) = (left, right)
            while left !== right {
                guard left.segment == right.segment else { return false }
                switch (left.parent, right.parent) {
                case (nil, nil): return true
                case (let one?, let other?): (left, right) = (one, other)
                default: return false
                }
            }
            return true
        }

        /// From the end up.
        func hash(into hasher: inout Hasher) {
            var node = self
            hasher.combine(node.segment)
            while let parent = node.parent {
                hasher.combine(parent.segment)
                node = parent
            }
        }

        /// Goes as deep as the object nests, which the JSON parser bounds.
        func write(to text: inout [UInt8]) {
            parent?.write(to: &text)
            switch segment {
            case .name(let name):
                if parent != nil { text.append(UInt8(ascii: ".")) }
                text += name.utf8
            case .index(let index): text += "[\(index)]".utf8
            case .key(let key):
                text.append(UInt8(ascii: "["))
                text += key.utf8
                text.append(UInt8(ascii: "]"))
            }
        }
    }

    private let node: Node

    private init(_ node: Node) { self.node = node }

    private init(_ parent: Node?, _ segment: Segment) { node = Node(parent: parent, segment: segment) }

    /// The path of a field of the whole object.
    package init(_ name: String) { self.init(nil, .name(name)) }

    /// The path of a field of the object at this path.
    package func field(_ name: String) -> FieldPath { FieldPath(node, .name(name)) }

    /// The path of an element of the list at this path.
    package func index(_ index: Int) -> FieldPath { FieldPath(node, .index(index)) }

    /// The path of an entry of the map at this path.
    package func key(_ key: String) -> FieldPath { FieldPath(node, .key(key)) }

    /// Most paths are shorter.
    package static let usualLength = 48

    /// Appends the path to a text.
    package func write(to text: inout [UInt8]) { node.write(to: &text) }

    /// The path one level up; nil at the root.
    package var parent: FieldPath? { node.parent.map(FieldPath.init) }

    /// The steps from the object's root.
    package var segments: [Segment] {
        var reversed: [Segment] = []
        var current: Node? = node
        while let step = current {
            reversed.append(step.segment)
            current = step.parent
        }
        return reversed.reversed()
    }
}

extension FieldPath: Hashable, CustomStringConvertible {
    package static func == (left: Self, right: Self) -> Bool { Node.areEqual(left.node, right.node) }

    package func hash(into hasher: inout Hasher) { node.hash(into: &hasher) }

    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(Self.usualLength)
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

extension JSONValue {
    /// The value at a path from here; nil where the path leads nowhere.
    package func value(at path: FieldPath) -> JSONValue? {
        var current = self
        for segment in path.segments {
            switch segment {
            case .name(let name), .key(let name):
                guard let next = current[name] else { return nil }
                current = next
            case .index(let index):
                guard let elements = current.array, elements.indices.contains(index) else { return nil }
                current = elements[index]
            }
        }
        return current
    }
}
