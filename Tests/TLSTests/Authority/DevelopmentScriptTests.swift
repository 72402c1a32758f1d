import Foundation
import TestSupport
import Testing

@testable import TLS

@Suite("The script for development certificates")
struct DevelopmentScriptTests {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    private func run(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run("sh", [Self.script, "--directory", directory.path] + arguments)
    }

    private static let script: String = {
        // Tests/TLSTests/Authority/<this file>
        let root = (1...4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        return root.appending(path: "certs/make-dev-certs.sh").path(percentEncoded: false)
    }()

    @Test("makes what the program would have made, and each leaves the other's files alone")
    func agreesWithProgram() async throws {
        let made = try await run()
        #expect(made.status == 0, "\(made.text)")
        // The command cannot backdate, so only from now on is what it made valid.
        let now = Int64(time(nil))
        #expect(try directory.names == ["ca.crt", "tls.crt", "tls.key"])
        #expect(try DevelopmentCertificates.prepare(in: directory.path, now: now).areNew == false)

        let names = ["webhook.example", "10.0.0.1"]
        #expect(try DevelopmentCertificates.prepare(in: directory.path, names: names, now: now).areNew)
        let kept = try await run("--name", names[0], "--name", names[1])
        #expect(kept.status == 0 && kept.text.hasPrefix("kept "), "\(kept.text)")
        let remade = try await run("--name", "other.example")
        #expect(remade.status == 0 && remade.text.hasPrefix("made "), "\(remade.text)")
    }

    @Test("takes a folder that is named from where it was called", .timeLimit(.minutes(5)))
    func takesRelativeFolders() async throws {
        let made = try await Command.run("sh", [Self.script, "--directory", "certs"], directory: directory.path)
        #expect(made.status == 0, "\(made.text)")
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/certs")
        #expect(names.sorted() == ["ca.crt", "tls.crt", "tls.key"])
    }

    @Test("makes a client certificate that the server accepts")
    func makesClient() async throws {
        let made = try await run("--client", "kube-apiserver")
        #expect(made.status == 0, "\(made.text)")
        func document(_ name: String) throws -> PEMDocument {
            PEMDocument(source: name, bytes: try directory.read(name))
        }
        let pair = try EnginePair(
            client: .makeClient(
                ClientConfiguration(
                    authorities: try document("ca.crt"),
                    identity: IdentityDocuments(
                        certificateChain: try document("client.crt"),
                        privateKey: try document("client.key")
                    )
                )
            ),
            server: .makeServer(
                ServerCredentials(
                    identity: IdentityDocuments(
                        certificateChain: try document("tls.crt"),
                        privateKey: try document("tls.key")
                    ),
                    clientAuthorities: try document("ca.crt")
                )
            ),
            serverName: "localhost"
        )
        try pair.connect()
        #expect(pair.server.peerNames == ["kube-apiserver"])
    }

    @Test("never takes the place of somebody's own key")
    func respectsForeignKeys() async throws {
        let identity = try TestIdentities.serving(by: try TestIdentities.authority())
        try directory.write("tls.crt", identity.certificateChain.bytes)
        try directory.write("tls.key", identity.privateKey.bytes)
        let output = try await run("--force")
        #expect(output.status == 1)
        #expect(output.text.contains("is left alone"))
        #expect(try directory.read("tls.key") == identity.privateKey.bytes)
    }

    @Test(
        "refuses what it does not understand",
        arguments: [
            ["--name", "a,DNS:b"], ["--name", "a b;c"], ["--days", "0"], ["--days", "-1"], ["--nonsense", "x"],
        ]
    )
    func refuses(_ arguments: [String]) async throws {
        let output = try await run(arguments[0], arguments[1])
        #expect(output.status == 2, "\(output.text)")
        #expect(try directory.names == [])
    }

    @Test("explains itself")
    func explains() async throws {
        let output = try await run("--help")
        #expect(output.status == 0)
        for option in ["--directory", "--name", "--days", "--client", "--force"] {
            #expect(output.text.contains(option))
        }
    }
}
