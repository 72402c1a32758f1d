/// Finds the entries of a map by name, byte for byte, however many there are; valid as long as they are.
package struct EntryIndex {
    private let object: Unmanaged<DecodedObject>
    private let names: JSONNameIndex

    /// An index of these.
    package init(of entries: DecodedField.Entries) {
        object = entries.object
        names = object._withUnsafeGuaranteedRef {
            $0.document.withTokenText { JSONNameIndex(ofMembers: entries.rest, in: $0) }
        }
    }

    /// The entry that is called as another field is; nil if there is none, or it is `null`.
    package func field(namedAs other: DecodedField) -> DecodedField? {
        guard let name = other.withName(find) else { return nil }
        let field = DecodedField(of: object, at: name + 1, isEntry: true)
        return field.isNull ? nil : field
    }

    private func find(_ name: Span<UInt8>) -> Int? {
        object._withUnsafeGuaranteedRef {
            $0.document.withTokenText { text in name.withUnsafeBufferPointer { names.find($0, in: text) } }
        }
    }
}
