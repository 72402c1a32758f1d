package import KubernetesAPI

/// What is known of the scripts of a namespace, which all its objects share.
package struct SharedScripts: Hashable, Sendable {
    /// Someone who uses them, and so is to own them beside others.
    package struct User: Hashable, Sendable {
        package let name: String
        package let uid: String

        package init(name: String, uid: String) { (self.name, self.uid) = (name, uid) }
    }

    /// The ConfigMap of the name that this release's scripts have; nil if there is none.
    ///
    /// With long texts abbreviated or not; of one without our labels the metadata alone.
    package var configMap: JSONValue?

    /// The objects of the namespace, the planned one left out, that own it or could: no more than ``mostOwners``.
    package var others: [User] = []

    /// The ConfigMaps of other releases that no CronJob, Job or pod needs any more.
    package var obsolete: [JSONValue] = []

    /// Nothing known.
    package init() {}

    /// So many objects of a namespace own its scripts at a time, some for all.
    ///
    /// A reference takes 150 bytes, and each that is added costs a write: a namespace of thousands would write a ConfigMap
    /// of a megabyte thousands of times. When all of them have gone at once it goes with them, and is made again for the
    /// others; a pod that begins in between waits for it.
    package static let mostOwners = 32

    /// The owners that the ConfigMap has.
    package static func owners(of configMap: JSONValue?) -> [User] {
        (configMap?["metadata"]?["ownerReferences"]?.array ?? []).compactMap { reference in
            guard let name = reference["name"]?.string, let uid = reference["uid"]?.string else { return nil }
            return User(name: name, uid: uid)
        }
    }
}

extension SharedScripts {
    /// What makes the scripts be there and an object one of their owners.
    ///
    /// - Parameters:
    ///   - user: the object.
    ///   - namespace: its namespace.
    /// - Returns: the actions, in their order.
    func actions(for user: User, in namespace: String?) -> [Action] {
        let application = ScriptsConfigMap.application(in: namespace)
        guard let configMap else { return apply(application, onto: nil, for: user) }
        guard !ScriptsConfigMap.hasOtherFiles(configMap) else {
            // Applying would add to what is there, or be refused where that cannot be edited.
            let deletion = configMap.living.map {
                Action.delete(kind: .configMap, name: $0.name ?? "", uid: $0.uid ?? "")
            }
            return [deletion].compactMap(\.self) + apply(application, onto: nil, for: user)
        }
        return apply(application, onto: configMap, for: user)
    }

    private func apply(_ application: JSONValue, onto existing: JSONValue?, for user: User) -> [Action] {
        let users = [user] + others
        let present = Set(Self.owners(of: existing))
        let owners = users.filter { present.contains($0) }
        let joining = users.filter { !present.contains($0) }.prefix(max(0, Self.mostOwners - owners.count))
        guard !joining.isEmpty || !DesiredState.isMet(application, by: existing) else { return [] }
        return [.apply(application.with(owners + joining, at: existing?["metadata"]?["resourceVersion"]))]
    }
}

extension JSONValue {
    /// The ConfigMap with these owners, to be applied to that version only: another may have other owners by then.
    fileprivate func with(_ owners: [SharedScripts.User], at version: JSONValue?) -> JSONValue {
        guard var object, var metadata = object["metadata"]?.object else { return self }
        metadata["ownerReferences"] = .array(owners.map(\.reference))
        metadata["resourceVersion"] = version
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}

extension SharedScripts.User {
    /// The object itself.
    package init(_ object: KopiaMaintenance) {
        self.init(name: object.metadata.name ?? "", uid: object.metadata.uid ?? "")
    }

    /// Not the controller's reference: there are several, and none has a say in how it goes.
    fileprivate var reference: JSONValue {
        [
            "apiVersion": .string(APINames.apiVersion), "kind": .string(APINames.kind), "name": .string(name),
            "uid": .string(uid),
        ]
    }
}
