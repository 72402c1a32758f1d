extension CronSchedule {
    /// Reads a schedule in the order of robfig/cron v3's Parse and of the API server's own check for time zones.
    static func timing(parsing text: String) throws(CronSyntaxError) -> Timing {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= lengthLimit else { throw .tooLong(text.utf8.count) }
        // The API server looks for these two letters anywhere, not only in a leading TZ= or CRON_TZ=.
        guard !mentionsTimeZone(text) else { throw .timeZone }
        guard text.utf8.first == UInt8(ascii: "@") else { return .calendar(try CalendarRule(parsing: text)) }
        if let fields = CronDescriptor.fields(of: text) { return .calendar(try CalendarRule(parsing: fields)) }
        guard let interval = CronDescriptor.interval(in: text) else {
            throw .unknownDescriptor(text, hint: CronDescriptor.hint(for: text))
        }
        return .interval(seconds: try seconds(every: interval))
    }

    private static func mentionsTimeZone(_ text: String) -> Bool {
        let bytes = text.utf8.span
        let (first, second) = (UInt8(ascii: "T"), UInt8(ascii: "Z"))
        return bytes.indices.dropLast().contains { bytes[$0] == first && bytes[$0 + 1] == second }
    }

    /// Whole seconds, cut, not rounded, and at least one, as robfig/cron v3 does (constantdelay.go, Every).
    private static func seconds(every interval: Substring) throws(CronSyntaxError) -> Int64 {
        do throws(GoDurationError) {
            return max(1, try GoDuration(parsing: interval).nanoseconds / 1_000_000_000)
        } catch {
            throw .invalidInterval(String(interval), error)
        }
    }
}
