import KopiaMaintenance
import KubernetesAPI
import Testing

extension OracleTests {
    @Test("The fields that go into the pod are those of the API server, each of its type")
    func schema() async throws {
        let cluster = try #require(OracleCluster.shared).controlPlane
        let text = try await cluster.must("get", "--raw", "/openapi/v3/apis/batch/v1")
        let schemas = try #require(try JSONParser.parse(text.utf8)["components"]?["schemas"])
        for (shape, name) in Self.shapes {
            let schema = try #require(schemas["io.k8s.api.core.v1.\(name)"], "\(name)")
            let (ours, theirs) = (Self.fields(of: shape), Self.fields(of: schema, in: schemas))
            #expect(ours.subtracting(theirs).sorted() == [], "only validation has of \(name)")
            #expect(theirs.subtracting(ours).sorted() == [], "only the API server has of \(name)")
            #expect(!ours.isEmpty)
        }
    }

    /// Every passed-through part, and what the API server calls it.
    private static var shapes: [(shape: Shape, name: String)] {
        var shapes: [(shape: Shape, name: String)] = [
            (.resources, "ResourceRequirements"), (.podSecurityContext, "PodSecurityContext"),
            (.containerSecurityContext, "SecurityContext"), (.affinity, "Affinity"),
        ]
        if case .array(let toleration) = Shape.tolerations { shapes.append((toleration, "Toleration")) }
        if case .array(.object(let volume)) = Shape.moverVolumes, case .object(let sources)? = volume["volumeSource"] {
            let names = ["nfs": "NFS", "persistentVolumeClaim": "PersistentVolumeClaim", "secret": "Secret"]
            shapes += sources.map { ($1, "\(names[$0, default: $0])VolumeSource") }
        }
        return shapes
    }

    /// A line for each field, with its type.
    private static func fields(of shape: Shape, at path: String = "") -> Set<String> {
        switch shape {
        case .object(let fields):
            fields.reduce(into: []) { $0.formUnion(Self.fields(of: $1.value, at: "\(path).\($1.key)")) }
        case .array(let element): fields(of: element, at: "\(path)[]")
        case .map(let element): fields(of: element, at: "\(path){}")
        default: ["\(path): \(shape)"]
        }
    }

    /// The same of an OpenAPI schema; none of those asked for contains itself.
    private static func fields(of schema: JSONValue, in all: JSONValue, at path: String = "") -> Set<String> {
        let reference = schema["$ref"] ?? schema["allOf"]?.array?.first?["$ref"]
        if let name = reference?.string?.split(separator: "/").last {
            if name.hasSuffix(".Quantity") { return ["\(path): quantity"] }
            return fields(of: all[String(name)] ?? .null, in: all, at: path)
        }
        if let properties = schema["properties"]?.object {
            return properties.members.reduce(into: []) {
                $0.formUnion(fields(of: $1.value, in: all, at: "\(path).\($1.name)"))
            }
        }
        if let items = schema["items"] { return fields(of: items, in: all, at: "\(path)[]") }
        if let values = schema["additionalProperties"] { return fields(of: values, in: all, at: "\(path){}") }
        let type = schema["type"]?.string ?? "?"
        return ["\(path): \(type == "integer" ? schema["format"]?.string ?? "integer" : type)"]
    }
}
