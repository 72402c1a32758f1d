import FoundationEssentials

/// The difference between two texts in the unified format, as `patch -p1` and `git apply` take it.
struct UnifiedDiff {
    /// How many lines stand around a change, as `diff -u` has it.
    private static let context = 3

    /// The lines of the difference, names first; empty if there is none.
    let bytes: [UInt8]

    init(of name: String, _ old: [UInt8], _ new: [UInt8]) {
        let hunks = Hunk.all(Self.steps(from: Self.lines(of: old), to: Self.lines(of: new)), context: Self.context)
        guard !hunks.isEmpty else {
            bytes = []
            return
        }
        let label = Self.label(name)
        let header = "--- \(Self.quoted("a/\(label)"))\n+++ \(Self.quoted("b/\(label)"))\n"
        bytes = Array(header.utf8) + hunks.flatMap(\.bytes)
    }

    /// A line that stays, goes or comes.
    fileprivate struct Step {
        enum Kind: UInt8 {
            case kept = 0x20
            case removed = 0x2d
            case added = 0x2b
        }

        let kind: Kind
        /// With its line break, if it has one.
        let line: ArraySlice<UInt8>
    }

    private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = text[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    private static func steps(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Step] {
        // What both have at either end need not be searched.
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (before, after) = (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
        let difference = after.difference(from: before)
        let removed = Set(difference.removals.map(\.place))
        let added = Set(difference.insertions.map(\.place))
        var middle: [Step] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if removed.contains(left) {
                middle.append(Step(kind: .removed, line: before[head + left]))
                left += 1
            } else if added.contains(right) {
                middle.append(Step(kind: .added, line: after[head + right]))
                right += 1
            } else {
                middle.append(Step(kind: .kept, line: before[head + left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        return old[..<head].map { Step(kind: .kept, line: $0) } + middle
            + old[(old.count - tail)...].map { Step(kind: .kept, line: $0) }
    }

    /// The name below `a/` and `b/`, as git writes it: from the directory in which the command runs.
    private static func label(_ name: String) -> String {
        let path = URL(filePath: name).standardizedFileURL.path[...]
        let directory = URL(filePath: ".").standardizedFileURL.path
        let isInside = name != ManifestFiles.standardInput && path.hasPrefix(directory + "/")
        return String((isInside ? path.dropFirst(directory.count) : name[...]).drop { $0 == "/" })
    }

    /// In quotes if the name has what would end it, or a tab behind it if it has blanks; as git writes it.
    private static func quoted(_ name: String) -> String {
        guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f && $0 != "\"" && $0 != "\\" })
        else { return "\"\(name.unicodeScalars.map(escaped).joined())\"" }
        return name.contains(" ") ? "\(name)\t" : name
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "\\": return "\\\(scalar)"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7f:
            let octal = String(scalar.value, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        default: return String(scalar)
        }
    }
}

/// Changes that stand close together, with the lines around them.
private struct Hunk {
    var steps: ArraySlice<UnifiedDiff.Step>
    /// How many lines of each text stand before it.
    let before: (old: Int, new: Int)

    /// The hunks of a difference.
    static func all(_ steps: [UnifiedDiff.Step], context: Int) -> [Hunk] {
        var ranges: [Range<Int>] = []
        for index in steps.indices where steps[index].kind != .kept {
            let range = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var (done, old, new) = (0, 0, 0)
        return ranges.map { range in
            for step in steps[done..<range.lowerBound] {
                if step.kind != .added { old += 1 }
                if step.kind != .removed { new += 1 }
            }
            done = range.lowerBound
            return Hunk(steps: steps[range], before: (old, new))
        }
    }

    var bytes: [UInt8] {
        let old = Self.range(steps.count { $0.kind != .added }, after: before.old)
        let new = Self.range(steps.count { $0.kind != .removed }, after: before.new)
        return Array("@@ -\(old) +\(new) @@\n".utf8) + steps.flatMap(Self.text)
    }

    /// The lines that a hunk is about; none are told by the line before them.
    private static func range(_ count: Int, after before: Int) -> String {
        switch count {
        case 0: "\(before),0"
        case 1: "\(before + 1)"
        default: "\(before + 1),\(count)"
        }
    }

    private static func text(of step: UnifiedDiff.Step) -> [UInt8] {
        let isComplete = step.line.last == UInt8(ascii: "\n")
        return [step.kind.rawValue] + step.line + (isComplete ? [] : Array("\n\\ No newline at end of file\n".utf8))
    }
}

extension CollectionDifference.Change {
    /// Where the element stands that is removed, or the one that is inserted.
    fileprivate var place: Int {
        switch self {
        case .remove(let offset, _, _), .insert(let offset, _, _): offset
        }
    }
}
