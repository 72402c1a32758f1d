/// What is added to a message about a flag that takes a number; ArgumentParser says only that the value is invalid.
enum NumberHint {
    private static let ranges = ["<port>": "from 0 to 65535", "<count>": "", "<bytes>": "without a unit"]

    /// How the number is written; empty where the message is about something else.
    static func hint(for message: String) -> String {
        guard message.contains("is invalid for"), let range = ranges.first(where: { message.contains($0.key) })
        else { return "" }
        return ": write it as a whole number" + (range.value.isEmpty ? "" : " \(range.value)")
    }
}
