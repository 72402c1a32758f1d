import Admission
import CAllocationAccount
import Glibc
import HostileDocuments

/// What a document cost the thread that answered it.
struct Measured {
    let recipe: HostileRecipe
    /// Nanoseconds of processor time for each MiB of the document.
    let timePerMiB: Double
    /// The most memory that was in use at one time, beyond the document.
    let peakBytes: Int
    /// What became of it, in a word.
    let outcome: String

    /// Reviews the document; once more where that took long, since other programs only ever add to the time.
    init(_ recipe: HostileRecipe) {
        let body = recipe.document()
        var least = Int.max
        var (peak, outcome) = (0, "")
        for _ in 0..<3 {
            allocation_account_open()
            let start = Self.processorTime
            outcome = Self.review(body, recipe)
            least = min(least, Self.processorTime - start)
            peak = max(peak, allocation_account_read().peak_bytes)
            guard Double(least) * Double(1 << 20) / Double(body.count) > Self.worthAnotherLook else { break }
        }
        self.recipe = recipe
        timePerMiB = Double(least) * Double(1 << 20) / Double(body.count)
        (peakBytes, self.outcome) = (peak, outcome)
    }

    /// 10 ms for each MiB, in nanoseconds.
    private static let worthAnotherLook = 10e6

    private static func review(_ body: [UInt8], _ recipe: HostileRecipe) -> String {
        do {
            let reviewed = try AdmissionReviewer.review(body, phase: recipe.isMutation ? .mutate : .validate)
            return reviewed.verdict.outcome.rawValue
        } catch {
            return "refused: \(error.description.prefix(60))"
        }
    }

    private static var processorTime: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
