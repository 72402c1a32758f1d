/// A response as a client sees it.
struct ReceivedResponse: Equatable {
    var status: Int
    var fields: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    var saysClose: Bool { fields["connection"] == "close" }

    /// The response at the start of `bytes` and its length; nil while it is incomplete.
    static func parse(_ bytes: [UInt8], toHead: Bool) -> (ReceivedResponse, length: Int)? {
        let end = Array("\r\n\r\n".utf8)
        guard let headEnd = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            fields[String(parts[0]).lowercased()] = parts.count > 1 ? String(parts[1]) : ""
        }
        let start = headEnd + end.count
        let length = toHead ? 0 : Int(fields["content-length"] ?? "") ?? 0
        guard bytes.count >= start + length else { return nil }
        let body = Array(bytes[start..<(start + length)])
        return (ReceivedResponse(status: status, fields: fields, body: body), start + length)
    }
}
