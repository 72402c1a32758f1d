import KubernetesAPI

/// The few rules of the API server that clients of this project can break.
enum FakeValidation {
    /// Refuses what the API server would refuse.
    static func check(_ object: JSONValue, of resource: FakeResource) throws(FakeStatus) {
        let name = object.at("metadata", "name")?.string ?? ""
        switch resource.kind {
        case "Lease":
            for field in ["acquireTime", "renewTime"] {
                guard let time = object.at("spec", field)?.string, !isMicroTime(time) else { continue }
                throw FakeStatus(
                    400,
                    "BadRequest",
                    "Lease in version \"v1\" cannot be handled as a Lease: parsing time \"\(time)\"",
                    name: name,
                    resource: resource.plural
                )
            }
        case "Event":
            let note = object["note"]?.string ?? ""
            if note.utf8.count > 1024 {
                throw .invalid(resource.plural, name, field: "note", "can have at most 1024 characters")
            }
            guard object["eventTime"]?.string.map(isMicroTime) ?? false else {
                throw .invalid(resource.plural, name, field: "eventTime", "must be specified")
            }
            for field in ["reportingController", "reportingInstance", "action", "reason", "type"] {
                guard object[field]?.string?.isEmpty ?? true else { continue }
                throw .invalid(resource.plural, name, field: field, "must be specified")
            }
        default: break
        }
    }

    /// `2026-01-02T03:04:05.000006Z`: exactly six digits.
    private static func isMicroTime(_ text: String) -> Bool {
        let pattern = "dddd-dd-ddTdd:dd:dd.ddddddZ"
        guard text.count == pattern.count else { return false }
        return zip(text, pattern).allSatisfy { $1 == "d" ? $0.isASCII && $0.isNumber : $0 == $1 }
    }
}
