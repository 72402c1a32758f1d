import Foundation
import KubernetesAPI
import TestSupport

/// A controller under test: outside the cluster, with the token and the rights that its pod has in one.
final class ControllerProcess: Sendable {
    private let service: Service
    private let folder: URL

    /// Runs a test with a replica, which is killed afterwards whatever comes of the test.
    ///
    /// It need not lead, nor be ready, when the test begins.
    ///
    /// - Parameters:
    ///   - world: where it works.
    ///   - arguments: its flags; alone and in that namespace unless they say otherwise.
    ///   - program: another release's.
    ///   - body: the test.
    /// - Throws: what the test throws, and what the start makes impossible.
    static func run(
        in world: ControllerWorld,
        _ arguments: [String]? = nil,
        program: URL = Programs.controller,
        _ body: (ControllerProcess) async throws -> Void
    ) async throws {
        let controller = try await ControllerProcess(program, in: world, arguments ?? world.alone)
        do {
            try await body(controller)
            await controller.kill()
        } catch {
            await controller.kill()
            throw error
        }
    }

    private init(_ program: URL, in world: ControllerWorld, _ arguments: [String]) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "km-controller-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        service = try await Service(
            program,
            [
                "--kubeconfig", world.controllerKubeconfig.path, "--bind-address", "127.0.0.1", "--probe-port", "0",
                "--log-format", "text",
            ] + arguments,
            in: folder
        )
    }

    /// What the replica has logged.
    var log: String { service.printed }

    /// Waits until the replica has said where its probes are; returns their address.
    func probes() async throws -> String {
        var address: Substring?
        try await eventually {
            address = log.split(whereSeparator: \.isWhitespace).first { $0.contains("http://127.0.0.1:") }
            return address != nil
        }
        let text = address ?? ""
        return String(text[(text.firstRange(of: "http:")?.lowerBound ?? text.startIndex)...].filter { $0 != "\"" })
    }

    /// Reads one of the probe pages, as curl shows it; empty if the answer is no success.
    func page(_ path: String) async throws -> String {
        let outcome = try await Command.run("curl", ["--silent", "--fail", "\(try await probes())\(path)"])
        return outcome.status == 0 ? outcome.output : ""
    }

    /// Ends the replica without asking.
    func kill() async {
        await service.kill()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Asks the replica to end; returns its exit status.
    @discardableResult
    func stop() async throws -> Int32 {
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await service.stop()
    }
}
