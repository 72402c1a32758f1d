/// An answer as a client sees it.
struct PeerResponse {
    let status: Int
    let fields: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    /// True if the server takes no other request on the connection.
    var saysClose: Bool { fields["connection"] == "close" }

    /// The answer at the start of `bytes`, and its length; nil while it is incomplete.
    static func parse(_ bytes: [UInt8]) -> (PeerResponse, length: Int)? {
        guard let end = endOfHead(bytes) else { return nil }
        let lines = String(decoding: bytes[..<(end - 4)], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            if parts.count == 2 { fields[parts[0].lowercased()] = String(parts[1]) }
        }
        let length = end + (Int(fields["content-length"] ?? "") ?? 0)
        guard bytes.count >= length else { return nil }
        return (PeerResponse(status: status, fields: fields, body: Array(bytes[end..<length])), length)
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index + 4
        }
        return nil
    }
}
