import Admission
import HTTPWire
import KopiaMaintenance
import Logging
import SocketServer

/// Answers the requests of kube-apiserver on the TLS port.
struct AdmissionEndpoint: Sendable {
    /// The clients that may ask, by the names in their certificates; nil if all may.
    let allowedClientNames: Set<String>?
    /// What is known of the cluster that asks.
    let cluster: ClusterCapabilities
    let metrics: WebhookMetrics
    let decisions: DecisionLog
    /// For what is none.
    let serverLog: ServerLog

    /// The whole routing table.
    private static let phases: [String: AdmissionPhase] = [
        "/mutate-volsync-backube-v1alpha1-kopiamaintenance": .mutate,
        "/validate-volsync-backube-v1alpha1-kopiamaintenance": .validate,
    ]

    private static let answerHeaders: HTTPHeaders = ["Content-Type": "application/json"]

    func respond(to request: HTTPRequest, from peer: PeerInfo) -> HTTPResponse {
        guard isAllowed(peer) else {
            return forbid(peer)
        }
        guard let phase = Self.phases[request.path] else {
            return refuse(
                .notFound,
                "no webhook at this path: there are \(Self.phases.keys.sorted().joined(separator: " and "))",
                peer
            )
        }
        guard request.method == .post else {
            var refusal = refuse(.methodNotAllowed, "an AdmissionReview is sent with POST", peer)
            refusal.headers.append("Allow", "POST")
            return refusal
        }
        guard MediaType.isJSON(request.headers.first("content-type")) else {
            return refuse(.unsupportedMediaType, "an AdmissionReview is sent as application/json", peer)
        }
        guard isPlain(request.headers.first("content-encoding")) else {
            var refusal = refuse(.unsupportedMediaType, "an AdmissionReview is sent without content coding", peer)
            // RFC 9110 §12.5.3: what a server says that cannot decode.
            refusal.headers.append("Accept-Encoding", "identity")
            return refusal
        }
        return review(request.body, phase: phase, peer)
    }

    private func isPlain(_ coding: String?) -> Bool { coding.map { $0.lowercased() == "identity" } ?? true }

    private func review(_ body: [UInt8], phase: AdmissionPhase, _ peer: PeerInfo) -> HTTPResponse {
        let start = ContinuousClock.now
        do {
            let reviewed = try AdmissionReviewer.review(body, phase: phase, on: cluster)
            metrics.count(reviewed, phase: phase, duration: ContinuousClock.now - start)
            decisions.record(reviewed, phase: phase)
            return HTTPResponse(status: .ok, headers: Self.answerHeaders, body: reviewed.response)
        } catch {
            return refuse(.badRequest, error.description, peer)
        }
    }

    private func isAllowed(_ peer: PeerInfo) -> Bool {
        guard let allowedClientNames else { return true }
        return !allowedClientNames.isDisjoint(with: peer.certificateNames)
    }

    /// The answer does not say which names are allowed, and the log says which were presented.
    private func forbid(_ peer: PeerInfo) -> HTTPResponse {
        let names = peer.certificateNames.prefix(Self.shownNames).map { Logger.MetadataValue.string($0) }
        return refuse(
            .forbidden,
            "the client certificate bears none of the allowed names",
            peer,
            ["names": .array(names)]
        )
    }

    /// A certificate may have hundreds of names, and a line has to stay short.
    private static let shownNames = 8

    private func refuse(
        _ status: HTTPStatus,
        _ text: String,
        _ peer: PeerInfo,
        _ details: Logger.Metadata = [:]
    ) -> HTTPResponse {
        var details = details
        details["status"] = .stringConvertible(status.code)
        details["reason"] = .string(text)
        details["peer"] = "\(peer.address)"
        serverLog.recordRefusal(details)
        return HTTPResponse(status: status, text: text)
    }
}

/// Media types (RFC 9110 §8.3.1).
enum MediaType {
    /// True for `application/json`, whatever its case and parameters.
    static func isJSON(_ field: String?) -> Bool {
        guard let field else { return false }
        // As API servers write it.
        if field == "application/json" { return true }
        let type = field.prefix { $0 != ";" }
        return type.trimmingSuffix { $0 == " " || $0 == "\t" }.lowercased() == "application/json"
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while claim: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, claim(last) { text.removeLast() }
        return text
    }
}
