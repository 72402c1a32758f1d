import Foundation
import TestSupport

/// The chart with an address of this machine in the place of the webhook's Service, which no test has.
struct ChartCopy {
    /// Of the chart.
    let folder: URL

    /// Copies the chart as it is.
    init(callingPort port: Int, in parent: URL) async throws {
        try await self.init(of: Fixtures.repository.appending(path: "deploy"), callingPort: port, in: parent)
    }

    /// Copies the chart as it was before the last change of it; nil where there is no history that tells.
    static func former(callingPort port: Int, in parent: URL) async throws -> ChartCopy? {
        let repository = Fixtures.repository.path
        let changes = try await Command.run(
            "git",
            ["-C", repository, "rev-list", "-n", "2", "HEAD", "--", "deploy/chart"]
        )
        let commits = changes.output.split(separator: "\n")
        guard changes.status == 0, commits.count == 2, let commit = commits.last else {
            print("SKIPPED: the upgrade from the chart before its last change: git does not know it")
            return nil
        }
        let archive = parent.appending(path: "former.tar").path
        try await Command.output(
            "git",
            ["-C", repository, "archive", "--output", archive, String(commit), "deploy"]
        )
        try await Command.output("tar", ["-xf", archive, "-C", parent.path])
        return try await ChartCopy(of: parent.appending(path: "deploy"), callingPort: port, in: parent)
    }

    private init(of deploy: URL, callingPort port: Int, in parent: URL) async throws {
        folder = parent.appending(path: "chart-\(UUID().uuidString)")
        // The files that the chart shares with the overlays are links.
        try await Command.output("cp", ["-RL", deploy.appending(path: "chart").path, folder.path])
        let file = folder.appending(path: "templates/webhook/configurations.yaml")
        let template = try String(contentsOf: file, encoding: .utf8)
        let service = #/      service:\n(?:        .*\n)*?        path: (?<path>.*)\n        port: 443\n/#
        let edited = template.replacing(service) { "      url: https://127.0.0.1:\(port)\($0.output.path)\n" }
            // A busy machine is no reason to lose a request.
            .replacing(/timeoutSeconds: .*/, with: "timeoutSeconds: 30")
        guard edited.contains("url: https") else {
            throw Command.Failure(description: "the chart names no Service:\n\(template)")
        }
        try edited.write(to: file, atomically: true, encoding: .utf8)
    }
}
