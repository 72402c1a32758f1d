import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// Two that maintain one repository under two names, and die at any moment.
    struct ContentionTests {
        /// The moments of the deaths: the same each time, unless another number is given (`KM_KOPIA_SEED`).
        private static let seed = setting("KM_KOPIA_SEED").flatMap { UInt64($0) } ?? 1

        private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

        @Test(
            "Two owners never maintain at once, whoever dies, and the repository stays whole",
            arguments: Kopia.installed.suffix(1)
        )
        func contention(_ kopia: Kopia) async throws {
            let contest = try await Contest(of: kopia, in: StorageServers.current.folder)
            var generator = SeededGenerator(seed: Self.seed)
            do {
                for round in 1...max(1, KopiaRequirements.countOfContestedRuns / 2) {
                    let endings = try await contest.round(generator.next(), generator.next())
                    for ending in endings {
                        // Nobody's configuration was wrong.
                        #expect([0, 1, 75, 137, 143].contains(ending.status), "round \(round): \(ending)")
                        ending.cleanUp()
                    }
                    #expect(contest.overlaps == "", "round \(round): \(endings)")
                    if round.isMultiple(of: 50) { try await contest.repository.verify() }
                }
                try await contest.settle()
                #expect(contest.countOfRuns > 0)
                await contest.end()
            } catch {
                await contest.end()
                throw error
            }
        }
    }
}

/// Who dies in a round.
private enum Victim: UInt64, CaseIterable {
    case nobody, kopia, container, server
}

/// Two contenders, the repository that both want, and its server.
private final class Contest: Sendable {
    let repository: KopiaRepository
    private let server: ReplaceableServer
    private let observed: URL

    init(of kopia: Kopia, in parent: URL) async throws {
        let folder = parent.appending(path: "contest-\(UUID().uuidString)")
        observed = folder.appending(path: "observed")
        try FileManager.default.createDirectory(at: observed, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: observed.path)
        server = try await ReplaceableServer(in: folder)
        do {
            let place = try RepositoryPlace.webDAV(await server.current, name: "repository")
            repository = try await KopiaRepository(of: kopia, at: place)
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Both run once, and somebody may die; the two numbers decide who, and when.
    func round(_ first: UInt64, _ second: UInt64) async throws -> [PodEnding] {
        async let one = run("one", fate: first)
        async let two = run("two", fate: second)
        return try await [one, two]
    }

    private func run(_ name: String, fate: UInt64) async throws -> PodEnding {
        var pod = repository.pod
        pod.waitShorter()
        pod.secret["KOPIA_OVERRIDE_MAINTENANCE_USERNAME"] = name
        // Patience for half a minute of the test's time, many times what a run takes.
        pod.spec["activeDeadlineSeconds"] = 1200
        pod.mount(observed, at: "observed")
        pod.programs["true-kopia"] = pod.kopia.program
        pod.programs["kopia"] = KopiaPod.folder.appending(path: "watched-kopia.sh")
        let victim = Victim(rawValue: fate % 8) ?? .nobody
        return try await pod.run { [server, observed] processes in
            guard victim != .nobody else { return }
            let calls = observed.appending(path: "\(processes.hostname).calls")
            try await eventually { calls.octetCount > (fate >> 8) % 8 }
            try await processes.wait(for: "true-kopia")
            switch victim {
            case .nobody: break
            case .kopia: processes.signal(SIGKILL, to: .named("true-kopia"))
            case .container: processes.signal(SIGKILL, to: .first)
            case .server: try await server.replace()
            }
        }
    }

    /// Lets both have their turn undisturbed: the repository verifies, and belongs to one of them.
    func settle() async throws {
        try await repository.verify()
        let owner = try await repository.owner()
        #expect(["one@volsync", "two@volsync"].contains(owner))
    }

    /// What was seen of two at once, of which kopia refused neither; nothing, if all is well.
    var overlaps: String {
        record("overlaps").split(separator: "\n").filter { pair in
            !pair.split(separator: " ").contains { wasRefused($0) }
        }.joined(separator: "\n")
    }

    private func wasRefused(_ run: Substring) -> Bool {
        let name = run.split(separator: "/").last.map(String.init) ?? ""
        return FileManager.default.fileExists(atPath: observed.appending(path: "\(name).refused").path)
    }

    /// How many maintenance runs of kopia began.
    var countOfRuns: Int { record("runs").split(separator: "\n").count }

    private func record(_ name: String) -> String {
        (try? String(contentsOf: observed.appending(path: name), encoding: .utf8)) ?? ""
    }

    func end() async {
        await server.stop()
        repository.cleanUp()
    }
}

/// A server that can be killed, and is there again at once.
private actor ReplaceableServer {
    private(set) var current: WebDAVServer
    private let folder: URL
    private var isReplacing = false

    init(in folder: URL) async throws {
        self.folder = folder
        current = try await WebDAVServer(in: folder.appending(path: "server"))
    }

    func replace() async throws {
        // Both contenders may want it at once; one death is enough.
        guard !isReplacing else { return }
        isReplacing = true
        defer { isReplacing = false }
        await current.stop()
        current = try await WebDAVServer(in: folder.appending(path: "server"), port: current.port)
    }

    func stop() async { await current.stop() }
}

extension URL {
    /// How long a file is; 0 if there is none.
    fileprivate var octetCount: UInt64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.uint64Value ?? 0
    }
}
