import KubernetesAPI
import KubernetesClient

/// The Deployments of the controller and the webhook in a cluster.
struct InstalledPrograms {
    /// One of them.
    struct Deployment: Hashable {
        let component: String
        let key: ObjectKey
        let image: String
        /// The label `app.kubernetes.io/version`, which the chart sets.
        let label: String?

        /// The tag of the image; of one that is named by its digest alone what the label says, else `unknown`.
        var version: String {
            let name = image.split(separator: "@").first ?? ""
            guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return label ?? "unknown" }
            return String(name[name.index(after: colon)...])
        }
    }

    private static let components = ["controller", "webhook"]

    let deployments: [Deployment]

    /// Those of a list of Deployments that are ours, by the labels that they are installed with.
    init(_ objects: [JSONValue]) {
        deployments = objects.compactMap { object in
            let metadata = ObjectMetadata(object["metadata"])
            guard let component = metadata.label("app.kubernetes.io/component"), Self.components.contains(component),
                let key = ObjectKey(of: object)
            else { return nil }
            let containers = object["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
            return Deployment(
                component: component,
                key: key,
                image: containers.first?["image"]?.string ?? "",
                label: metadata.label("app.kubernetes.io/version")
            )
        }.sorted { ($0.component, $0.key) < ($1.component, $1.key) }
    }

    /// Asks a cluster.
    init(in cluster: Cluster) async throws(CommandFailure) {
        let label = "app.kubernetes.io/name=kopia-maintenance"
        self.init(try await cluster.list(ObjectSelection(.deployments, labelSelector: label)))
    }

    /// A line for each, and for each program that is not there.
    var lines: [String] {
        Self.components.flatMap { component in
            let found = deployments.filter { $0.component == component }
            guard !found.isEmpty else { return ["\(component): not installed"] }
            return found.map { "\(component): \($0.version) (Deployment \($0.key), image \($0.image))".printable }
        }
    }

    /// Those of a program.
    func json(_ component: String) -> JSONValue {
        .array(
            deployments.filter { $0.component == component }.map {
                [
                    "namespace": .string($0.key.namespace), "deployment": .string($0.key.name),
                    "version": .string($0.version), "image": .string($0.image),
                ]
            }
        )
    }
}
