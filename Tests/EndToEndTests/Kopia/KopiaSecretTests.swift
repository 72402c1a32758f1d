import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// The repository Secret as files: how people write them, and who may read them.
    struct SecretTests {
        /// A way to write a file.
        enum Form: String, CaseIterable, Sendable, CustomTestStringConvertible {
            case endingBefore = "without a line break at its end"
            case carriageReturns = "with the line breaks of Windows"
            case blankLines = "with empty lines around it"

            var testDescription: String { rawValue }

            func write(_ text: String) -> String {
                switch self {
                case .endingBefore: text.trimmingCharacters(in: .newlines)
                case .carriageReturns: text.replacing("\n", with: "\r\n")
                case .blankLines: "\n\(text)\n\n"
                }
            }
        }

        @Test(
            "Kopia and rclone take a file as it stands in the Secret",
            arguments: Kopia.installed.flatMap { kopia in [Backend.sftp, .rclone].map { (kopia, $0) } },
            Form.allCases
        )
        func forms(_ program: (kopia: Kopia, backend: Backend), _ form: Form) async throws {
            let place = try await RepositoryPlace(on: program.backend)
            try await KopiaRepository.with(program.kopia, at: place) { repository in
                var pod = repository.pod
                for key in ["SFTP_KEY_FILE", "SFTP_KNOWN_HOSTS_DATA", "RCLONE_CONFIG"] {
                    pod.secret[key] = pod.secret[key].map(form.write)
                }
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
            }
        }

        @Test("Kopia takes its own configuration as it stands in the Secret", arguments: Kopia.installed, Form.allCases)
        func structured(_ kopia: Kopia, _ form: Form) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                var pod = repository.pod
                pod.secret["KOPIA_STRUCTURED_REPOSITORY_CONFIG"] = form.write(
                    """
                    {
                      "storage": {"type": "filesystem", "config": {"path": "/mnt/repo", "dirShards": null}}
                    }

                    """
                )
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
            }
        }

        @Test("A pod without a group of its own reads the Secret", arguments: Kopia.installed)
        func noGroup(_ kopia: Kopia) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .sftp)) { repository in
                var pod = repository.pod
                pod.spec["podSecurityContext"] = ["runAsUser": 65_532, "runAsNonRoot": true]
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
            }
        }

        @Test("A Secret that the user may not read is not taken for an empty one", arguments: Kopia.installed)
        func unreadable(_ kopia: Kopia) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                var pod = repository.pod
                // As an admission policy would that knows of no groups.
                let context: JSONValue = ["runAsUser": 65_532, "runAsNonRoot": true]
                let changed = pod.template.setting(context, at: "spec", "securityContext")
                pod.files[KopiaPod.secretName] = pod.secret
                pod.files[ScriptsConfigMap.name] = pod.data(of: ScriptsConfigMap.name)
                pod.given = changed
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.word == "UnreadableSecret", "\(ending)")
                #expect(ending.status == 78)
                #expect(ending.reason.contains("fsGroup"))
            }
        }

        @Test("A pod whose Secret is absent does not start", arguments: Kopia.installed)
        func absent(_ kopia: Kopia) async throws {
            var pod = KopiaPod(kopia: kopia)
            pod.spec["repository"] = ["repository": "absent"]
            await #expect(throws: Command.Failure.self) { try await pod.run() }
        }
    }
}
