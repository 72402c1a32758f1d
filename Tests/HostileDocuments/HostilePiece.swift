/// What is repeated: small, so that a document has many of it, or awkward for whoever reads it.
struct HostilePiece: Sendable {
    let name: String
    let holds: HostilePlace.Contents
    private let parts: [[UInt8]]
    private let descends: Bool

    /// Each `#` in the text is replaced by the number of the piece, or, if they are to descend, by what it lacks to
    /// ``last``.
    private init(_ holds: HostilePlace.Contents, _ name: String, _ text: String, descends: Bool = false) {
        (self.name, self.holds, self.descends) = (name, holds, descends)
        parts = text.split(separator: "#", omittingEmptySubsequences: false).map { Array($0.utf8) }
    }

    /// Greater than the number of any piece; what is left of it has nine digits, mostly.
    private static let last = 999_999_999

    /// Adds the piece with that number.
    func append(_ number: Int, to text: inout [UInt8]) {
        let digits = Array(String(descends ? Self.last - number : number).utf8)
        for (index, part) in parts.enumerated() {
            if index > 0 { text += digits }
            text += part
        }
    }

    /// What stands before and behind it to make it that deep.
    func nesting(_ depth: Int) -> (before: [UInt8], after: [UInt8]) {
        guard depth > 0 else { return ([], []) }
        switch holds {
        case .elements:
            return (
                Array(repeating: UInt8(ascii: "["), count: depth), Array(repeating: UInt8(ascii: "]"), count: depth)
            )
        case .members:
            let outer = Array(repeating: Array("{\"x\":".utf8), count: depth - 1).joined()
            return (outer + Array("{".utf8), Array(repeating: UInt8(ascii: "}"), count: depth))
        case .text: return ([], [])
        }
    }

    /// The pieces for a place of that kind.
    static func fitting(_ holds: HostilePlace.Contents) -> [HostilePiece] { all.filter { $0.holds == holds } }

    private static let all: [HostilePiece] =
        elements.map { HostilePiece(.elements, $0, $1) } + members.map { HostilePiece(.members, $0, $1) }
        + descendingMembers.map { HostilePiece(.members, $0, $1, descends: true) }
        + characters.map { HostilePiece(.text, $0, $1) }

    private static let elements: [(String, String)] = [
        ("zeros", "0"), ("numbers", "#"), ("exponents", "-1.5e-#"), ("long numbers", "1#000000000000000000000000.0"),
        ("empty lists", "[]"), ("empty objects", "{}"), ("nulls", "null"), ("words", "true"),
        ("empty strings", "\"\""), ("strings", "\"s#\""), ("escapes", #""\u003c\ud83d\ude00\n#""#),
        ("letters beyond ASCII", "\"äöü漢#\""), ("strings for HTML", "\"<&>\""),
        ("control characters", #""\u0001\u0002""#),
        ("objects of one member", "{\"a\":0}"), ("objects of two names", "{\"a#\":0,\"b#\":1}"),
        ("tolerations", #"{"operator":"Near","key":"k#"}"#), ("empty tolerations", #"{"key":"","value":"/"}"#),
        ("good tolerations", #"{"operator":"Exists","key":"k#"}"#),
        ("tolerations of all mistakes", #"{"operator":0,"key":[],"effect":{},"value":1,"tolerationSeconds":"x"}"#),
        ("sysctls", #"{"name":"kernel.x#","value":"1"}"#), ("one sysctl", #"{"name":"a","value":""}"#),
        ("claims", #"{"name":"c"}"#), ("key and path", #"{"key":"k","path":"../#"}"#),
        ("volumes", #"{"mountPath":"v#","volumeSource":{"secret":{"secretName":"s"}}}"#),
        ("volumes at one path", #"{"mountPath":"v","volumeSource":{"nfs":{"path":"p","server":"s"}}}"#),
        ("volumes of no source", #"{"mountPath":"","volumeSource":{}}"#),
        ("terms", #"{"matchExpressions":[{"key":"/","operator":"In"}]}"#),
        ("terms of many values", #"{"matchFields":[{"key":"x","operator":"?","values":["","",""]}]}"#),
        ("affinity terms", #"{"topologyKey":"","labelSelector":{"matchLabels":{"/":"/"}}}"#),
        ("affinity terms with keys", #"{"topologyKey":"a","matchLabelKeys":["a","a"],"mismatchLabelKeys":["a"]}"#),
        ("capabilities", "\"NET_#\""),
        ("claims beyond ASCII", "{\"name\":\"\(manyAccents)#\"}"),
        ("volumes beyond ASCII", "{\"mountPath\":\"\(manyAccents)#\"}"),
        (
            "terms with keys beyond ASCII",
            #"{"topologyKey":"a","labelSelector":{},"matchLabelKeys":["\#(manyAccents)#"]}"#
        ),
        ("books", ##"{"manager":"m#","operation":"Apply","fieldsV1":{"f:spec":{"f:enabled":{},"f:x#":{}}}}"##),
        ("33 names", "{\(names(33))}"), ("65 colliding names", "{\(collidingNames(65))}"),
    ]

    private static let members: [(String, String)] = [
        ("members", "\"#\":0"), ("labels", "\"example.com/l#\":\"v\""), ("wrong labels", "\"a#\":\"not a value\""),
        ("wrong names", "\"/#\":\"\""), ("typed wrongly", "\"a#\":[]"), ("empty objects", "\"f:a#\":{}"),
        ("colliding names", "\"a#z\":null"), ("names with escapes", #""\u0061#":0"#),
        ("long names with escapes", #""\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n#":0"#),
        ("names beyond ASCII", "\"ä#\":0"), ("long names beyond ASCII", "\"\(manyAccents)#\":0"),
        ("long texts beyond ASCII", "\"a#\":\"\(manyAccents)\""),
        ("names with slashes and tildes", "\"~/~/~/#\":0"),
        ("quantities", "\"cpu#\":\"1.0000e0\""), ("wrong quantities", "\"a.b/#\":\"1x\""),
        ("hugepages", "\"hugepages-#Mi\":\"1\""), ("fractions", "\"x#\":1.5"),
        ("33 names", "\"o#\":{\(names(33))}"), ("65 colliding names", "\"o#\":{\(collidingNames(65))}"),
    ]

    private static let descendingMembers: [(String, String)] = [
        ("descending names", "\"#\":0"), ("descending names with escapes", #""\n\n\n\n\n\n\n#":0"#),
    ]

    private static let characters: [(String, String)] = [
        ("letters", "x"), ("digits", "1"), ("commas", "1,"), ("blanks", " *"), ("escaped letters", #"\u0061"#),
        ("escaped pairs", #"\ud83d\ude00"#), ("lone surrogates", #"\ud800"#), ("escaped controls", #"\u0001"#),
        ("line breaks", #"\n"#), ("letters beyond ASCII", "漢"), ("accents", "e\u{301}\u{301}\u{301}"),
        ("slashes", "a/"), ("dots", "."), ("zeros", ",0"), ("names", ##",\"#\":0"##), ("quotes", #"\""#),
        ("backslashes", #"\\"#),
    ]

    /// In an order that is not the canonical one, so that whoever compares characters has to sort them.
    private static let manyAccents = String(repeating: "e\u{301}\u{323}", count: 40)

    private static func names(_ count: Int) -> String {
        (0..<count).map { "\"n\($0)\":0" }.joined(separator: ",")
    }

    /// Of one length, and with the same first and last letter.
    private static func collidingNames(_ count: Int) -> String {
        (0..<count).map { "\"n\($0 + 100)n\":0" }.joined(separator: ",")
    }
}
