/// One line of a log while it is put together; owned by the call that logs.
///
/// Memory of its own instead of an array: a line is made of dozens of small pieces, and each would pay for an array's
/// checks.
struct LineBuffer: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    /// The most of one text that a line takes, so that nothing a peer sends can fill the log.
    ///
    /// The kubelet splits lines at 16 KiB, and a line has a handful of texts.
    static let textLimit = 4096

    /// An empty line with room for an ordinary one.
    init() {
        capacity = 1024
        start = .allocate(capacity: capacity)
    }

    deinit {
        start.deallocate()
    }

    /// Lends the line so far; the memory is valid during the call.
    borrowing func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Adds one byte of ASCII.
    mutating func append(_ byte: UInt8) {
        reserve(1)
        put(byte)
    }

    /// Adds text of the program's own that needs no escaping.
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds text that needs no escaping.
    mutating func append(plain text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Adds a number in decimal, filled up with zeros to `width` digits; it has no more.
    mutating func append(_ number: Int64, width: Int) {
        reserve(width)
        var rest = number
        for position in stride(from: width - 1, through: 0, by: -1) {
            start[count + position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += width
    }

    /// Adds text with everything escaped that would end a JSON string, break the line, or steer a terminal.
    ///
    /// What exceeds ``textLimit`` is cut off.
    mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { append(escaping: $0) }
    }

    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        let end = text.count <= Self.textLimit ? text.count : Self.boundary(in: text, below: Self.textLimit)
        reserve(end)
        var position = 0
        while position < end {
            let plain = Self.endOfPlain(in: text, from: position, to: end)
            append(UnsafeBufferPointer(rebasing: text[position..<plain]))
            position = plain
            guard position < end else { break }
            if let escape = Escape(in: text, at: position) {
                // The escape and, again, room for all that follows.
                reserve(escape.text.count + end - position)
                for byte in escape.text { put(byte) }
                position += escape.length
            } else {
                put(text[position])
                position += 1
            }
        }
        if end < text.count { append("…") }
    }

    /// The place of the next byte that does not visibly stand for itself: a quote, a backslash, a control character or
    /// what is not ASCII; the end if there is none.
    ///
    /// Looks at eight bytes at a time: of those below 0x80, one that is less than `n` sets its highest bit when `n` is
    /// subtracted. The lowest byte marked in a word is always marked rightly.
    private static func endOfPlain(in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        var place = start
        let bytes = UnsafeRawBufferPointer(text)
        while end - place >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let quotes = (word ^ repeated(UInt8(ascii: "\""))) &- repeated(1)
            let backslashes = (word ^ repeated(UInt8(ascii: "\\"))) &- repeated(1)
            let deletes = (word ^ repeated(0x7F)) &- repeated(1)
            let controls = word &- repeated(0x20)
            let marks = (quotes | backslashes | deletes | controls | word) & repeated(0x80)
            guard marks == 0 else { return place + marks.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < end, isPlain(text[place]) { place += 1 }
        return place
    }

    /// Eight times the same byte.
    private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// ASCII that stands for itself; whatever else there is takes a closer look.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The last place at or below `limit` where a character begins.
    private static func boundary(in text: UnsafeBufferPointer<UInt8>, below limit: Int) -> Int {
        var end = limit
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (start + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Writes into memory that ``reserve(_:)`` has made sure of.
    private mutating func put(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(to: count + more) }
    }

    private mutating func grow(to needed: Int) {
        let larger = max(needed, 2 * capacity)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        copy.update(from: start, count: count)
        start.deallocate()
        start = copy
        capacity = larger
    }
}
