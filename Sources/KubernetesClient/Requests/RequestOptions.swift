/// What the API server does with fields that it does not know (`fieldValidation`).
package enum FieldValidation: String, Hashable, Sendable {
    /// It drops them silently.
    case ignore = "Ignore"
    /// It drops them and warns.
    case warn = "Warn"
    /// It refuses the object.
    case strict = "Strict"
}

/// What goes with every write.
package struct WriteOptions: Hashable, Sendable {
    /// True if the API server shall do everything except store the result.
    package var dryRun: Bool
    /// What it does with unknown fields; nil leaves the choice to the client.
    package var fieldValidation: FieldValidation?

    /// Options of these parts; a real write by default.
    package init(dryRun: Bool = false, fieldValidation: FieldValidation? = nil) {
        self.dryRun = dryRun
        self.fieldValidation = fieldValidation
    }

    /// A write that is not stored.
    package static let dryRun = WriteOptions(dryRun: true)
}

/// What happens to the objects that an object owns when it is deleted.
package enum PropagationPolicy: String, Hashable, Sendable {
    /// They are deleted afterwards.
    case background = "Background"
    /// They are deleted first; until then the object stays, marked.
    case foreground = "Foreground"
    /// They stay.
    case orphan = "Orphan"
}

/// What must be true of an object for a delete to happen.
package struct DeletePreconditions: Hashable, Sendable {
    /// The uid that it must have: the very object, not a successor of its name.
    package var uid: String?
    /// The resource version that it must have: nobody wrote since.
    package var resourceVersion: String?

    /// Preconditions of these parts; none by default.
    package init(uid: String? = nil, resourceVersion: String? = nil) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

/// Which objects of a resource are meant.
package struct ObjectSelection: Hashable, Sendable {
    /// The resource.
    package var resource: APIResource
    /// The namespace; nil for all of them.
    package var namespace: String?
    /// A label selector, as the API writes it; empty for any.
    package var labelSelector: String
    /// A field selector, as the API writes it; empty for any.
    package var fieldSelector: String
    /// True if only metadata is wanted.
    package var metadataOnly: Bool

    /// A selection of these parts; everything by default.
    package init(
        _ resource: APIResource,
        namespace: String? = nil,
        labelSelector: String = "",
        fieldSelector: String = "",
        metadataOnly: Bool = false
    ) {
        self.resource = resource
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.metadataOnly = metadataOnly
    }

    /// The request for it, with more to its query.
    func request(_ verb: APIRequest.Verb, _ query: [(name: String, value: String)]) -> APIRequest {
        var items: [(name: String, value: String)] = []
        if !labelSelector.isEmpty { items.append((name: "labelSelector", value: labelSelector)) }
        if !fieldSelector.isEmpty { items.append((name: "fieldSelector", value: fieldSelector)) }
        return APIRequest(
            verb,
            path: resource.path(namespace: namespace),
            query: items + query,
            representation: metadataOnly ? .metadata : .full
        )
    }
}

/// Which part of a container's log is wanted.
package struct LogOptions: Hashable, Sendable {
    /// The container; nil if the pod has only one.
    package var container: String?
    /// So many lines from the end; nil for all.
    package var tailLines: Int?
    /// So many bytes at most; nil for as many as the client takes.
    package var limitBytes: Int?
    /// True for the log of the container's previous run.
    package var previous: Bool
    /// Only lines of the last so many seconds; nil for any age.
    package var sinceSeconds: Int?
    /// True to have the time in front of each line.
    package var timestamps = false

    /// Options of these parts; the whole log by default.
    package init(container: String? = nil, tailLines: Int? = nil, limitBytes: Int? = nil, previous: Bool = false) {
        self.container = container
        self.tailLines = tailLines
        self.limitBytes = limitBytes
        self.previous = previous
    }

    /// The query of the request.
    var query: [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        if let container { items.append((name: "container", value: container)) }
        if let tailLines { items.append((name: "tailLines", value: String(tailLines))) }
        if let limitBytes { items.append((name: "limitBytes", value: String(limitBytes))) }
        if previous { items.append((name: "previous", value: "true")) }
        if let sinceSeconds { items.append((name: "sinceSeconds", value: String(sinceSeconds))) }
        if timestamps { items.append((name: "timestamps", value: "true")) }
        return items
    }
}
