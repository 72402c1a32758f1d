extension YAMLScalar {
    /// What the scalar denotes.
    ///
    /// After `resolve.go` of Go's `yaml.v2`, which `sigs.k8s.io/yaml` and so kubectl read with: YAML 1.1 without numbers
    /// in base 60; dates stay text; an unknown tag makes text.
    ///
    /// - Throws: the short form of the tag that the scalar does not fit.
    func value() throws(YAMLTagMismatch) -> YAMLValue {
        guard let tag else { return isPlain ? Self.plainValue(of: text) : .string(text) }
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { return .string(text) }
        let name = tag.dropFirst(prefix.count)
        switch (name, Self.plainValue(of: text)) {
        case ("null", .null): return .null
        case ("bool", .bool(let value)): return .bool(value)
        case ("int", .integer(let decimal)): return .integer(decimal)
        case ("float", .float(let value)): return .float(value)
        case ("float", .integer(let decimal)):
            guard let whole = Int64(decimal) else { throw YAMLTagMismatch(tag: "!!float") }
            return .float(Double(whole))
        case ("timestamp", _) where Self.looksLikeDate(text): return .string(text)
        case ("null", _), ("bool", _), ("int", _), ("float", _), ("timestamp", _):
            throw YAMLTagMismatch(tag: "!!\(name)")
        default: return .string(text)
        }
    }

    /// What text without quotes and tag denotes.
    private static func plainValue(of text: String) -> YAMLValue {
        if let word = words[text] { return word }
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "."): return YAMLNumber.float(text).map(YAMLValue.float) ?? .string(text)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            let digits = text.filter { $0 != "_" }
            if let integer = YAMLNumber.integer(digits) { return .integer(integer) }
            return YAMLNumber.float(digits).map(YAMLValue.float) ?? .string(text)
        default: return .string(text)
        }
    }

    private static let words: [String: YAMLValue] = {
        var words: [String: YAMLValue] = [:]
        func add(_ spellings: String, _ value: YAMLValue) {
            for word in spellings.split(separator: " ") { words[String(word)] = value }
        }
        add("y Y yes Yes YES true True TRUE on On ON", .bool(true))
        add("n N no No NO false False FALSE off Off OFF", .bool(false))
        add("~ null Null NULL", .null)
        add(".nan .NaN .NAN", .float(.nan))
        add(".inf .Inf .INF +.inf +.Inf +.INF", .float(.infinity))
        add("-.inf -.Inf -.INF", .float(-.infinity))
        return words
    }()

    /// Every date begins with a year of four digits.
    private static func looksLikeDate(_ text: String) -> Bool {
        let year = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return year.count == 4 && text.utf8.dropFirst(4).first == UInt8(ascii: "-")
    }
}

/// A scalar that is not of the type that its tag demands.
struct YAMLTagMismatch: Error {
    /// The short form of the tag, such as `!!int`.
    let tag: String
}
