import KubernetesAPI

extension FakeStatus {
    /// The refusal as the API server writes it.
    var json: JSONValue {
        var details = JSONObject()
        if !name.isEmpty { details["name"] = .string(name) }
        if !resource.isEmpty { details["kind"] = .string(resource) }
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map { cause in
                    ["reason": .string(cause[0]), "message": .string(cause[1]), "field": .string(cause[2])]
                }
            )
        }
        if let seconds = retryAfter.flatMap(Int64.init) { details["retryAfterSeconds"] = .number(JSONNumber(seconds)) }
        var metadata = JSONObject()
        metadata["continue"] = continueToken.map { .string($0) }
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": .object(metadata), "status": "Failure",
            "message": .string(message), "reason": .string(reason), "details": .object(details),
            "code": .number(JSONNumber(Int64(code))),
        ]
    }

    static func notFound(_ resource: String, _ name: String) -> FakeStatus {
        FakeStatus(404, "NotFound", "\(resource) \"\(name)\" not found", name: name, resource: resource)
    }

    static func conflict(_ resource: String, _ name: String, _ why: String) -> FakeStatus {
        FakeStatus(
            409,
            "Conflict",
            "Operation cannot be fulfilled on \(resource) \"\(name)\": \(why)",
            name: name,
            resource: resource
        )
    }

    static func invalid(_ resource: String, _ name: String, field: String, _ why: String) -> FakeStatus {
        FakeStatus(
            422,
            "Invalid",
            "\(resource) \"\(name)\" is invalid: \(field): \(why)",
            name: name,
            resource: resource,
            causes: [["FieldValueInvalid", why, field]]
        )
    }

    static func tooOld(_ version: Int64, oldest: Int64) -> FakeStatus {
        FakeStatus(410, "Expired", "too old resource version: \(version) (\(oldest))")
    }
}
