/// The English names of months and days, for explanations.
enum CalendarNames {
    /// The name of a month, 1 to 12.
    static func month(_ number: Int) -> String {
        name(number - 1, of: months)
    }

    /// The name of a day of the week, 0 for Sunday to 6.
    static func weekday(_ number: Int) -> String {
        name(number, of: weekdays)
    }

    private static func name(_ index: Int, of names: [String]) -> String {
        names.indices.contains(index) ? names[index] : "\(index)"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
