import Foundation
import KubernetesAPI
import TestSupport

/// The volumes of a pod as folders of the host.
struct PodVolumesOnDisk {
    private let pod: KopiaPod
    private let folder: URL
    private let group: Int64?

    init(_ pod: KopiaPod, folder: URL, group: Int64?) {
        (self.pod, self.folder, self.group) = (pod, folder, group)
    }

    /// The mounts of a container, as `pod.sh` takes them.
    func mounts(of container: JSONValue, in volumes: [JSONValue]) throws -> [String] {
        try (container["volumeMounts"]?.array ?? []).compactMap { mount in
            guard let name = mount["name"]?.string, let path = mount["mountPath"]?.string,
                let volume = volumes.first(where: { $0["name"]?.string == name })
            else { return nil }
            let source = try source(of: volume, name: name)
            let isReadOnly = source.isReadOnly || mount["readOnly"]?.bool == true
            return "\(source.folder.path):\(path)\(isReadOnly ? ":ro" : "")"
        }
    }

    private func source(of volume: JSONValue, name: String) throws -> (folder: URL, isReadOnly: Bool) {
        if let substitute = pod.substitutes[name] { return (substitute, false) }
        if let claim = volume["persistentVolumeClaim"]?["claimName"]?.string {
            guard let folder = pod.claims[claim] else {
                throw Command.Failure(description: "persistentvolumeclaim \"\(claim)\" not found")
            }
            return (folder, pod.readOnlyClaims.contains(claim))
        }
        let own = folder.appending(path: "volumes/\(name)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        if volume["emptyDir"] != nil {
            try prepareEmptyDirectory(own)
            return (own, false)
        }
        let files = try MountedObject(volume)?.files(in: pod) ?? []
        try ProjectedVolume(in: own, group: group).write(files)
        return (own, true)
    }

    /// Anybody may write there; what is written belongs to the pod's group.
    private func prepareEmptyDirectory(_ own: URL) throws {
        try FileManager.default.setAttributes(
            [.groupOwnerAccountID: NSNumber(value: group ?? 0)],
            ofItemAtPath: own.path
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o2777], ofItemAtPath: own.path)
    }
}
