package import KubernetesAPI

extension JSONValue {
    /// The value as JSON text for people: four spaces a level, as `kubectl -o json` prints.
    package var indentedText: String {
        var text = ""
        write(to: &text, indentation: "")
        return text
    }

    private func write(to text: inout String, indentation: String) {
        let inner = indentation + "    "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (index, element) in elements.enumerated() {
                text += "\(index == 0 ? "" : ",")\n\(inner)"
                element.write(to: &text, indentation: inner)
            }
            text += "\n\(indentation)]"
        case .object(let object) where !object.isEmpty:
            text += "{"
            for (index, member) in object.members.enumerated() {
                text += "\(index == 0 ? "" : ",")\n\(inner)\(JSONValue.string(member.name).jsonText): "
                member.value.write(to: &text, indentation: inner)
            }
            text += "\n\(indentation)}"
        default: text += jsonText
        }
    }
}
