import Foundation
import TestSupport
import Testing

/// A real Kopia program, one of those that `KOPIA` names.
struct Kopia: Hashable, Sendable, CustomTestStringConvertible {
    let program: URL

    /// Those of the variable, which separates them by colons; the tests run with each of them.
    static let installed: [Kopia] = {
        let paths = ProcessInfo.processInfo.environment["KOPIA"]?.split(separator: ":") ?? []
        return paths.map { Kopia(program: URL(filePath: String($0))) }
    }()

    /// The folder that the program lies in tells its version where there are several.
    var testDescription: String { program.path }
}

/// What the tests with the real program ask for, and what is said of those that are skipped.
enum KopiaRequirements {
    static let kopia: Comment = "SKIPPED: KOPIA names no kopia program"

    /// Pods are made of namespaces, which takes root's rights.
    static let pods: Comment = "SKIPPED: a pod is isolated by root and unshare(1), which this machine refuses"

    /// How many runs there are of two owners who contend, of which two take about a minute: as many as take some minutes,
    /// unless there is more patience (`KOPIA_RUNS=1000`).
    static let countOfContestedRuns = ProcessInfo.processInfo.environment["KOPIA_RUNS"].flatMap { Int($0) } ?? 30

    static let s3: Comment = "SKIPPED: there is no moto_server on PATH, nor does MOTO_SERVER name one"

    /// True if pods can be made here.
    static let canIsolate: Bool = {
        let attempt = Process()
        attempt.executableURL = URL(filePath: "/usr/bin/unshare")
        attempt.arguments = ["--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "none", "/mnt"]
        attempt.standardError = FileHandle.nullDevice
        do {
            try attempt.run()
            attempt.waitUntilExit()
            return attempt.terminationStatus == 0
        } catch {
            return false
        }
    }()

    /// True if that program is installed.
    static func has(_ name: String) -> Bool { path(of: name) != nil }

    /// Where a program lies: in a folder of `PATH`, or in those of administrators.
    static func path(of name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
