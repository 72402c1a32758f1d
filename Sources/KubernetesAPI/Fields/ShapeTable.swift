/// A ``Shape`` laid out flat, to be held against what stands in a document: no reference is followed, no value made.
package struct ShapeTable: Sendable {
    /// One shape; a shape inside it is told by its place in the list.
    private enum Node {
        case any
        case string
        case boolean
        case int32
        case int64
        case quantity
        case array(element: Int)
        case map(element: Int)
        /// Where its fields are listed.
        case object(fields: Range<Int>)
    }

    private var nodes: [Node] = []
    /// The fields of all objects: the number of the name, and the place of the shape.
    private var fields: [(name: Int, node: Int)] = []
    /// Every name that is a field's somewhere.
    private let names: NameTable

    /// Lays out a shape.
    package init(_ shape: Shape) {
        var found: Set<String> = []
        shape.collectNames(into: &found)
        let sorted = found.sorted()
        names = NameTable(sorted)
        let numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        _ = append(shape, numbers)
    }

    private mutating func append(_ shape: Shape, _ numbers: [String: Int]) -> Int {
        let place = nodes.count
        nodes.append(.any)
        switch shape {
        case .any: break
        case .string: nodes[place] = .string
        case .boolean: nodes[place] = .boolean
        case .int32: nodes[place] = .int32
        case .int64: nodes[place] = .int64
        case .quantity: nodes[place] = .quantity
        case .array(let element): nodes[place] = .array(element: append(element, numbers))
        case .map(let element): nodes[place] = .map(element: append(element, numbers))
        case .object(let fields):
            let inside = fields.compactMap { field in
                numbers[field.key].map { (name: $0, node: append(field.value, numbers)) }
            }
            nodes[place] = .object(fields: self.fields.count..<self.fields.count + inside.count)
            self.fields += inside
        }
        return place
    }
}

// MARK: - Holding it against a document

extension ShapeTable {
    /// True if the field has the right types throughout, and nothing inside it that the shape has not.
    package func fits(_ field: DecodedField) -> Bool {
        field.look { text, index in accepts(text, index, othersToo: false) }
    }

    /// True if nothing in a value has the wrong type, whatever else it has; nil if that is not to be seen because the
    /// value stands in no document.
    package func takes(_ value: JSONValue) -> Bool? {
        value.object?.view.map { view in
            view.document.withTokenText { text in accepts(text, view.index, othersToo: true) }
        }
    }

    private func accepts(_ text: JSONTokenText, _ index: Int, othersToo: Bool) -> Bool {
        nodes.withUnsafeBufferPointer { nodes in
            ShapeMatch(nodes: nodes, fields: fields, names: names, text: text, othersToo: othersToo)
                .accepts(0, index)
        }
    }

    /// A shape held against a document; both lie still meanwhile.
    private struct ShapeMatch {
        let nodes: UnsafeBufferPointer<Node>
        let fields: [(name: Int, node: Int)]
        let names: NameTable
        let text: JSONTokenText
        /// True if an object may have fields that its shape has not.
        let othersToo: Bool

        /// Goes as deep as the shape, which is finite.
        func accepts(_ node: Int, _ index: Int) -> Bool {
            let token = text.tokens[index]
            let kind = token.kind
            if kind == .null { return true }
            switch nodes[node] {
            case .any: return true
            case .string: return kind == .string
            case .boolean: return kind == .true || kind == .false
            case .int32: return kind == .number && text.int64(of: token).flatMap(Int32.init(exactly:)) != nil
            case .int64: return kind == .number && text.int64(of: token) != nil
            case .quantity: return kind == .string || kind == .number && text.int64(of: token) != nil
            case .array(let element): return kind == .array && acceptsElements(element, index)
            case .map(let element): return kind == .object && acceptsEntries(element, index)
            case .object(let fields): return kind == .object && acceptsFields(fields, index)
            }
        }

        /// An element of a list cannot be absent, so `null` is of the wrong type there.
        private func acceptsElements(_ node: Int, _ list: Int) -> Bool {
            let end = text.tokens[list].next
            var index = list + 1
            while index < end {
                if text.tokens[index].kind == .null {
                    guard case .any = nodes[node] else { return false }
                }
                guard accepts(node, index) else { return false }
                index = text.tokens[index].next
            }
            return true
        }

        private func acceptsEntries(_ node: Int, _ map: Int) -> Bool {
            let end = text.tokens[map].next
            var index = map + 1
            while index < end {
                guard accepts(node, index + 1) else { return false }
                index = text.tokens[index + 1].next
            }
            return true
        }

        private func acceptsFields(_ list: Range<Int>, _ object: Int) -> Bool {
            let end = text.tokens[object].next
            var index = object + 1
            while index < end {
                if let node = node(of: index, among: list) {
                    guard accepts(node, index + 1) else { return false }
                } else {
                    guard othersToo else { return false }
                }
                index = text.tokens[index + 1].next
            }
            return true
        }

        /// The shape of the field whose name stands there; nil if the object has none of that name.
        private func node(of name: Int, among list: Range<Int>) -> Int? {
            guard let number = text.withCharacters(of: name, { names.number(of: $0.span) }) else { return nil }
            for index in list where fields[index].name == number { return fields[index].node }
            return nil
        }
    }
}

extension Shape {
    /// Goes as deep as the shape, which is finite.
    fileprivate func collectNames(into names: inout Set<String>) {
        switch self {
        case .string, .boolean, .int32, .int64, .quantity, .any: break
        case .array(let element), .map(let element): element.collectNames(into: &names)
        case .object(let fields):
            for (name, shape) in fields {
                names.insert(name)
                shape.collectNames(into: &names)
            }
        }
    }
}
