package import KubernetesAPI

/// The fields that go into the pod as they are, whether this release knows them or not.
package enum PassedThroughFields {
    /// Those that this release does not know.
    ///
    /// A later Kubernetes may have them. For a cluster that has not they are left out of what is made of the object
    /// (``UndeclaredFields``).
    ///
    /// - Parameters:
    ///   - spec: the spec in which they are.
    ///   - limit: how many are wanted.
    /// - Returns: the first of them, in the order of the fields.
    package static func unknown(in spec: KopiaMaintenanceSpec, atMost limit: Int = .max) -> [FieldPath] {
        DecodedObject(spec.json, at: FieldPath("spec")).read { spec in
            var search = Search(limit: limit)
            for (name, shape) in wholes { if let part = spec[name] { search.collect(in: part, shape) } }
            // Around a volume's source nothing is kept.
            for volume in spec.elements("moverVolumes") where volume.isObject {
                volume["volumeSource"]?.forEachMember { source in
                    if let shape = Shape.volumeSources[source] { search.collect(in: source, shape) }
                }
            }
            return search.paths
        }
    }

    private static let wholes: [(String, Shape)] = [
        ("resources", .resources), ("podSecurityContext", .podSecurityContext),
        ("containerSecurityContext", .containerSecurityContext), ("tolerations", .tolerations),
        ("affinity", .affinity),
    ]

    /// What has been found; a path is made only of what is unknown.
    private struct Search {
        let limit: Int
        var paths: [FieldPath] = []

        init(limit: Int) { self.limit = limit }

        /// Goes as deep as the shape, which is finite.
        mutating func collect(in field: DecodedField, _ shape: Shape) {
            guard paths.count < limit, field.isObject || field.isList else { return }
            switch shape {
            case .object(let fields) where field.isObject:
                // Of fields that it does not know the definition keeps those that are null, too.
                field.forEachMember { member in
                    if let shape = fields[member] {
                        collect(in: member, shape)
                    } else if paths.count < limit {
                        paths.append(member.path)
                    }
                }
            case .array(let element): for each in field.elements { collect(in: each, element) }
            default: break
            }
        }
    }
}
