package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.moverVolumes`: a volume of its own for each, mounted at `/mnt/<mountPath>`.
    package static func moverVolumes(_ volumes: DecodedField, into findings: inout Findings) {
        var seen: Set<ExactText> = []
        for volume in volumes.elements where volume.isObject {
            if let mountPath = volume.text("mountPath") {
                check(mountPath, of: volume, isNew: seen.insert(ExactText(mountPath)).inserted, into: &findings)
            }
            volumeSource(of: volume, into: &findings)
        }
    }

    /// What stands before the mount path in the volume's name.
    package static let moverVolumePrefix = "u-"

    /// A volume's name is a DNS label (`ValidateVolumes`), of which the prefix leaves this much.
    private static let mountPathMaxBytes = NameSyntax.labelMaxLength - moverVolumePrefix.utf8.count

    private static func check(_ mountPath: String, of volume: DecodedField, isNew: Bool, into findings: inout Findings)
    {
        var path: FieldPath { volume.path.field("mountPath") }
        if mountPath.isEmpty {
            findings.append(.required(path, "the name of a directory below /mnt"))
        } else if mountPath.utf8.contains(UInt8(ascii: "/")) || mountPath == "." || mountPath == ".." {
            let detail = "must be a single path element, the name of a directory below /mnt"
            findings.append(.invalid(path, .string(mountPath), detail))
        } else if mountPath.utf8.count > mountPathMaxBytes {
            findings.append(.tooLong(path, maxBytes: mountPathMaxBytes))
        } else if !isNew {
            findings.append(.duplicate(path, .string(mountPath)))
        } else if let problem = NameSyntax.dns1123Label(moverVolumePrefix + mountPath).first {
            let detail = "makes no volume's name behind \"\(moverVolumePrefix)\": \(problem)"
            findings.append(.invalid(path, .string(mountPath), detail))
        }
    }
}
