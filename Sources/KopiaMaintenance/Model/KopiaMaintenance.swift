package import KubernetesAPI

/// A KopiaMaintenance: when and how one Kopia repository is maintained.
///
/// The object lives once, as the JSON it came as; this type and those below it are views that read it. A view yields nil
/// where a field is absent, `null` or of the wrong type: ``Validation`` reports wrong types, so no other rule has to.
package struct KopiaMaintenance: Hashable, Sendable {
    /// The whole object.
    package let json: JSONValue

    /// A view on that object.
    package init(_ json: JSONValue) { self.json = json }

    package var metadata: ObjectMetadata { ObjectMetadata(json["metadata"]) }
    package var spec: KopiaMaintenanceSpec { KopiaMaintenanceSpec(json["spec"] ?? .null) }
    package var status: JSONValue? { json["status"] }
}
