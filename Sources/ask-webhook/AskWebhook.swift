import ArgumentParser
import Foundation
import KubernetesAPI
import Manifests

/// Asks a running webhook about manifests, as the API server would on `kubectl create`, and prints what kubectl would.
@main
struct AskWebhook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask-webhook",
        abstract: "Ask a running webhook about manifests, as the API server would.",
        discussion: """
            Each KopiaMaintenance is sent to the mutating webhook, what that changed to the validating one, and the \
            outcome is printed as kubectl prints it. Nothing is created. Requests go through curl.
            """
    )

    @Option(help: "Where the webhook serves, such as https://127.0.0.1:9443.")
    var url: String

    @Option(help: "File of the certificate authority that signed the webhook's certificate.")
    var caFile: String

    @Argument(help: "Manifests, or folders of them.")
    var paths: [String]

    func run() throws {
        let webhook = Webhook(url: url, authorityFile: caFile)
        var tally = Tally()
        for file in try paths.flatMap(Self.files) {
            print("$ kubectl create --filename \(file)")
            for manifest in try Self.manifests(in: file) {
                guard manifest["kind"]?.string == "KopiaMaintenance" else {
                    print("(\(manifest["kind"]?.string ?? "no kind"): not a webhook's business)")
                    continue
                }
                let verdict = try webhook.review(creationOf: manifest)
                print(verdict.kubectlText)
                tally.count(verdict)
            }
        }
        print("\n\(tally.description)")
    }

    /// The manifest itself, or those of a folder by name.
    private static func files(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(path)/\($0)" }
    }

    /// The objects in a file.
    private static func manifests(in file: String) throws -> [JSONValue] {
        let manifest = Manifest([UInt8](try Data(contentsOf: URL(filePath: file))))
        if let error = manifest.error { throw error }
        return manifest.documents.flatMap(\.objects).map(\.root)
    }
}

/// How many objects had which outcome.
private struct Tally: CustomStringConvertible {
    private var admitted = 0
    private var rejected = 0

    mutating func count(_ verdict: Verdict) {
        if verdict.rejection == nil { admitted += 1 } else { rejected += 1 }
    }

    var description: String { "\(admitted) admitted, \(rejected) rejected" }
}
