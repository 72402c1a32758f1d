import Foundation
import Glibc
import TestSupport

/// A process as the kernel sees it.
struct RunningProcess {
    let identifier: Int32

    init(_ webhook: RunningWebhook) throws {
        guard let identifier = webhook.service.processIdentifier else {
            throw Command.Failure(description: "the webhook has ended:\n\(webhook.service.printed.suffix(2000))")
        }
        self.identifier = identifier
    }

    /// How many descriptors it has open.
    var openDescriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: descriptorFolder).count }
    }

    /// How many sockets it has open: those it listens on are there before it says that it serves, while a thread that
    /// waits for a time opens what it needs for that whenever its turn comes.
    var openSockets: Int {
        get throws {
            let files = FileManager.default
            return try files.contentsOfDirectory(atPath: descriptorFolder).count { number in
                // One that has been closed since has no destination any more.
                let destination = try? files.destinationOfSymbolicLink(atPath: "\(descriptorFolder)/\(number)")
                return destination?.hasPrefix("socket:") == true
            }
        }
    }

    private var descriptorFolder: String { "/proc/\(identifier)/fd" }

    /// Kilobytes of memory that it occupies.
    var residentKilobytes: Int { get throws { try kilobytes("VmRSS:") } }

    /// Kilobytes of memory that it occupied at most.
    var peakKilobytes: Int { get throws { try kilobytes("VmHWM:") } }

    private func kilobytes(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let number = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { throw Command.Failure(description: "no \(name) in: \(status)") }
        return number
    }

    func send(_ signal: Int32) { _ = Glibc.kill(identifier, signal) }
}
