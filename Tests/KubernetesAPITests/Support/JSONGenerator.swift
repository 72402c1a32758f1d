import KubernetesAPI
import TestSupport

/// Makes JSON values of every sort, and texts that denote them: with white space and escapes, the members in any order.
struct JSONGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    // MARK: - Values

    /// An object that nests as deep as that.
    mutating func object(depth: Int) -> JSONObject {
        // Now and then one that is too wide to be scanned.
        let count = Int.random(in: chance(5) ? 17...40 : 0...5, using: &random)
        var object = JSONObject()
        for _ in 0..<count { object[text()] = value(depth: depth - 1) }
        return object
    }

    private mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
        case 0: .null
        case 1: .bool(chance(2))
        case 2, 3: .number(JSONNumber(validated: Self.numbers.randomElement(using: &random) ?? "0"))
        case 4, 5, 6: .string(text())
        case 7: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1) })
        default: .object(object(depth: depth))
        }
    }

    private static let numbers = ["0", "-1", "7", "1.50", "-1.5e-3", "12345678901234567890", "1e400"]

    private mutating func text() -> String {
        let count = Int.random(in: 0...4, using: &random)
        return (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
    }

    private static let pieces = [
        "a", "b", "name", "a longer piece of text", "\"", "\\", "/", "\n", "\t", "\r", "\u{08}", "\u{0C}", "\u{00}",
        "\u{1F}", "\u{7F}", "<", "é", "ß", "漢", "\u{2028}", "\u{FFFD}", "\u{1F5C4}",
    ]

    /// The same, but for one member more or less, or none.
    mutating func changed(_ object: JSONObject) -> JSONObject {
        var changed = object
        guard !chance(3) else { return changed }
        let name = chance(2) ? text() : object.members.randomElement(using: &random)?.name ?? ""
        changed[name] = chance(2) ? nil : value(depth: 1)
        return changed
    }

    // MARK: - Texts

    /// A text that denotes the value.
    mutating func text(of value: JSONValue) -> String {
        switch value {
        case .null, .bool, .number: return value.jsonText
        case .string(let text): return quoted(text)
        case .array(let elements):
            return "[\(blank())\(elements.map { text(of: $0) + blank() }.joined(separator: ",\(blank())"))]"
        case .object(let object):
            let members = chance(2) ? object.members : object.members.shuffled(using: &random)
            let texts = members.map { "\(quoted($0.name))\(blank()):\(blank())\(text(of: $0.value))" }
            return "{\(blank())\(texts.joined(separator: "\(blank()),\(blank())"))\(blank())}"
        }
    }

    private mutating func blank() -> String { chance(4) ? " \n\t" : "" }

    private mutating func quoted(_ text: String) -> String {
        "\"\(text.unicodeScalars.map { written($0) }.joined())\""
    }

    private mutating func written(_ scalar: Unicode.Scalar) -> String {
        if let short = Self.shortEscapes[scalar], chance(2) { return "\\\(short)" }
        let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        guard mustEscape || chance(4) else { return String(scalar) }
        return String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16, uppercase: chance(2))
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    private static let shortEscapes: [Unicode.Scalar: String] = [
        "\"": "\"", "\\": "\\", "/": "/", "\n": "n", "\t": "t", "\r": "r", "\u{08}": "b", "\u{0C}": "f",
    ]
}
