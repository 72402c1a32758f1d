package import KubernetesAPI

/// The fields that go into the pod as they are, whether this release knows them or not.
package enum PassedThroughFields {
    /// Those that this release does not know.
    ///
    /// A later Kubernetes may have them. For a cluster that has not they are left out of what is made of the object
    /// (``UndeclaredFields``).
    package static func unknown(in spec: KopiaMaintenanceSpec) -> [FieldPath] {
        var paths: [FieldPath] = []
        for part in parts(of: spec) { collect(in: part.value, part.shape, at: part.path, into: &paths) }
        return paths
    }

    private typealias Part = (value: JSONValue, shape: Shape, path: FieldPath)

    /// Every part that keeps what the definition does not know.
    ///
    /// Around a volume's source nothing is kept.
    private static func parts(of spec: KopiaMaintenanceSpec) -> [Part] {
        let names: [(String, Shape)] = [
            ("resources", .resources), ("podSecurityContext", .podSecurityContext),
            ("containerSecurityContext", .containerSecurityContext), ("tolerations", .tolerations),
            ("affinity", .affinity),
        ]
        let root = FieldPath("spec")
        let parts: [Part] = names.compactMap { name, shape in
            spec.json[name].map { ($0, shape, root.field(name)) }
        }
        return parts + sources(of: spec.moverVolumes, at: root.field("moverVolumes"))
    }

    private static func sources(of volumes: JSONValue?, at path: FieldPath) -> [Part] {
        (volumes?.array ?? []).enumerated().flatMap { index, volume -> [Part] in
            let path = path.index(index).field("volumeSource")
            return (volume["volumeSource"]?.object?.members ?? []).compactMap { source in
                Shape.volumeSources[source.name].map { (source.value, $0, path.field(source.name)) }
            }
        }
    }

    /// Goes as deep as the shape, which is finite; a path is made only of what is unknown.
    private static func collect(
        in value: JSONValue,
        _ shape: Shape,
        at path: @autoclosure () -> FieldPath,
        into paths: inout [FieldPath]
    ) {
        switch (shape, value) {
        case (.object(let fields), .object(let object)):
            // Of fields that it does not know the definition keeps those that are null, too.
            for member in object.members {
                if let shape = fields[member.name] {
                    collect(in: member.value, shape, at: path().field(member.name), into: &paths)
                } else {
                    paths.append(path().field(member.name))
                }
            }
        case (.array(let element), .array(let elements)):
            for (index, each) in elements.enumerated() {
                collect(in: each, element, at: path().index(index), into: &paths)
            }
        default: break
        }
    }
}
