import KubernetesAPI

/// Turns requests into what they do to the cluster.
struct FakeRouter: Sendable {
    let cluster: FakeCluster
    let resources: [FakeResource]
    /// False to refuse streaming lists, as API servers without that feature do.
    let servesStreamingLists: Bool

    /// What to do with a request.
    enum Outcome {
        /// Answer it.
        case answer(FakeResponse)
        /// Serve a watch.
        case watch(FakeResource, namespace: String?)
    }

    /// What a path names.
    private struct Target {
        let resource: FakeResource
        let namespace: String?
        let name: String?
        let subresource: String?

        var object: FakeObjectName { FakeObjectName(resource.isNamespaced ? namespace ?? "" : "", name ?? "") }
    }

    /// Does a request.
    func handle(_ request: FakeRequest) -> Outcome {
        guard let target = target(of: request.path) else {
            return .answer(
                FakeResponse(status: 404, mediaType: "text/plain", body: Array("404 page not found\n".utf8))
            )
        }
        do throws(FakeStatus) {
            switch (request.method, target.name) {
            case ("GET", nil) where request.query["watch"] == "true":
                return .watch(target.resource, namespace: target.namespace)
            case ("GET", nil): return .answer(.object(try list(request, target)))
            case ("GET", _?) where target.subresource == "log": return .answer(try log(request, target))
            case ("GET", _?): return .answer(.object(try read(request, target)))
            case ("POST", nil): return .answer(.object(try create(request, target), status: 201))
            case ("PUT", _?): return .answer(.object(try replace(request, target)))
            case ("PATCH", _?): return .answer(try patch(request, target))
            case ("DELETE", _?): return .answer(.object(try delete(request, target)))
            default: throw FakeStatus(405, "MethodNotAllowed", "the server does not allow this method")
            }
        } catch {
            return .answer(.refusal(error))
        }
    }

    private func target(of path: [String]) -> Target? {
        var rest = path[...]
        let group: String
        switch rest.popFirst() {
        case "api": group = ""
        case "apis":
            guard let name = rest.popFirst() else { return nil }
            group = name
        default: return nil
        }
        guard let version = rest.popFirst() else { return nil }
        var namespace: String?
        if rest.first == "namespaces", rest.count > 2 {
            namespace = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
        }
        guard let plural = rest.popFirst(),
            let resource = resources.first(where: { $0.group == group && $0.version == version && $0.plural == plural })
        else { return nil }
        return Target(resource: resource, namespace: namespace, name: rest.popFirst(), subresource: rest.popFirst())
    }

    private func context(_ request: FakeRequest, _ target: Target) -> FakeClusterState.WriteContext {
        let agent = request.headers["user-agent"]?.split(separator: "/").first.map(String.init)
        return .init(
            manager: request.query["fieldManager"] ?? agent ?? "unknown",
            dryRun: request.query["dryRun"] == "All",
            subresource: target.subresource
        )
    }
}

// MARK: - Reading

