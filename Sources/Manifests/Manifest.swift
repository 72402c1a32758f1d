import KubernetesAPI

/// A manifest, read as kubectl reads it: YAML or JSON, one document or several.
package struct Manifest: Sendable {
    /// The documents up to the first mistake, without the empty ones.
    package let documents: [ManifestDocument]

    /// The mistake that ended the reading, if one did.
    package let error: ManifestError?

    /// Reads the bytes of a file.
    ///
    /// Guarantees: total and pure; nests no deeper than ``JSONParser/depthLimit``; aliases expand to at most
    /// ``YAMLComposer/aliasLimit`` values. After `YAMLOrJSONDecoder` (`k8s.io/apimachinery/pkg/util/yaml/decoder.go`):
    /// what begins like a JSON object is taken for JSON first and for YAML if it is not. Where kubectl would silently use part
    /// of a document (a key set twice, text after an end marker) the reading ends with an error instead.
    package init(_ bytes: [UInt8]) {
        let json = JSONManifest.looksLikeJSON(bytes) ? JSONManifest(bytes) : nil
        if let json, json.error == nil {
            documents = json.documents
            error = nil
            return
        }
        var documents: [ManifestDocument] = []
        var failure: ManifestError?
        do throws(ManifestError) {
            var composer = try YAMLComposer.make(bytes)
            while let document = try composer.next() {
                if !document.root.isNull { documents.append(document) }
            }
        } catch { failure = documents.isEmpty ? json?.error ?? error : error }
        self.documents = documents
        self.error = failure
    }
}
