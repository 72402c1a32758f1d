import Foundation

/// One request through curl: a client that the webhook's author did not write.
enum Curl {
    /// The body of the answer to a POST of JSON; an answer other than 2xx is an error with its body.
    static func post(_ body: [UInt8], to url: String, authorityFile: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "curl", "--silent", "--show-error", "--fail-with-body", "--cacert", authorityFile,
            "--header", "Content-Type: application/json", "--data-binary", "@-", url,
        ]
        let (input, output, complaints) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        // curl reads all of its input before it sends any, and writes only after that: neither end waits for the other.
        try input.fileHandleForWriting.write(contentsOf: Data(body))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try complaints.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = [complaint, answer].map { String(decoding: $0, as: UTF8.self) }.joined()
            throw AskError.unreachable(said.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return [UInt8](answer)
    }
}
