import Foundation
import TLS
import TestSupport

extension RunningWebhook {
    /// A page of the probe port, and its status.
    func probe(_ path: String) async throws -> (status: Int, text: String) {
        let outcome = try await Command.run(
            "curl",
            ["--silent", "--show-error", "--max-time", "20", "--write-out", "\n%{http_code}", probes + path]
        )
        guard outcome.status == 0, let end = outcome.output.lastIndex(of: "\n"),
            let status = Int(outcome.output[end...].dropFirst())
        else { throw Command.Failure(description: "\(path): \(outcome)") }
        return (status, String(outcome.output[..<end]))
    }

    /// The value of a series, written as in the exposition; nil if it is not there.
    func metric(_ series: String) async throws -> Double? {
        let text = try await probe("/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(series) ") }
        return line.flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    /// Waits until a series has a value that the condition holds for.
    func wait(for series: String, _ condition: @escaping (Double) -> Bool) async throws {
        try await service.wait { try await metric(series).map(condition) ?? false }
    }

    /// The client's side of TLS, which trusts the development certificate.
    func clientContext(authority: URL? = nil) throws -> TLSContext {
        let file = authority ?? URL(filePath: self.authority)
        let document = PEMDocument(source: file.path, bytes: [UInt8](try Data(contentsOf: file)))
        return try TLSContext.makeClient(ClientConfiguration(authorities: document))
    }
}

extension RunningWebhook {
    /// The status of `/readyz`, asked for without a program in between.
    func readiness() throws -> Int {
        let peer = try PeerSocket(port: probePort)
        peer.send(Array("GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
        var bytes: [UInt8] = []
        while true {
            if let (response, _) = PeerResponse.parse(bytes) { return response.status }
            bytes += try peer.receive()
        }
    }
}
