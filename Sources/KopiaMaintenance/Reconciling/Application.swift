package import KubernetesAPI

/// An object on its way to the API server, less what that does not know.
///
/// What was left out is remembered on the object itself, so that it is not missed at every look from then on. The next
/// change of the wish is applied whole again: the cluster may have learnt the fields in the meantime.
package struct Application: Hashable, Sendable {
    /// On an object of which something was left out: what the API server said when it refused the whole.
    package static let refusalAnnotation = "volsync.backube/undeclared-fields"

    /// The object to apply.
    package let object: JSONValue

    /// The fields that were left out, as places in the KopiaMaintenance where they come from there.
    package let leftOut: [String]

    /// The whole object.
    package init(_ object: JSONValue) { self.init(object: object, leftOut: []) }

    private init(object: JSONValue, leftOut: [String]) {
        self.object = object
        self.leftOut = leftOut
    }

    /// The same without the fields that the API server has complained of; nil if it named none that are there.
    ///
    /// - Parameter message: the message of the API server's status.
    /// - Returns: the smaller object.
    package func accepting(refusal message: String) -> Application? {
        guard let fields = UndeclaredFields(of: object, refusedWith: message) else { return nil }
        let earlier = ObjectMetadata(object["metadata"]).annotation(Self.refusalAnnotation)
        let all = [earlier, message].compactMap(\.self).joined(separator: "\n")
        return Application(
            object: fields.remaining.annotated(Self.refusalAnnotation, all),
            leftOut: leftOut + fields.names
        )
    }
}
