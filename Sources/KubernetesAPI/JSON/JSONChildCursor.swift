/// Finds what is in the lists and objects of a document, best in the order in which it stands there.
///
/// Of each list or object it remembers the child that was found last, and goes on from it: so a thousand look-ups in a
/// list cost one walk, and no memory. A name that is not there, or stands before the one found last, costs a walk as well
/// where there are few, else an index of the names of that object, once.
struct JSONChildCursor {
    /// A value in a list or object.
    struct Child {
        /// How many values stand before it there.
        let ordinal: Int
        /// The token of the value.
        let token: Int
    }

    /// Of an object with no more tokens the names are looked through once more, which is sooner done than an index.
    private static let fewTokens = 128

    let document: JSONDocument
    private var last: [Int: Child] = [:]
    private var names: [Int: JSONNameIndex] = [:]

    init(_ document: JSONDocument) { self.document = document }

    /// The child of a list or object that is, or has inside, the value of a token.
    mutating func child(of container: Int, holding token: Int) -> Child? {
        let start = last[container].flatMap { $0.token <= token ? $0 : nil }
        return remember(find(in: container, from: start) { document.tokens[$0.token].next > token }, container)
    }

    /// The child of a list or object that so many others stand before.
    mutating func child(of container: Int, at ordinal: Int) -> Child? {
        let start = last[container].flatMap { $0.ordinal <= ordinal ? $0 : nil }
        return remember(find(in: container, from: start) { $0.ordinal == ordinal }, container)
    }

    /// The token of the value that has a name in an object; nil if there is none, or no object.
    mutating func value(in object: Int, named name: String) -> Int? {
        guard document.tokens[object].kind == .object else { return nil }
        var name = name
        return name.withUTF8 { name in
            document.withTokenText { text in
                if names[object] == nil {
                    let ahead = find(in: object, from: last[object]) { text.isCharacters(name, of: $0.token - 1) }
                    if let ahead { return remember(ahead, object)?.token }
                    if document.tokens[object].next - object <= Self.fewTokens {
                        return find(in: object, from: nil) { text.isCharacters(name, of: $0.token - 1) }?.token
                    }
                }
                return index(of: object, in: text).find(name, in: text).map { $0 + 1 }
            }
        }
    }

    private mutating func index(of object: Int, in text: JSONTokenText) -> JSONNameIndex {
        if let index = names[object] { return index }
        let index = JSONNameIndex(ofMembers: object + 1..<text.tokens[object].next, in: text)
        names[object] = index
        return index
    }

    private mutating func remember(_ child: Child?, _ container: Int) -> Child? {
        if let child { last[container] = child }
        return child
    }

    /// The first child from one on that satisfies a condition; from the first one on if none is given.
    private func find(in container: Int, from start: Child?, where isWanted: (Child) -> Bool) -> Child? {
        let tokens = document.tokens
        // In an object the name stands before each value.
        let distance = tokens[container].kind == .object ? 1 : 0
        var (ordinal, token) = start.map { ($0.ordinal, $0.token) } ?? (0, container + 1 + distance)
        while token < tokens[container].next {
            let child = Child(ordinal: ordinal, token: token)
            if isWanted(child) { return child }
            (ordinal, token) = (ordinal + 1, tokens[token].next + distance)
        }
        return nil
    }
}
