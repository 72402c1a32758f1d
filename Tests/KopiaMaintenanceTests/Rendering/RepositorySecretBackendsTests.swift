import KopiaMaintenance
import MaintenanceScripts
import Testing

/// What is known of the keys of backends, held against what the script does with them.
@Suite struct RepositorySecretBackendsTests {
    /// A Secret with one address and what its backend asks for, every value one that the script accepts.
    private static func secret(at address: String, of backend: RepositoryBackend) -> [String: String] {
        let keys = [address] + (RepositorySecretKeys.required[backend] ?? []).compactMap(\.first)
        let secret = Dictionary(keys.map { ($0, values[$0] ?? "/etc/hosts") }) { first, _ in first }
        return secret.merging(["KOPIA_PASSWORD": "sesame"]) { $1 }
    }

    private static let values = [
        "KOPIA_STRUCTURED_REPOSITORY_CONFIG": #"{"storage": {"type": "b2"}}"#, "WEBDAV_URL": "https://dav.example/",
        "KOPIA_FS_PATH": "/mnt/repo",
    ]

    private static let backends = RepositorySecretKeys.required.keys.sorted { $0.rawValue < $1.rawValue }

    @Test("A run asks for each key that a backend requires, and is content with any of its names", arguments: backends)
    func requirements(_ backend: RepositoryBackend) async throws {
        let address = try #require(RepositorySecretKeys.addresses.first { $0.backend == backend }).key
        let whole = Self.secret(at: address, of: backend)
        for names in RepositorySecretKeys.required[backend] ?? [] {
            let bare = whole.filter { !names.contains($0.key) }
            #expect(RepositorySecretKeys.missing(for: backend, among: Set(bare.keys)) == [names])
            let refused = try await MaintenanceRun(bare)
            defer { refused.cleanUp() }
            #expect(refused.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("MissingKey: ") == true, "\(refused.log)")
            for name in names {
                let run = try await MaintenanceRun(bare.merging([name: "/etc/hosts"]) { $1 })
                defer { run.cleanUp() }
                #expect(run.status == 0, "\(name): \(run.log)")
            }
        }
    }

    @Test("The script requires nothing else")
    func completeness() {
        let text = MaintenanceScripts.files.map(\.text).joined()
        let count = text.matches(of: #/(?m)^ +require /#).count
        #expect(count == RepositorySecretKeys.required.values.reduce(0) { $0 + $1.count })
    }

    @Test(
        "Which address wins over a URL, and which over a volume",
        arguments: RepositorySecretKeys.addresses.map(\.key)
    )
    func precedence(_ address: String) async throws {
        let backend = try #require(RepositorySecretKeys.addresses.first { $0.key == address }).backend
        let secret = Self.secret(at: address, of: backend)
        let beside = try await MaintenanceRun(secret.merging(["KOPIA_REPOSITORY": "s3://other"]) { $1 })
        defer { beside.cleanUp() }
        let loses = beside.arguments(of: "connect").contains("--bucket=other")
        #expect(loses != RepositorySecretKeys.beforeURLs.contains(address), "\(beside.log)")
        let volume = ["KOPIA_MAINTENANCE_REPOSITORY": "filesystem:///mnt/repo"]
        let mounted = try await MaintenanceRun(secret.merging(volume) { $1 })
        defer { mounted.cleanUp() }
        let isVolume = mounted.arguments(of: "connect").contains("filesystem")
        #expect(isVolume != RepositorySecretKeys.beforeVolumes.contains(address), "\(mounted.log)")
    }
}
