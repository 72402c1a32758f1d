import KubernetesAPI

extension PodTemplateRules {
    /// The kinds of source that a mover volume can have, in the order in which the API server looks for them.
    private enum VolumeSource: String, CaseIterable {
        case secret
        case nfs
        case persistentVolumeClaim

        static let list = allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// The other kinds that Kubernetes knows (`VolumeSource` in `k8s.io/api/core/v1/types.go`): beside one of ours they
    /// reach the pod, where a volume has one source only.
    private static let otherVolumeSources: Set<String> = [
        "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
        "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
        "image", "iscsi", "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO",
        "storageos", "vsphereVolume",
    ]

    /// One source, of a kind that is offered, that the API server would take (`validateVolumeSource`).
    static func volumeSource(of volume: DecodedField, into findings: inout Findings) {
        guard let source = volume["volumeSource"] else {
            return findings.append(
                .required(volume.path.field("volumeSource"), "must specify one of \(VolumeSource.list)")
            )
        }
        guard source.isObject else { return }
        let given = VolumeSource.allCases.filter { source.has($0.rawValue) }
        let others = source.entries.map(\.key).filter(otherVolumeSources.contains)
        guard let kind = given.first, let field = source[kind.rawValue] else {
            let rest = others.isEmpty ? "" : ", not \(others.joined(separator: ", "))"
            return findings.append(.required(source.path, "must specify one of \(VolumeSource.list)\(rest)"))
        }
        for name in given.dropFirst().map(\.rawValue) + others {
            findings.append(.forbidden(source.path.field(name), "may not specify more than 1 volume type"))
        }
        guard field.isObject else { return }
        switch kind {
        case .secret: secret(field, into: &findings)
        case .nfs: nfs(field, into: &findings)
        case .persistentVolumeClaim: objectName("claimName", of: field, into: &findings)
        }
    }

    /// `validateNFSVolumeSource`.
    private static func nfs(_ source: DecodedField, into findings: inout Findings) {
        isGiven("server", in: source, into: &findings)
        isGiven("path", in: source, into: &findings)
        guard let directory = source.text("path"), let first = directory.utf8.first, first != UInt8(ascii: "/")
        else { return }
        findings.append(.invalid(source.path.field("path"), .string(directory), "must be an absolute path"))
    }

    /// The name of the object that holds the data.
    ///
    /// The API server takes any; this project takes only what such an object can be called.
    private static func objectName(_ field: String, of source: DecodedField, into findings: inout Findings) {
        isGiven(field, in: source, into: &findings)
        guard let name = source[field], name.withText({ $0.isEmpty }) == false else { return }
        check(name, by: NameSyntax.problems(ofSubdomain:), into: &findings)
    }

    private static func isGiven(_ name: String, in field: DecodedField, into findings: inout Findings) {
        if field.text(name)?.isEmpty == true { findings.append(.required(field.path.field(name))) }
    }
}

// MARK: - secret

extension PodTemplateRules {
    /// The permissions that a file can have, without set-user-ID and its like (`fileModeErrorMsg`).
    private static let fileModes: ClosedRange<Int32> = 0...0o777

    /// `validateSecretVolumeSource`.
    private static func secret(_ source: DecodedField, into findings: inout Findings) {
        objectName("secretName", of: source, into: &findings)
        for item in source.elements("items") where item.isObject { keyToPath(item, into: &findings) }
        overlappingPaths(of: source, into: &findings)
        fileMode("defaultMode", of: source, into: &findings)
    }

    /// `validateKeyToPath`.
    private static func keyToPath(_ item: DecodedField, into findings: inout Findings) {
        isGiven("key", in: item, into: &findings)
        isGiven("path", in: item, into: &findings)
        if let file = item.text("path") { projectedPath(file, at: item.path.field("path"), into: &findings) }
        fileMode("mode", of: item, into: &findings)
    }

    private static func fileMode(_ name: String, of field: DecodedField, into findings: inout Findings) {
        guard let mode = field.int32(name), !fileModes.contains(mode) else { return }
        let detail = "must be a number between 0 and 0777 (octal), both inclusive"
        findings.append(.invalid(field.path.field(name), .number(JSONNumber(Int64(mode))), detail))
    }
}
