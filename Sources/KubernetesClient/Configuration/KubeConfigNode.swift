import KubernetesAPI

/// One object of a kubeconfig, read with the path to it at hand, so that every complaint says where.
struct KubeConfigNode: Hashable, Sendable {
    /// The object.
    let json: JSONValue
    /// Its place, such as `users[dev].user`.
    let path: String
    /// The directory of the file it stands in; relative paths start there.
    let directory: String

    /// The object in a field; an empty one if the field is absent.
    func object(_ name: String) throws(ConfigurationError) -> KubeConfigNode {
        let child = json[name] ?? .object(JSONObject())
        guard child.object != nil else { throw wrongType(name, "must be an object") }
        return KubeConfigNode(json: child, path: "\(path).\(name)", directory: directory)
    }

    /// The string in a field; nil if the field is absent or empty, which kubeconfigs do not tell apart.
    func string(_ name: String) throws(ConfigurationError) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string else { throw wrongType(name, "must be a string") }
        return text.isEmpty ? nil : text
    }

    /// The boolean in a field; false if the field is absent.
    func bool(_ name: String) throws(ConfigurationError) -> Bool {
        guard let value = json[name] else { return false }
        guard let bool = value.bool else { throw wrongType(name, "must be true or false") }
        return bool
    }

    /// The strings in a field; none if the field is absent.
    func strings(_ name: String) throws(ConfigurationError) -> [String] {
        guard let value = json[name] else { return [] }
        guard let elements = value.array else { throw wrongType(name, "must be a list of strings") }
        return try elements.map { element throws(ConfigurationError) in
            guard let text = element.string else { throw wrongType(name, "must be a list of strings") }
            return text
        }
    }

    /// The material in a field of base64 text, or in the file that another field names; the text has priority.
    func material(data dataField: String, file fileField: String) throws(ConfigurationError) -> Material? {
        if let text = try string(dataField) {
            guard let bytes = Base64.decode(text) else { throw wrongType(dataField, "is not base64") }
            return .inline(bytes, field: "\(path).\(dataField)")
        }
        return try string(fileField).map { .file(resolve($0)) }
    }

    /// The path, as seen from the directory of the file.
    func resolve(_ file: String) -> String {
        file.hasPrefix("/") || directory.isEmpty ? file : "\(directory)/\(file)"
    }

    /// The object with other members, in the same place.
    func replacing(_ members: JSONObject) -> KubeConfigNode {
        KubeConfigNode(json: .object(members), path: path, directory: directory)
    }

    /// The error for a field.
    func wrongType(_ field: String, _ problem: String) -> ConfigurationError {
        .invalidField(field: path.isEmpty ? field : "\(path).\(field)", problem: problem)
    }
}
