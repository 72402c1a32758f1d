import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

/// The plugin's manifest for krew, judged by krew's published rules (`internal/index/validation` and the developer guide
/// of kubernetes-sigs/krew) and carried out as krew carries it out.
@Suite("The krew manifest", .timeLimit(.minutes(5)))
struct KrewManifestTests {
    private static let name = "kopia-maintenance"
    private static let script = Fixtures.repository.appending(path: "deploy/krew/release.sh").path
    private static let downloads = "https://downloads.example.org/v1.2.3"

    /// What a release consists of, gone when the test is over.
    private final class Release {
        let folder = FileManager.default.temporaryDirectory.appending(path: "krew-\(UUID().uuidString)")
        let outcome: Command.Outcome

        init(_ version: String, homepage: String = "https://example.org", platforms: [String]) async throws {
            let arguments = [version, homepage, downloads, folder.path] + platforms
            outcome = try await Command.run(script, arguments)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

        var manifest: JSONValue {
            get throws {
                let manifest = Manifest(try bytes("\(name).yaml"))
                #expect(manifest.error == nil)
                return try #require(manifest.documents.first).root
            }
        }
    }

    private static func release(of program: String = "/bin/sh") async throws -> Release {
        let release = try await Release("v1.2.3", platforms: ["amd64=\(program)", "arm64=/bin/sh"])
        try #require(release.outcome.status == 0, "\(release.outcome)")
        return release
    }

    @Test("keeps krew's rules")
    func rules() async throws {
        let manifest = try await Self.release().manifest
        #expect(manifest["apiVersion"] == "krew.googlecontainertools.github.com/v1alpha2")
        #expect(manifest["kind"] == "Plugin")
        #expect(manifest["metadata"]?["name"] == .string(Self.name))
        let spec = try #require(manifest["spec"])
        #expect(spec["version"] == "v1.2.3")
        #expect(spec["homepage"] == "https://example.org")
        let short = try #require(spec["shortDescription"]?.string)
        // The index asks for 50 characters at most, no full stop, and not the word "kubectl".
        #expect(!short.isEmpty && short.count <= 50 && !short.contains("\n") && !short.hasSuffix("."))
        #expect(!short.lowercased().contains("kubectl"))
        #expect(spec["description"]?.string?.isEmpty == false)
        let known: Set<String> = ["version", "homepage", "shortDescription", "description", "caveats", "platforms"]
        let unknown = Set((spec.object?.members ?? []).map(\.name)).subtracting(known)
        #expect(unknown == [])
        let platforms = try #require(spec["platforms"]?.array)
        #expect(platforms.map { $0["selector"]?["matchLabels"]?["arch"] } == ["amd64", "arm64"])
        for platform in platforms {
            #expect(platform["selector"]?["matchLabels"]?["os"] == "linux")
            #expect(platform["uri"]?.string?.hasPrefix(Self.downloads + "/") == true)
            #expect(platform["sha256"]?.string?.wholeMatch(of: /[a-f0-9]{64}/) != nil)
            let files = try #require(platform["files"]?.array)
            #expect(!files.isEmpty)
            #expect(files.allSatisfy { $0["from"]?.string?.isEmpty == false && $0["to"]?.string?.isEmpty == false })
            // What is asked of every plugin of the index: its licence comes with it.
            #expect(files.contains { $0["from"] == "LICENSE" })
            // kubectl finds a plugin with a dash in its name by an underscore.
            #expect(platform["bin"] == "kubectl-kopia_maintenance")
        }
    }

    @Test("installs a plugin that kubectl finds: archive, digest, files, link")
    func installation() async throws {
        let release = try await Self.release(of: Programs.plugin.path)
        let platform = try #require(try release.manifest["spec"]?["platforms"]?.array?.first)
        let archive = try #require(platform["uri"]?.string?.split(separator: "/").last.map(String.init))
        #expect(SHA256.hexDigest(of: try release.bytes(archive)) == platform["sha256"]?.string)
        let store = release.folder.appending(path: "store").path
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        let unpacked = try await Command.run(
            "tar",
            ["-xzf", "\(release.folder.path)/\(archive)", "-C", store]
        )
        #expect(unpacked.status == 0, "\(unpacked)")
        for file in platform["files"]?.array ?? [] {
            let name = try #require(file["from"]?.string)
            #expect(FileManager.default.fileExists(atPath: "\(store)/\(name)"))
        }
        let bin = try #require(platform["bin"]?.string)
        let sample = Fixtures.repository.appending(path: "deploy/samples/trigger-schedule.yaml").path
        let review = try await Command.run("\(store)/\(bin)", ["review", "-f", sample])
        #expect(review.status == 0, "\(review)")
    }

    @Test("is the same for the same program")
    func reproducible() async throws {
        let (one, two) = (try await Self.release(), try await Self.release())
        for name in ["kopia-maintenance.yaml", "kubectl-kopia_maintenance-linux-amd64.tar.gz"] {
            #expect(try one.bytes(name) == two.bytes(name))
        }
    }

    @Test(
        "is not made of a wrong call, which is explained",
        arguments: [
            ("1.2.3", "https://example.org", ["amd64=/bin/sh"], "VERSION is written v1.2.3, not 1.2.3"),
            ("v01.2.3", "https://example.org", ["amd64=/bin/sh"], "VERSION is written v1.2.3, not v01.2.3"),
            ("v1.2.3", "example.org", ["amd64=/bin/sh"], "HOMEPAGE begins with https://"),
            ("v1.2.3", "https://example.org", ["riscv=/bin/sh"], "ARCH is amd64 or arm64, not riscv"),
            ("v1.2.3", "https://example.org", ["amd64=/none"], "/none is no program"),
            ("v1.2.3", "https://example.org", ["arm64=/bin/sh", "arm64=/bin/sh"], "arm64 is given twice"),
            ("v1.2.3", "https://example.org", [], "usage: release.sh"),
        ]
    )
    func wrongCall(version: String, homepage: String, platforms: [String], complaint: String) async throws {
        let release = try await Release(version, homepage: homepage, platforms: platforms)
        #expect(release.outcome.status == 2)
        #expect(release.outcome.errors.contains(complaint), "\(release.outcome)")
        #expect(throws: (any Error).self) { try release.bytes("kopia-maintenance.yaml") }
    }
}
