// Where members stand, for those who go from place to place without making any.

// MARK: - Places

extension JSONObject {
    /// Where the first member stands, for a walk from place to place.
    ///
    /// An edited object has no places.
    var firstPlace: Int {
        switch storage {
        case .made, .edited: 0
        case .read(let view): view.first
        }
    }

    /// The place behind the last member.
    var endPlace: Int {
        switch storage {
        case .made(let members): members.count
        case .read(let view): view.end
        case .edited: 0
        }
    }

    /// The place of the next member.
    func place(after place: Int) -> Int {
        switch storage {
        case .made, .edited: place + 1
        case .read(let view): view.place(after: place)
        }
    }

    /// True if the member there has that name.
    func isName(_ name: String, at place: Int) -> Bool {
        switch storage {
        case .made(let members): members[place].name == name
        case .read(let view): view.isName(of: place, name.utf8.span)
        case .edited: false
        }
    }

    /// The value of the member there, made now.
    func value(at place: Int) -> JSONValue {
        switch storage {
        case .made(let members): members[place].value
        case .read(let view): view.value(at: place)
        case .edited: .null
        }
    }

    /// True if the member there stands in a document and visibly has that value; if not, it may have it all the same.
    func states(_ value: JSONValue, at place: Int) -> Bool {
        switch storage {
        case .made, .edited: false
        case .read(let view): view.states(value, at: place)
        }
    }
}

extension JSONObject {
    /// Where the object stands in a document; nil if it was made or changed in memory.
    var view: JSONObjectView? {
        if case .read(let view) = storage { view } else { nil }
    }

    /// Where the object stands in a document, or stood before it was changed in memory; nil if it was made there.
    var origin: JSONObjectView? {
        switch storage {
        case .made: nil
        case .read(let view): view
        case .edited(let object): object.view
        }
    }

    /// The text of an object that stands in a document as ``JSONWriter`` would write it; nil of any other.
    var finishedText: ArraySlice<UInt8>? {
        switch storage {
        case .read(let view) where view.document.isOurs:
            view.document.bytes[view.document.tokens[view.index].range]
        default: nil
        }
    }

    /// A member: made, or where it stands in a document.
    enum Part {
        case made(String, JSONValue)
        case standing(JSONDocument, Int)
    }

    /// Tells all members in order; of those that stand in a document nothing is made.
    func forEachPart(_ body: (Part) -> Void) {
        switch storage {
        case .made(let members): for member in members { body(.made(member.name, member.value)) }
        case .read(let view):
            view.forEachPlace(from: view.first, before: view.end) { body(.standing(view.document, $0)) }
        case .edited(let object): object.forEachPart(body)
        }
    }

    /// Tells each member's name and value, in order.
    func forEachMember(_ body: (String, JSONValue) -> Void) {
        switch storage {
        case .made(let members): for index in members.indices { body(members[index].name, members[index].value) }
        case .read, .edited: for member in self { body(member.name, member.value) }
        }
    }

    /// What this object is if it is an edit of the other; nil if it is not.
    func edit(of other: JSONObject) -> JSONEditedObject? {
        guard case .edited(let object) = storage, case .read(let view) = other.storage, object.view.isSame(as: view)
        else { return nil }
        return object
    }
}
