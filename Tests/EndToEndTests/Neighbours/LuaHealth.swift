import Foundation
import KubernetesAPI
import TestSupport

/// The health script for Argo CD, run by an interpreter of Lua.
enum LuaHealth {
    /// What the script says of an object.
    struct Verdict: Hashable {
        let status: String
        let message: String
    }

    private static let script = Fixtures.repository.appending(path: "deploy/gitops/argocd-health.lua")
    private static let interpreter = "lua5.3"

    /// False, said aloud, where there is no interpreter.
    static let isAvailable: Bool = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(interpreter)") }
        if !isThere { print("SKIPPED: the health script for Argo CD is not run: apt-get install \(interpreter)") }
        return isThere
    }()

    /// Runs the script as Argo CD does: the object is `obj`, no library but the base is there, and it returns a table.
    static func judge(_ object: JSONValue) async throws -> Verdict {
        let program = """
            local chunk = assert(loadfile(arg[1], "t", {obj = \(literal(object)), ipairs = ipairs}))
            local health = chunk()
            io.write(health.status, "\\n", health.message)
            """
        let arguments = ["-", script.path]
        let output = try await Command.output(interpreter, arguments, input: program)
        let parts = output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return Verdict(status: parts.first ?? "", message: parts.dropFirst().first ?? "")
    }

    /// The value as Lua writes it; null is nil, so that the key is not there, as Argo CD has it.
    private static func literal(_ value: JSONValue) -> String {
        if let object = value.object {
            return "{" + object.members.map { "[\(quoted($0.name))] = \(literal($0.value))" }.joined(separator: ", ")
                + "}"
        }
        if let array = value.array { return "{" + array.map(literal).joined(separator: ", ") + "}" }
        if let text = value.string { return quoted(text) }
        return value.isNull ? "nil" : value.jsonText
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.utf8.map { "\\" + String(repeating: "0", count: 3 - "\($0)".count) + "\($0)" }.joined() + "\""
    }
}
