import KubernetesAPI

/// The manifest that kubectl applied last.
struct AppliedManifest {
    let json: JSONValue

    /// What the manifest itself says was defaulted: then it is a copy of an object.
    let copied: DefaultedFields

    /// All annotations of an object together, `TotalAnnotationSizeLimitB` (k8s.io/apimachinery/pkg/api/validation): no
    /// object with a longer one is stored.
    private static let lengthLimit = 256 << 10

    /// Reads the annotation; one that is no JSON, or that no API server stores, says nothing.
    init?(_ text: String?) {
        guard let text, text.utf8.count <= Self.lengthLimit, let json = try? JSONParser.parse(text.utf8) else {
            return nil
        }
        self.json = json
        let books = Books(of: json)
        copied = (books.record ?? []).union(books.formerRecord)
    }

    /// The fields that it says something of.
    var fields: DefaultedFields {
        var fields: DefaultedFields = []
        for field in DefaultedField.allCases where json["spec"]?.value(at: field.filling.steps) != nil {
            fields.insert(field)
        }
        return fields
    }
}

/// What an update brings of the manifest that kubectl applied.
struct ManifestNews {
    /// The manifest; nil if the annotation is taken away.
    let manifest: AppliedManifest?

    /// What the manifest before had and this one has not.
    ///
    /// A client-side apply takes such a field out itself. Who goes over to server-side apply leaves what equals the
    /// default, which no manager ever owned; kubectl then writes the annotation anew, Flux takes it away.
    let letGo: DefaultedFields

    /// Compares two objects; nil if the manifest is the same.
    init?(from old: Books, to new: Books) {
        guard old.lastApplied != new.lastApplied else { return nil }
        manifest = AppliedManifest(new.lastApplied)
        letGo = (AppliedManifest(old.lastApplied)?.fields ?? []).subtracting(manifest?.fields ?? [])
    }
}
