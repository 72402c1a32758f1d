import KubernetesAPI

/// To whom an object belongs that has the name of one of ours.
enum Ownership: Hashable {
    case ours
    /// Nobody's: made by hand, or restored from a backup without its owner. It may be adopted if it bears our labels.
    case orphan
    case foreign

    /// Reads the controlling owner reference (`metav1.OwnerReference.controller`).
    init(of object: JSONValue, by owner: KopiaMaintenance) {
        let references = object["metadata"]?["ownerReferences"]?.array ?? []
        guard let controller = references.first(where: { $0["controller"]?.bool == true }) else {
            let labelled = ObjectMetadata(object["metadata"]).label(ManagedLabels.maintenance) == "true"
            self = labelled ? .orphan : .foreign
            return
        }
        self = controller["uid"]?.string == owner.metadata.uid ? .ours : .foreign
    }
}
