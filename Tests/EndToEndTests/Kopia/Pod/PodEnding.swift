import Foundation
import TestSupport

/// How a pod ended, and what it left.
struct PodEnding: Sendable, CustomStringConvertible {
    let status: Int32
    let log: String
    let terminationMessage: String
    private let folder: URL

    init(_ outcome: Command.Outcome, in folder: URL) {
        status = outcome.status
        log = outcome.text
        let message = folder.appending(path: "termination-log")
        terminationMessage = (try? String(contentsOf: message, encoding: .utf8)) ?? ""
        self.folder = folder
    }

    var description: String { "status \(status)\n\(log)" }
}

extension PodEnding {
    /// The value of a line of the termination message, such as `MAINTENANCE_STATUS`.
    func result(_ name: String) -> String? {
        let line = terminationMessage.split(separator: "\n").last { $0.hasPrefix("\(name): ") }
        return line.map { String($0.dropFirst(name.count + 2)) }
    }

    /// Why the run failed: a word and a sentence.
    var reason: String { result("MAINTENANCE_FAILURE_REASON") ?? "" }

    /// The word before the sentence.
    var word: String { String(reason.prefix { $0 != ":" }) }

    /// What the run left in a volume of its own: paths below it, in order.
    func contents(of volume: String) -> [String] {
        let root = folder.appending(path: "volumes/\(volume)").path
        return FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }.sorted() ?? []
    }

    /// Removes what is left.
    func cleanUp() { try? FileManager.default.removeItem(at: folder) }
}
