import Foundation
import Glibc
import TestSupport

/// The processes of a pod that runs, as the host sees them; known by the host name in their environment.
struct PodProcesses: Sendable {
    /// Some of them.
    enum Selection: Sendable {
        case all
        /// The first, whose end ends the container.
        case first
        /// Those of that name.
        case named(String)
    }

    let hostname: String

    private let mark: [UInt8]

    init(hostname: String) {
        self.hostname = hostname
        mark = Array("HOSTNAME=\(hostname)".utf8)
    }

    /// Sends a signal; true if there was somebody to get it.
    @discardableResult
    func signal(_ signal: Int32, to selection: Selection) -> Bool {
        // What has ended since it was found gets none: Linux hands numbers out in turn.
        identifiers(selection).map { kill($0, signal) == 0 }.contains(true)
    }

    /// Returns when a process of that name runs.
    func wait(for name: String) async throws {
        try await eventually { !identifiers(.named(name)).isEmpty }
    }

    /// The numbers of those processes.
    func identifiers(_ selection: Selection) -> [pid_t] {
        ProcessTable.identifiers.filter { number in
            switch selection {
            case .all: break
            case .first: guard ProcessTable.innermostNumber(of: number) == 1 else { return false }
            case .named(let name): guard ProcessTable.name(of: number) == name else { return false }
            }
            return ProcessTable.variables(of: number).contains { $0.elementsEqual(mark) }
        }
    }
}

/// The processes of this machine, as `/proc` tells them.
enum ProcessTable {
    static var identifiers: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }
    }

    static func name(of number: pid_t) -> String {
        String(decoding: read("comm", of: number), as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// What `ps` shows of a process.
    static func commandLine(of number: pid_t) -> String {
        String(decoding: read("cmdline", of: number).map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
    }

    static func variables(of number: pid_t) -> [ArraySlice<UInt8>] { read("environ", of: number).split(separator: 0) }

    /// The number that a process has in its own namespace.
    static func innermostNumber(of number: pid_t) -> pid_t? {
        let status = String(decoding: read("status", of: number), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { pid_t($0) }
    }

    private static func read(_ name: String, of number: pid_t) -> [UInt8] {
        [UInt8](FileManager.default.contents(atPath: "/proc/\(number)/\(name)") ?? Data())
    }
}
