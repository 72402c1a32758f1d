import Foundation
import KubernetesAPI
import TestSupport

/// The definitions that other projects install, as they have released them: `KM_PEER_DEFINITIONS` names the folder.
///
/// A file for each, named `GROUP_PLURAL.yaml` as controller-gen names them.
enum PeerDefinitions {
    /// The folder; nil, said aloud, where there is none.
    static let folder: URL? = {
        let folder = ProcessInfo.processInfo.environment["KM_PEER_DEFINITIONS"].map { URL(filePath: $0) }
        let files = (try? folder.map { try FileManager.default.contentsOfDirectory(atPath: $0.path) }) ?? nil
        let isComplete = groups.allSatisfy { group in files?.contains { $0.hasPrefix("\(group)_") } == true }
        if !isComplete {
            print("SKIPPED: the definitions of cert-manager and the Prometheus operator: KM_PEER_DEFINITIONS names no")
            print("    folder with \(groups.map { "\($0)_*.yaml" }.joined(separator: " and "))")
        }
        return isComplete ? folder : nil
    }()

    private static let groups = ["cert-manager.io", "monitoring.coreos.com"]

    /// Installs the definitions of a group.
    ///
    /// By the server: the annotation of a client-side apply has no room for the largest of them.
    static func install(_ group: String, from folder: URL, in cluster: ControlPlane) async throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for file in files where file.hasPrefix("\(group)_") {
            try await cluster.must("apply", "--server-side", "-f", folder.appending(path: file).path)
        }
        try await cluster.waitForDefinitions()
    }
}
