import Foundation
import TestSupport

/// An S3 server in memory: moto, a package of PyPI.
final class S3Server: Sendable {
    /// What opens a bucket.
    struct Keys: Sendable {
        let identifier: String
        let secret: String
    }

    private let service: Service
    private let port: Int
    private let isPlain: Bool

    /// The program; nil where there is none.
    static let program: String? =
        ProcessInfo.processInfo.environment["MOTO_SERVER"] ?? KopiaRequirements.path(of: "moto_server")

    /// Starts one and waits until it answers.
    ///
    /// - Parameters:
    ///   - folder: a folder of its own.
    ///   - authority: whose certificate it shows; nil for one without TLS.
    ///   - wrapper: a program that starts it, and the arguments before its own.
    /// - Throws: ``Command/Failure`` if it does not start.
    init(in folder: URL, authority: LoopbackAuthority? = nil, under wrapper: [String] = []) async throws {
        guard let program = Self.program else { throw Command.Failure(description: "there is no moto_server") }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try FreePorts.take(1)[0]
        isPlain = authority == nil
        let identity = authority.map { ["-c", $0.server.certificate, "-k", $0.server.key] } ?? []
        let line = wrapper + [program, "-H", "127.0.0.1", "-p", "\(port)"] + identity
        service = try await Service(URL(filePath: line[0]), Array(line.dropFirst()), in: folder)
        let started = service
        do {
            try await started.wait { started.printed.contains("Running on") }
        } catch {
            await started.kill()
            throw error
        }
    }

    /// Its address, as the Secret has it.
    var endpoint: String { "127.0.0.1:\(port)" }

    var url: String { "\(isPlain ? "http" : "https")://\(endpoint)" }

    func stop() async { await service.kill() }

    /// Makes an empty bucket.
    func makeBucket(_ name: String) async throws { try await ask("--request", "PUT", "\(url)/\(name)") }

    /// From now on asks for the keys of an account; returns those of one that may do everything and of one that may do
    /// nothing.
    func closeToStrangers() async throws -> (mighty: Keys, powerless: Keys) {
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#
        let mighty = try await makeAccount("mighty")
        let powerless = try await makeAccount("powerless")
        try await manageAccounts(
            "Action=PutUserPolicy",
            "UserName=mighty",
            "PolicyName=everything",
            "PolicyDocument=\(policy)"
        )
        try await ask("--header", "Content-Type: text/plain", "--data-binary", "0", "\(url)/moto-api/reset-auth")
        return (mighty, powerless)
    }

    private func makeAccount(_ name: String) async throws -> Keys {
        try await manageAccounts("Action=CreateUser", "UserName=\(name)")
        let answer = try await manageAccounts("Action=CreateAccessKey", "UserName=\(name)")
        guard let identifier = answer.firstMatch(of: /<AccessKeyId>(.*?)<\/AccessKeyId>/),
            let secret = answer.firstMatch(of: /<SecretAccessKey>(.*?)<\/SecretAccessKey>/)
        else { throw Command.Failure(description: "no keys in \(answer)") }
        return Keys(identifier: String(identifier.1), secret: String(secret.1))
    }

    @discardableResult
    private func manageAccounts(_ fields: String...) async throws -> String {
        let data = (["Version=2010-05-08"] + fields).flatMap { ["--data-urlencode", $0] }
        return try await ask(["--aws-sigv4", "aws:amz:us-east-1:iam", "--user", "any:body"] + data + ["\(url)/"])
    }

    @discardableResult
    private func ask(_ arguments: String...) async throws -> String { try await ask(arguments) }

    private func ask(_ arguments: [String]) async throws -> String {
        try await Command.output("curl", ["--silent", "--show-error", "--fail", "--insecure"] + arguments)
    }
}
