import KubernetesAPI

/// Changes one place of a value, at random: what a slip of the pen, or somebody who looks for borders, would write.
struct Mutation {
    private var draw: Draw
    private let keepsTypes: Bool

    /// Changes that `draw` chooses; with `keepsTypes` no value becomes one of another JSON type.
    init(_ draw: Draw, keepsTypes: Bool) {
        self.draw = draw
        self.keepsTypes = keepsTypes
    }

    /// The source of chance as it is now, for whatever is drawn next.
    var random: SeededGenerator { draw.random }

    /// The value with one place changed.
    ///
    /// Goes as deep as the generator nests.
    mutating func changing(_ value: JSONValue, called name: String = "") -> JSONValue {
        switch value {
        case .object(let object) where object.members.count > 0 && !draw.oneIn(6):
            let member = object.members[draw.number(in: 0...(object.members.count - 1))]
            return value.setting(changing(member.value, called: member.name), at: member.name)
        case .array(var elements) where !elements.isEmpty && !draw.oneIn(4):
            let index = draw.number(in: 0...(elements.count - 1))
            elements[index] = changing(elements[index])
            return .array(elements)
        default:
            return keepsTypes || !draw.oneIn(8) ? changed(value, called: name) : draw.any(of: Self.ofAnyType)
        }
    }

    private static let ofAnyType: [JSONValue] = [
        7, "text", true, [], [:], [1, "a"], .number(JSONNumber(validated: "1.5")), [.null], .null, "7", "true", -1,
        .number(JSONNumber(validated: "9223372036854775808")), .number(JSONNumber(validated: "3.0")), ["a": "b"], "",
        .number(JSONNumber(validated: "1e3")), .number(JSONNumber(validated: "2147483648")),
    ]

    private mutating func changed(_ value: JSONValue, called name: String) -> JSONValue {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(!flag)
        case .number(let number): changed(number)
        case .string(let text): .string(changed(text))
        case .array(let elements): changed(elements)
        case .object(let object): changed(object, called: name)
        }
    }
}

// MARK: - By type

extension Mutation {
    private mutating func changed(_ number: JSONNumber) -> JSONValue {
        let value = number.int64 ?? 0
        let near = [value &+ 1, value &- 1, 0 &- value, value &* 2, 0, 1, -1]
        let borders: [Int64] = [
            .max, .min, Int64(Int32.max), Int64(Int32.max) + 1, Int64(Int32.min), Int64(UInt32.max),
        ]
        let numbers = (near + borders).map { JSONNumber($0) }
        let spellings = keepsTypes ? [] : Self.spellings(of: value).map(JSONNumber.init(validated:))
        return draw.any(of: (numbers + spellings).map(JSONValue.number))
    }

    /// A whole number can be written in more ways than one; beyond 53 bits a fraction or an exponent makes another
    /// number of it for whoever reads it as a double.
    private static func spellings(of value: Int64) -> [String] {
        guard value != 0, value.magnitude < 1 << 53 else { return ["-0"] }
        return ["\(value).0", "\(value)e0", "\(value).5", "\(value)0e-1"]
    }

    private mutating func changed(_ elements: [JSONValue]) -> JSONValue {
        guard let element = elements.randomElement(using: &draw.random) else {
            return keepsTypes ? [] : [draw.any(of: Self.ofAnyType)]
        }
        switch draw.number(in: 0...4) {
        case 0: return []
        case 1: return .array(elements + [element])
        case 2: return .array(elements.shuffled(using: &draw.random))
        case 3: return .array(elements.filter { $0 != element })
        default: return keepsTypes ? .array([element]) : .array(elements + [.null])
        }
    }

    /// Maps, whose keys users choose; the other objects have fields.
    private static let maps = ["limits", "requests", "matchLabels", "moverPodLabels", "nodeSelector"]

    private mutating func changed(_ object: JSONObject, called name: String) -> JSONValue {
        var object = object
        guard let member = object.members.randomElement(using: &draw.random) else { return [:] }
        switch draw.number(in: 0...6) {
        case 0: return [:]
        case 1, 2: object[member.name] = nil
        case 3: object[member.name] = .null
        case 4: object[draw.oneIn(2) ? "fieldOfLater" : "\(member.name)s"] = member.value
        case 5 where Self.maps.contains(name):
            object[member.name] = nil
            object[changed(member.name)] = member.value
        default:
            let other = object.members.randomElement(using: &draw.random) ?? member
            if Self.kind(member.value) == Self.kind(other.value) { object[member.name] = other.value }
        }
        return .object(object)
    }

    private static func kind(_ value: JSONValue) -> Int {
        switch value {
        case .null: 0
        case .bool: 1
        case .number: 2
        case .string: 3
        case .array: 4
        case .object: 5
        }
    }
}

// MARK: - Texts

extension Mutation {
    /// Characters that some rule somewhere has an opinion about.
    private static let characters = Array(
        "-._/: ~%${}#,?*[]()A0@\"'\\|&<>=!+^`aZ9\t\n\r\u{0}\u{1b}\u{a0}\u{ad}\u{e9}\u{df}\u{301}\u{661}\u{200b}\u{2028}\u{feff}\u{3042}\u{1F600}"
            .unicodeScalars
    )

    /// Where some rule's length ends.
    private static let lengths = [15, 16, 63, 64, 104, 105, 253, 254, 255, 256, 316, 317, 318]

    private mutating func changed(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        let place = draw.number(in: 0...scalars.count)
        let character = Self.characters.randomElement(using: &draw.random) ?? "-"
        switch draw.number(in: 0...9) {
        case 0 where place < scalars.count: scalars.remove(at: place)
        case 1 where place < scalars.count: scalars.insert(scalars[place], at: place)
        case 2 where place < scalars.count: scalars[place] = character
        case 3: scalars.append(character)
        case 4: scalars.insert(character, at: 0)
        case 5: scalars = Array(text.uppercased().unicodeScalars)
        case 6: scalars = padded(scalars)
        case 7: scalars += [character] + scalars
        case 8: scalars = scalars.reversed()
        default: scalars.insert(character, at: place)
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        let result = String(view)
        return Trap.holds(result) ? text : result
    }

    private mutating func padded(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let length = Self.lengths.randomElement(using: &draw.random) ?? 0
        let filling = Array(repeating: scalars.last ?? "a", count: max(0, length - scalars.count))
        return Array((scalars + filling).prefix(length))
    }
}

/// What an API server cannot be asked without harm: kept out of generated objects.
enum Trap {
    /// The names of huge pages whose size the API server computes without damage; others may make it divide by zero
    /// (`hugepages-100E` ends its request in a panic).
    private static let hugePages = ["2Mi", "1Gi", "", "x", "3", "0", "-1", "1.5"].map { "hugepages-\($0)" }

    /// True for an exponent of four digits or more, whose power of ten Go's library computes digit by digit: eight of
    /// them stop the API server; and for huge pages of an untried size.
    static func holds(_ text: String) -> Bool {
        if text.contains("hugepages-") { return !hugePages.contains(text) }
        var digits: Int?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "e"), UInt8(ascii: "E"): digits = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits = digits.map { $0 + 1 }
            case UInt8(ascii: "+"), UInt8(ascii: "-"): if digits != 0 { digits = nil }
            default: digits = nil
            }
            if let digits, digits > 3 { return true }
        }
        return false
    }
}