extension FakeRouter {
    private func read(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> JSONValue {
        let object = try cluster.mutate { contents throws(FakeStatus) in
            contents.state.object(target.resource, target.object)
        }
        guard let object else { throw .notFound(target.resource.plural, target.object.name) }
        return request.wantsMetadataOnly ? object.partialMetadata : object
    }

    private func list(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> JSONValue {
        let selector = request.selector
        return try cluster.mutate { contents throws(FakeStatus) in
            let version = contents.state.version
            if let wanted = request.query["resourceVersion"].flatMap(Int64.init), wanted > version {
                throw FakeStatus(
                    504,
                    "Timeout",
                    "Too large resource version: \(wanted), current: \(version)",
                    causes: [["ResourceVersionTooLarge", "Too large resource version", ""]],
                    retryAfter: "1"
                )
            }
            var items: [JSONValue]
            if let token = request.query["continue"] {
                guard let rest = contents.continuations.removeValue(forKey: token) else {
                    // The new token goes on after the same object, at what is there now.
                    let last = token.split(separator: "@").last.map(String.init) ?? ""
                    let current = contents.state.list(target.resource).filter { $0.listPosition > last }
                    let renewed = "renewed-\(version)@\(last)"
                    contents.continuations[renewed] = current
                    throw FakeStatus(
                        410,
                        "Expired",
                        "The provided continue parameter is too old",
                        continueToken: renewed
                    )
                }
                items = rest
            } else {
                items = contents.state.list(target.resource)
            }
            items = items.filter {
                target.namespace == nil || $0.at("metadata", "namespace")?.string == target.namespace
            }
            .filter(selector.matches)
            var metadata = JSONObject(members: [("resourceVersion", .string(String(version)))])
            if let limit = request.query["limit"].flatMap(Int.init), limit > 0, items.count > limit {
                let token = "\(version)@\(items[limit - 1].listPosition)"
                contents.continuations[token] = Array(items[limit...])
                metadata["continue"] = .string(token)
                metadata["remainingItemCount"] = .number(JSONNumber(Int64(items.count - limit)))
                items = Array(items[..<limit])
            }
            return list(of: items, metadata, target.resource, metadataOnly: request.wantsMetadataOnly)
        }
    }

    private func list(
        of items: [JSONValue],
        _ metadata: JSONObject,
        _ resource: FakeResource,
        metadataOnly: Bool
    ) -> JSONValue {
        // As the API server does, the objects of built-in kinds are listed without their kind.
        let isBuiltIn = !resource.group.contains(".") || resource.group.hasSuffix(".k8s.io")
        let shown = items.map { item in
            if metadataOnly { return item.partialMetadata }
            return isBuiltIn ? item.replacing(["kind"], with: nil).replacing(["apiVersion"], with: nil) : item
        }
        return [
            "kind": .string(metadataOnly ? "PartialObjectMetadataList" : "\(resource.kind)List"),
            "apiVersion": .string(metadataOnly ? "meta.k8s.io/v1" : resource.apiVersion),
            "metadata": .object(metadata),
            "items": .array(shown),
        ]
    }

    private func log(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> FakeResponse {
        let text = try cluster.mutate { contents throws(FakeStatus) in contents.logs[target.object] }
        guard let text else { throw .notFound(target.resource.plural, target.object.name) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        if let count = request.query["tailLines"].flatMap(Int.init) { lines = Array(lines.suffix(count)) }
        var bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        if let limit = request.query["limitBytes"].flatMap(Int.init) { bytes = Array(bytes.prefix(limit)) }
        return FakeResponse(mediaType: "text/plain", body: bytes)
    }
}

// MARK: - Writing

extension FakeRouter {
    private func create(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> JSONValue {
        let context = context(request, target)
        return try cluster.mutate { contents throws(FakeStatus) in
            try contents.state.create(target.resource, namespace: target.namespace ?? "", request.json, context)
        }
    }

    private func replace(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> JSONValue {
        let context = context(request, target)
        return try cluster.mutate { contents throws(FakeStatus) in
            try contents.state.update(target.resource, target.object, context) { stored throws(FakeStatus) in
                let uid = request.json.at("metadata", "uid")
                guard uid == nil || uid == stored.at("metadata", "uid") else {
                    let why = "Precondition failed: UID in precondition differs"
                    throw .conflict(target.resource.plural, target.object.name, why)
                }
                return request.json
            }
        }
    }

    private func patch(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> FakeResponse {
        let context = context(request, target)
        let body = request.json
        switch request.headers["content-type"] {
        case "application/apply-patch+yaml":
            guard request.query["fieldManager"] != nil else {
                throw FakeStatus(400, "BadRequest", "fieldManager is required for apply patch")
            }
            guard body.at("metadata", "name")?.string == target.name || target.name == nil else {
                throw FakeStatus(400, "BadRequest", "the name of the object does not match the name on the URL")
            }
            let force = request.query["force"] == "true"
            let applied = try cluster.mutate { contents throws(FakeStatus) in
                try contents.state.apply(target.resource, target.object, body, force: force, context)
            }
            return .object(applied.object, status: applied.created ? 201 : 200)
        case "application/merge-patch+json":
            return .object(try update(target, context) { $0.merging(patch: body) })
        case "application/json-patch+json":
            return .object(
                try update(target, context) { object throws(FakeStatus) in
                    do {
                        return try JSONPatchDocument(body).apply(to: object)
                    } catch {
                        throw FakeStatus(422, "Invalid", "the server rejected our request: \(error)")
                    }
                }
            )
        default: throw FakeStatus(415, "UnsupportedMediaType", "the body of the request was in an unknown format")
        }
    }

    private func update(
        _ target: Target,
        _ context: FakeClusterState.WriteContext,
        _ change: (JSONValue) throws(FakeStatus) -> JSONValue
    ) throws(FakeStatus) -> JSONValue {
        try cluster.mutate { contents throws(FakeStatus) in
            try contents.state.update(target.resource, target.object, context, change)
        }
    }

    private func delete(_ request: FakeRequest, _ target: Target) throws(FakeStatus) -> JSONValue {
        var context = context(request, target)
        context.dryRun = request.json["dryRun"] != nil
        return try cluster.mutate { contents throws(FakeStatus) in
            try contents.state.delete(target.resource, target.object, request.json, context)
        }
    }
}

extension FakeRequest {
    /// True if PartialObjectMetadata is asked for.
    var wantsMetadataOnly: Bool { headers["accept"]?.contains("as=PartialObjectMetadata") ?? false }

    /// The selectors of the query.
    var selector: FakeSelector {
        FakeSelector(labels: query["labelSelector"] ?? "", fields: query["fieldSelector"] ?? "")
    }
}

extension JSONValue {
    /// The object's place in a list.
    fileprivate var listPosition: String {
        "\(at("metadata", "namespace")?.string ?? "")/\(at("metadata", "name")?.string ?? "")"
    }
}
