package import KubernetesAPI

/// One request to the API server, as a value.
package struct APIRequest: Sendable {
    /// What is asked for, by the names that the API server's authorization uses, writes split by their kind.
    package enum Verb: String, Hashable, Sendable {
        case get, list, watch, create, replace, apply, mergePatch, jsonPatch, delete

        /// True if the request changes the cluster.
        package var writes: Bool {
            switch self {
            case .get, .list, .watch: false
            case .create, .replace, .apply, .mergePatch, .jsonPatch, .delete: true
            }
        }

        /// The HTTP method.
        package var method: String {
            switch self {
            case .get, .list, .watch: "GET"
            case .create: "POST"
            case .replace: "PUT"
            case .apply, .mergePatch, .jsonPatch: "PATCH"
            case .delete: "DELETE"
            }
        }

        /// True if sending the request twice has the effect of sending it once.
        ///
        /// A merge patch and a delete do not build on what was there before, and a replacement that names its resource
        /// version fails the second time. A JSON patch may append.
        package var isIdempotent: Bool {
            switch self {
            case .get, .list, .watch, .apply, .mergePatch, .replace, .delete: true
            case .create, .jsonPatch: false
            }
        }
    }

    /// How objects are to be represented.
    package enum Representation: Hashable, Sendable {
        /// Whole.
        case full
        /// `apiVersion`, `kind` and `metadata` alone (`meta.k8s.io/v1` PartialObjectMetadata), so that what a Secret
        /// holds never leaves the API server.
        case metadata
        /// Not as objects: a container's log.
        case text
    }

    /// What is asked for.
    package var verb: Verb
    /// The path, percent-encoded.
    package var path: String
    /// The query, not encoded yet.
    package var query: [(name: String, value: String)]
    /// The body.
    package var body: JSONValue?
    /// What comes back.
    package var representation: Representation

    /// A request of these parts.
    package init(
        _ verb: Verb,
        path: String,
        query: [(name: String, value: String)] = [],
        body: JSONValue? = nil,
        representation: Representation = .full
    ) {
        self.verb = verb
        self.path = path
        self.query = query
        self.body = body
        self.representation = representation
    }

    /// Path and query as they stand in the request line.
    var target: String { query.isEmpty ? path : "\(path)?\(PercentEncoding.query(query))" }

    /// The HTTP method.
    var method: String { verb.method }

    /// The media type of the body; the kinds of patch differ by it alone.
    var contentType: String {
        switch verb {
        // JSON is YAML: the API server has known this type of apply since 1.16, the one for CBOR only since 1.32.
        case .apply: "application/apply-patch+yaml"
        case .mergePatch: "application/merge-patch+json"
        case .jsonPatch: "application/json-patch+json"
        case .get, .list, .watch, .create, .replace, .delete: "application/json"
        }
    }

    /// The media types to accept.
    var accept: String {
        switch (representation, verb) {
        case (.text, _): "text/plain, */*"
        case (.full, _): "application/json"
        case (.metadata, .list): "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        case (.metadata, _): "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
        }
    }
}
