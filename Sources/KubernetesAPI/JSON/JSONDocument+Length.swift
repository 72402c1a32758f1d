extension JSONValue {
    /// How many bytes of JSON text without white space the value has, as ``JSONWriter`` writes it.
    package var jsonByteCount: Int {
        guard let view = object?.view else { return jsonBytes.count }
        return view.document.writtenByteCount(at: view.index)
    }

    /// How many values and names there are in the value, and itself.
    package var valueCount: Int {
        guard let view = object?.view else { return JSONDocument(layingOut: self).tokens.count }
        return view.document.tokens[view.index].next - view.index
    }
}

extension JSONDocument {
    /// How many bytes ``JSONWriter`` would write of a value; nothing is written.
    func writtenByteCount(at index: Int) -> Int {
        let range = index..<max(index + 1, tokens[index].next)
        return withTokenText { text in
            // Of the values and names inside, the first of each list or object has neither comma nor colon before it.
            var total = range.count - 1
            for place in range {
                let token = text.tokens[place]
                switch token.kind {
                case .array, .object: total += token.next > place + 1 ? 1 : 2
                case .string: total += 2 + text.writtenCharacterCount(of: token)
                case .null, .true, .false, .number: total += token.range.count
                }
            }
            return total
        }
    }
}

extension JSONTokenText {
    /// How many bytes a string has, its escapes read and those written that have to be.
    fileprivate func writtenCharacterCount(of token: JSONToken) -> Int {
        guard token.spelling.contains(.hasEscapes) else { return token.range.count }
        let text = UnsafeBufferPointer(rebasing: bytes[token.range]).span
        var (count, index) = (0, 0)
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                (count, index) = (count + 1, index + 1)
                continue
            }
            let kind = text[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "u"): count += Self.writtenCount(of: UnescapedUnit.scalar(text, &index))
            case UInt8(ascii: "/"): count += 1
            case UInt8(ascii: "b"), UInt8(ascii: "f"): count += Self.longEscape
            default: count += Self.shortEscape
            }
        }
        return count
    }

    private static let shortEscape = 2
    private static let longEscape = 6

    private static func writtenCount(of scalar: UInt32) -> Int {
        switch scalar {
        case 0x22, 0x5C, 0x0A, 0x0D, 0x09: shortEscape
        case ..<0x20: longEscape
        default: UnescapedUnit.utf8Count(of: scalar)
        }
    }
}
