/// The items as a person lists them: `a`, `a and b`, `a, b and c`.
func listed(_ items: [String], conjunction: String) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}
