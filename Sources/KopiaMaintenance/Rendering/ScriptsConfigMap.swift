package import KubernetesAPI
import MaintenanceScripts
import Synchronization

/// The ConfigMap by which pods have the scripts of this release: one in each namespace that has runs.
///
/// Its name says what is in it, and it cannot be edited: a run that began with the scripts of one release ends with them,
/// whatever release the controller has by then.
package enum ScriptsConfigMap {
    /// Begins the name of every one, whatever its release.
    package static let prefix = "kopia-maintenance-"

    /// The name of this release's.
    package static let name = "\(prefix)\(digest.prefix(hashLength))"

    /// What `sha256sum *.sh | sha256sum` prints for its files: the pod looks before it runs them.
    package static let digest: String = {
        let lines = files.map { "\(SHA256.hexDigest(of: $0.text.utf8))  \($0.name)\n" }
        return SHA256.hexDigest(of: lines.joined().utf8)
    }()

    /// The ConfigMap as it is applied.
    ///
    /// It has no owner from the beginning: those who use it join one after another, and each knows of itself.
    ///
    /// - Parameter namespace: where it belongs; nil leaves that open.
    /// - Returns: the object.
    package static func json(namespace: String?) -> JSONValue { json(namespace: namespace, data: data) }

    private static func json(namespace: String?, data: JSONValue) -> JSONValue {
        let metadata: JSONValue = .members([
            "name": .string(name),
            "namespace": namespace.map(JSONValue.string),
            "labels": .object(ManagedLabels.shared),
        ])
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "immutable": true, "data": data]
    }

    /// The ConfigMap with the annotation that tells what was applied.
    static func application(in namespace: String?) -> JSONValue {
        applications.withLock { applications in
            if let known = applications[namespace] { return known }
            let new = makeApplication(in: namespace)
            applications[namespace] = new
            return new
        }
    }

    /// Made once for each namespace that has objects, since every plan of one asks for it; they share their texts.
    private static let applications = Mutex<[String?: JSONValue]>([:])

    private static func makeApplication(in namespace: String?) -> JSONValue {
        // A hash is of the abbreviated texts; to abbreviate the scripts anew takes longer than all else of a plan.
        let hash = DesiredState.hash(of: json(namespace: namespace, data: shortData))
        return json(namespace: namespace).annotated(DesiredState.hashAnnotation, hash)
    }

    /// True for one that a controller of some release made: its name alone could be somebody's own.
    package static func isMade(_ configMap: JSONValue) -> Bool {
        let metadata = ObjectMetadata(configMap["metadata"])
        guard let name = metadata.name, name.hasPrefix(prefix) else { return false }
        let hash = name.dropFirst(prefix.count)
        return hash.utf8.count == hashLength && hash.allSatisfy(\.isHexDigit)
            && metadata.annotation(DesiredState.hashAnnotation) != nil
    }

    /// True if a ConfigMap has other files than this release, or some beside them: a pod would refuse to run them.
    static func hasOtherFiles(_ configMap: JSONValue) -> Bool {
        let names = (configMap["data"]?.object?.members ?? []).map(\.name)
        return names.sorted() != files.map(\.name) || !(configMap["binaryData"]?.object?.isEmpty ?? true)
            || !DesiredState.isContained(data, in: configMap["data"] ?? .null)
    }

    /// 64 bits, as in ``OwnedNames``.
    private static let hashLength = 16

    /// In the order in which a shell finds them.
    private static let files = MaintenanceScripts.files.sorted { $0.name < $1.name }

    private static let data = JSONValue.object(JSONObject(members: files.map { ($0.name, .string($0.text)) }))

    private static let shortData = data.withShortTexts
}

extension JSONValue {
    /// The names of the scripts' ConfigMaps, of whichever release, that the pods of a CronJob, of a Job or a pod mount.
    package var scripts: [String] {
        let job = self["spec"]?["jobTemplate"] ?? self
        let volumes = (job["spec"]?["template"] ?? job)["spec"]?["volumes"]?.array ?? []
        return volumes.compactMap { $0["configMap"]?["name"]?.string }.filter { $0.hasPrefix(ScriptsConfigMap.prefix) }
    }
}
