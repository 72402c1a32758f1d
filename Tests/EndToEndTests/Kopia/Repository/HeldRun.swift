import Foundation
import Glibc
import KubernetesAPI
import TestSupport

/// A maintenance run of the one who makes backups that has begun and does not get on: stopped where it has moved the
/// schedule and not yet run its last task.
final class HeldRun: Sendable {
    private let service: Service
    private let folder: URL

    /// Starts runs until one is caught at that moment.
    init(of repository: KopiaRepository) async throws {
        for _ in 0..<50 {
            let folder = FileManager.default.temporaryDirectory.appending(path: "km-held-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let service = try await repository.start("maintenance", "run", "--full", in: folder)
            while service.isRunning, !service.printed.contains("Running full maintenance") {
                try await Task.sleep(for: .milliseconds(1))
            }
            if let number = service.processIdentifier {
                kill(number, SIGSTOP)
                if !service.printed.contains("Finished") {
                    (self.service, self.folder) = (service, folder)
                    return
                }
            }
            await service.kill()
            try FileManager.default.removeItem(at: folder)
        }
        throw Command.Failure(description: "every run of kopia was over before it could be stopped")
    }

    /// Ends it where it stands.
    func end() async {
        await service.kill()
        try? FileManager.default.removeItem(at: folder)
    }
}
