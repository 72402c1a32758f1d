import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// Runs that would last for ever, and runs that are stopped.
    struct TimeTests {
        /// What names a server that never answers.
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let secret: @Sendable (Int) throws -> [String: String]
            var testDescription: String { name }

            static let all = [
                Case(name: "S3") { port in
                    [
                        "KOPIA_REPOSITORY": "s3://bucket", "AWS_S3_ENDPOINT": "http://127.0.0.1:\(port)",
                        "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
                    ]
                },
                Case(name: "SFTP") { port in
                    let servers = try StorageServers.current
                    return [
                        "SFTP_HOST": "127.0.0.1", "SFTP_PORT": "\(port)", "SFTP_PATH": "/repository",
                        "SFTP_USERNAME": "root", "SFTP_KNOWN_HOSTS_DATA": try servers.sftp.knownHosts(),
                        "SFTP_KEY_FILE": try String(contentsOf: servers.sftp.userKey, encoding: .utf8),
                    ]
                },
                Case(name: "WebDAV") { port in ["WEBDAV_URL": "http://127.0.0.1:\(port)/repository"] },
                Case(name: "rclone") { port in
                    [
                        "RCLONE_REMOTE_PATH": "away:repository",
                        "RCLONE_CONFIG": "[away]\ntype = webdav\nvendor = other\nurl = http://127.0.0.1:\(port)/\n",
                    ]
                },
            ]
        }

        private static let runLimit = 16

        @Test(
            "A server that takes connections and never answers is unreachable, within the time that a run has",
            arguments: Kopia.installed,
            Case.all
        )
        func silentServer(_ kopia: Kopia, _ silent: Case) async throws {
            let server = try SilentServer()
            let pod = try Self.pod(kopia, silent, port: server.port, limit: Self.runLimit)
            let ending = try await pod.run()
            defer { ending.cleanUp() }
            #expect(ending.word == "Unreachable", "\(ending)")
            #expect(ending.status == 1)
            let duration = try #require(ending.result("MAINTENANCE_DURATION").flatMap { Int($0) })
            #expect(duration < Self.runLimit)
            #expect(ending.contents(of: "tmp") == [])
            withExtendedLifetime(server) {}
        }

        @Test(
            "A run that is stopped says at which step, and since when",
            arguments: Kopia.installed,
            PodShell.available
        )
        func stopped(_ kopia: Kopia, _ shell: PodShell) async throws {
            let server = try SilentServer()
            var pod = try Self.pod(kopia, Case.all[0], port: server.port, limit: 10_800)
            pod.shell = shell
            let ending = try await pod.run { processes in
                try await processes.wait(for: "kopia")
                processes.signal(SIGTERM, to: .first)
            }
            defer { ending.cleanUp() }
            #expect(ending.status == 143, "\(ending)")
            #expect(ending.word == "Terminated")
            #expect(ending.reason.contains("Connecting to the repository (s3)"))
            #expect(ending.reason.contains(/since 20[0-9-]+T[0-9:]+Z/))
            #expect(ending.contents(of: "tmp") == [])
            withExtendedLifetime(server) {}
        }

        @Test(
            "A run whose server falls silent ends itself before the Job's deadline, and says where it was",
            arguments: Kopia.installed,
            PodShell.available
        )
        func outOfTime(_ kopia: Kopia, _ shell: PodShell) async throws {
            let folder = try StorageServers.current.folder.appending(path: UUID().uuidString)
            let server = try await WebDAVServer(in: folder)
            do {
                let place = try RepositoryPlace.webDAV(server, name: "repository")
                try await KopiaRepository.with(kopia, at: place) { try await checkOutOfTime($0, shell, server) }
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
        }

        /// Time enough for what comes before, on a busy machine; a twentieth of it is six seconds.
        private static let shortLimit = 120

        private func checkOutOfTime(_ repository: KopiaRepository, _ shell: PodShell, _ server: WebDAVServer)
            async throws
        {
            var pod = repository.pod
            pod.shell = shell
            pod.waitBriefly()
            pod.spec["activeDeadlineSeconds"] = .number(JSONNumber(Int64(Self.shortLimit)))
            let ending = try await pod.run { processes in
                try await eventually {
                    processes.identifiers(.named("kopia")).contains {
                        ProcessTable.commandLine(of: $0).contains(" --full")
                    }
                }
                server.fallSilent()
            }
            defer { ending.cleanUp() }
            #expect(ending.word == "OutOfTime", "\(ending)")
            #expect(ending.status == 1)
            #expect(ending.reason.hasSuffix(": Running full maintenance"))
            let duration = try #require(ending.result("MAINTENANCE_DURATION").flatMap { Int($0) })
            #expect(duration < Self.shortLimit)
            #expect(ending.contents(of: "tmp") == [])
        }

        private static func pod(_ kopia: Kopia, _ silent: Case, port: Int, limit: Int) throws -> KopiaPod {
            var pod = KopiaPod(kopia: kopia)
            pod.waitBriefly()
            pod.secret = try silent.secret(port)
            pod.secret["KOPIA_PASSWORD"] = "password-of-nothing"
            pod.spec["activeDeadlineSeconds"] = .number(JSONNumber(Int64(limit)))
            return pod
        }
    }
}
