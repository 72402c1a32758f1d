import KubernetesAPI
import TestSupport

/// Writes objects as YAML in every manner: blocks and brackets, quotes of each kind or none, comments and empty lines
/// everywhere, any indentation, both line ends.
struct ScrambledManifest {
    /// The text so far.
    private(set) var text = ""
    /// The lines, counted from 0, of fields that the migration is about.
    private(set) var touched: Set<Int> = []
    /// Comments that stand outside of those fields.
    private(set) var comments: Set<String> = []
    /// Where the next value comes from.
    private(set) var random: SeededGenerator

    private let lineBreak: String
    private let step: Int
    private let isTouched: (_ path: [String]) -> Bool
    private var line = 0
    private var commentCount = 0
    private var depthOfTouched = 0

    /// Nothing yet; of a field `isTouched` tells whether the migration is about it.
    init(random: SeededGenerator, isTouched: @escaping (_ path: [String]) -> Bool) {
        self.random = random
        self.isTouched = isTouched
        lineBreak = ["\n", "\r\n"].randomElement(using: &self.random) ?? "\n"
        step = Int.random(in: 1...4, using: &self.random)
    }

    /// One more document.
    mutating func add(_ value: JSONValue) {
        if !text.isEmpty || chance(30) { put("---\(chance(20) ? " \(comment())" : "")\(lineBreak)") }
        if chance(10) {
            let start = line
            put("\(flow(value, []))\(lineBreak)")
            if containsTouched(value, []) { touched.formUnion(start..<line) }
        } else {
            block(value.object?.members ?? [], indentation: 0, path: [])
        }
    }

    /// The text may end without a line break.
    mutating func finish() {
        if chance(30), text.hasSuffix(lineBreak) { text.removeLast() }
    }

    // MARK: Parts

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func put(_ part: String) {
        text += part
        line += part.unicodeScalars.count { $0 == "\n" }
    }

    private mutating func comment() -> String {
        commentCount += 1
        let words = ["größe", "— 大 🌙", "schedule: x", "\"", "{", "'", ", a: b }"].randomElement(using: &random) ?? ""
        let comment = "# c\(commentCount). \(words)"
        if depthOfTouched == 0 { comments.insert(comment) }
        return comment
    }

    private mutating func trailing() -> String { chance(20) ? "  \(comment())" : chance(5) ? "  " : "" }

    private mutating func padding(_ indentation: Int) {
        while chance(12) {
            if chance(30) {
                put(lineBreak)
            } else {
                put("\(String(repeating: " ", count: indentation))\(comment())\(lineBreak)")
            }
        }
    }

    private mutating func block(
        _ members: [JSONObject.Member],
        indentation: Int,
        path: [String],
        isFirstLineOpen: Bool = false
    ) {
        var isOpen = isFirstLineOpen
        for (name, value) in members {
            if !isOpen {
                padding(indentation)
                text += String(repeating: " ", count: indentation)
            }
            isOpen = false
            let inner = path + [name]
            let start = line
            let isMine = isTouched(inner)
            if isMine { depthOfTouched += 1 }
            text += "\(scalar(name)):"
            content(value, indentation: indentation, path: inner)
            if isMine {
                depthOfTouched -= 1
                touched.formUnion(start...max(start, line - 1))
            }
        }
    }

    private mutating func content(_ value: JSONValue, indentation: Int, path: [String]) {
        switch value {
        case .object(let object) where !object.isEmpty && chance(75):
            put("\(trailing())\(lineBreak)")
            block(object.members, indentation: indentation + step, path: path)
        case .array(let elements) where !elements.isEmpty && chance(75):
            put("\(trailing())\(lineBreak)")
            let dash = chance(50) ? indentation : indentation + step
            for (index, element) in elements.enumerated() { item(element, dash: dash, path: path + ["\(index)"]) }
        case .object, .array:
            let start = line
            let brackets = flow(value, path)
            put(" \(brackets)\(trailing())\(lineBreak)")
            // In brackets a field shares its lines with others.
            if containsTouched(value, path) { touched.formUnion(start..<line) }
        case .string(let string) where isLiteral(string) && chance(30):
            put(" \(chance(50) ? "|-" : ">-")\(lineBreak)")
            put("\(String(repeating: " ", count: indentation + step))\(string)\(lineBreak)")
        case .string(let string): put(" \(scalar(string))\(trailing())\(lineBreak)")
        default: put(" \(value.jsonText)\(trailing())\(lineBreak)")
        }
    }

    private mutating func item(_ value: JSONValue, dash: Int, path: [String]) {
        padding(dash)
        text += "\(String(repeating: " ", count: dash))-"
        guard case .object(let object) = value, !object.isEmpty, chance(70) else {
            put(" \(flow(value, path))\(trailing())\(lineBreak)")
            return
        }
        text += " "
        block(object.members, indentation: dash + 2, path: path, isFirstLineOpen: true)
    }

    private func containsTouched(_ value: JSONValue, _ path: [String]) -> Bool {
        (value.object?.members ?? []).contains {
            isTouched(path + [$0.name]) || containsTouched($0.value, path + [$0.name])
        }
    }

    private mutating func flow(_ value: JSONValue, _ path: [String]) -> String {
        switch value {
        case .object(let object):
            var text = "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { text += comma() }
                let inner = path + [member.name]
                let isMine = isTouched(inner)
                if isMine { depthOfTouched += 1 }
                text += "\(scalar(member.name, inBrackets: true)): \(flow(member.value, inner))"
                if isMine { depthOfTouched -= 1 }
            }
            return text + (chance(10) ? "\(flowBreak())}" : "}")
        case .array(let elements):
            let items = elements.enumerated().map { flow($1, path + ["\($0)"]) }
            return "[\(items.joined(separator: ", "))]"
        case .string(let string): return scalar(string, inBrackets: true)
        default: return value.jsonText
        }
    }

    /// What stands between two members in brackets.
    private mutating func comma() -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: ",\(flowBreak())"
        case 1: "\(flowBreak()), "
        case 2, 3: ",  "
        default: ", "
        }
    }

    /// The end of a line in brackets, with a comment or without, and the blanks of the next, which is deeper than any block.
    private mutating func flowBreak() -> String {
        let comments = (0..<Int.random(in: 0...2, using: &random)).map { _ in "  \(comment())" }
        return (comments.isEmpty ? [""] : comments).map { "\($0)\(lineBreak)" }.joined()
            + String(repeating: " ", count: 40)
    }

    private mutating func scalar(_ string: String, inBrackets: Bool = false) -> String {
        let isPlain = string.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.\/-]*/) != nil
        if isPlain, !["y", "yes", "n", "no", "on", "off", "true", "false", "null"].contains(string.lowercased()),
            chance(70)
        {
            return string
        }
        if !inBrackets, string.wholeMatch(of: /[0-9*\/,]+( [0-9*\/,]+){4}/) != nil, string.first != "*", chance(40) {
            return string
        }
        if string.unicodeScalars.allSatisfy({ (" "..."~").contains($0) && $0 != "'" }), chance(50) {
            return "'\(string)'"
        }
        return string.goQuoted
    }

    private func isLiteral(_ string: String) -> Bool {
        string.wholeMatch(of: /[!-~]([ -~]*[!-~])?/) != nil
    }
}
