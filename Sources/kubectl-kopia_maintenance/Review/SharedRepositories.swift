import KopiaMaintenance
import KubernetesAPI
import Manifests

/// Objects that maintain one repository on a schedule each, as far as the files tell: the controller's condition
/// `RepositoryShared`.
struct SharedRepositories {
    /// An object that has a schedule.
    private struct Scheduled {
        let index: Int
        let name: String
        let position: SourcePosition
    }

    /// Where a Secret is: of an object without a namespace only its own file is known to share one.
    private struct Secret: Hashable {
        let scope: String
        let name: String
    }

    private var users: [Secret: [Scheduled]] = [:]

    /// Looks at objects that would be admitted.
    init(of found: [MaintenanceManifests.Found], as reviewed: [ReviewedObject]) {
        for (index, entry) in found.enumerated() where !entry.isPatch {
            if reviewed.indices.contains(index), reviewed[index].isValid { add(entry, at: index) }
        }
    }

    private mutating func add(_ entry: MaintenanceManifests.Found, at index: Int) {
        let object = KopiaMaintenance(UnknownFields.completed(entry.object.root))
        guard let name = object.metadata.name, let secret = object.spec.repository.secretName,
            TemplatePlaceholder.first(in: secret) == nil, object.spec.enabled != false,
            object.spec.effectiveSchedule != nil
        else { return }
        let place = FieldPath("spec").field("repository").field("repository")
        let key = Secret(scope: object.metadata.namespace.map { "namespace \($0)" } ?? entry.file, name: secret)
        let position = entry.object.position(of: place)
        users[key, default: []].append(Scheduled(index: index, name: name, position: position))
    }

    /// Tells each of them of the others; one object in two overlays is one.
    func remark(in objects: inout [ReviewedObject]) {
        let path = "spec.repository.repository"
        for all in users.values {
            let names = Set(all.map(\.name)).sorted()
            for user in all where names.count > 1 && objects.indices.contains(user.index) {
                let others = names.filter { $0 != user.name }.joined(separator: ", ")
                objects[user.index].remarks.append(
                    Remark(
                        severity: .warning,
                        cause: .repositoryShared,
                        path: path,
                        position: user.position,
                        message: "\(path): also maintained on a schedule by \(others): keep one of them"
                    )
                )
            }
        }
    }
}
