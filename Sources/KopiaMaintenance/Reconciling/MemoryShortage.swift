import KubernetesAPI

/// The end of a container for want of memory, and what to do about it.
struct MemoryShortage {
    /// The word of the script for the same end, where it lives to tell.
    private static let word = "OutOfMemory"

    /// The container.
    let container: PodContainer

    /// The limit that was in force; nil if there was none but the node's.
    let limit: String?

    /// False where the container was killed and nobody says why: memory is the usual reason.
    let isCertain: Bool

    /// The word, and a sentence that names the limit and the next one to try.
    var reason: String { "\(Self.word): \(what): \(advice)" }

    private var what: String {
        let whose = container.isMaintenance ? "the run" : "container \(container.name)"
        if !isCertain {
            let known = limit.map { "of which its limit was \($0)" } ?? "of which it has as much as the node"
            return "\(whose) was killed (exit code 137), most likely for want of memory, \(known)"
        }
        return limit.map { "\(whose) needed more memory than its limit of \($0)" }
            ?? "\(whose) has no memory limit, and the node ran out of memory"
    }

    private var advice: String {
        guard container.isMaintenance else { return "give it more where it is added to the pod" }
        guard let limit else { return "set spec.resources.requests.memory to what a run needs" }
        return "set spec.resources.limits.memory to \(Self.twice(limit) ?? "more")"
    }

    /// Twice the quantity, as one would write it; nil if that is beyond counting.
    static func twice(_ text: String) -> String? {
        guard let limit = Quantity(text), limit.sign > 0 else { return nil }
        let (bytes, overflows) = limit.wholeBytes.multipliedReportingOverflow(by: 2)
        guard !overflows else { return nil }
        let isBinary = limit.format == .binarySI && bytes.isMultiple(of: 1024)
        return Quantity(isBinary ? "\(bytes / 1024)Ki" : "\(bytes)")?.description
    }
}
