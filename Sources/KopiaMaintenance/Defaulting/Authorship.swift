import KubernetesAPI

/// Which parts of a spec defaulting wrote, and nobody has claimed since.
///
/// Read from the object alone, or from an object and what was stored before it. docs/decisions.md has the rules, and
/// what each way of writing an object comes to.
struct Authorship {
    /// The fields that hold the default, by defaulting's hand.
    private(set) var defaulted: DefaultedFields = []

    /// Of the defaulted fields those whose parent (`trigger`, `customCA`) holds nothing of anybody else.
    private(set) var alone: DefaultedFields = []

    /// What becomes of a field that is neither the default nor the user's as it is: what is left of a default of which
    /// somebody has written a part since, or the default of which the user has let the last part go.
    private(set) var remains: [(field: DefaultedField, value: JSONValue)] = []

    /// The claims of managers on what is not there; nobody's if the object is new.
    private let claims: FieldClaims?

    /// Reads who wrote what.
    ///
    /// - Parameters:
    ///   - object: the object as it is.
    ///   - old: what was stored before; nil if there was none, or it is not known.
    init(of object: JSONValue, after old: JSONValue?) {
        let (books, former) = (Books(of: object), old.map(Books.init))
        guard former != nil || !books.areBlank else {
            claims = nil
            return
        }
        let remembered = Self.remembered(in: object, books, after: old, former)
        // A manifest speaks when it is applied: the record has taken in what it said then, and may know better since.
        let news = former.flatMap { ManifestNews(from: $0, to: books) }
        let letGo = news?.letGo ?? []
        guard books.isStored || !remembered.isEmpty else {
            claims = nil
            return
        }
        let claims = books.claims(applied: news?.manifest)
        self.claims = claims
        guard let spec = object.object("spec") else { return }
        // A copy of an older object is applied, whose record knows less than the stored one: of what that calls the user's
        // nothing is taken back.
        let outdated = books.record == nil ? [] : remembered.subtracting(former?.record ?? remembered)
        for field in DefaultedField.allCases where remembered.union(letGo).has(field) {
            let isCopied = news?.manifest?.copied.has(field) == true
            let memory: Memory = letGo.has(field) ? .letGo : outdated.has(field) ? .outdated : .fresh
            judge(field, in: spec, claims, isCopied: isCopied, memory)
        }
    }

    /// Why a field is looked at.
    private enum Memory {
        /// The record names it.
        case fresh
        /// A record names it that is older than the one that is stored.
        case outdated
        /// The manifest that kubectl applied had it, and has it no more.
        case letGo
    }

    /// True if a manager of the API server's books claims a field that is not there.
    func isClaimed(_ field: DefaultedField) -> Bool {
        claims?[field.filling.steps].hasManager == true
    }
}

// MARK: - What was defaulted once

extension Authorship {
    /// The fields that defaulting is known, or taken, to have written at some time.
    private static func remembered(
        in object: JSONValue,
        _ books: Books,
        after old: JSONValue?,
        _ former: Books?
    ) -> DefaultedFields {
        if let record = books.record { return record.union(books.formerRecord) }
        // Who takes the record away, as `kubectl replace` does, writes everything anew; not so who only takes back a copy
        // of it, of his own.
        if let former, let record = former.record {
            return former.isRecordApplied ? record.union(books.formerRecord) : books.formerRecord
        }
        return books.formerRecord.union(inferred(from: old ?? object))
    }

    /// What defaulting must have written, of an object without a record: exact defaults that nobody claims, if the books
    /// are kept.
    static func inferred(from object: JSONValue) -> DefaultedFields {
        let books = Books(of: object)
        // Nobody has had a hand in a new object but who sends it, or whoever exported it.
        guard books.isStored || !books.formerRecord.isEmpty, let spec = object.object("spec") else { return [] }
        let applied = AppliedManifest(books.lastApplied)
        let claims = books.claims(applied: applied)
        guard claims.hasManager else { return [] }
        var fields: DefaultedFields = []
        for field in DefaultedField.allCases
        where field.filling.isIn(spec)
            && claims.leaveAlone(field.filling, isCopied: applied?.copied.has(field) == true)
        {
            fields.insert(field)
        }
        return fields
    }
}

// MARK: - What is left of it

extension Authorship {
    private mutating func judge(
        _ field: DefaultedField,
        in spec: JSONObject,
        _ claims: FieldClaims,
        isCopied: Bool,
        _ memory: Memory
    ) {
        let (steps, standard) = (field.filling.steps, field.filling.value)
        // So it is nearly always.
        if field.filling.isIn(spec), claims.leaveAlone(field.filling, isCopied: isCopied) {
            take(field, in: spec, claims)
            return
        }
        guard let value = JSONValue.object(spec).value(at: steps) else { return }
        let own = claims[steps].withoutCopies(of: value, default: standard, isCopied: isCopied)
        let rest = Self.rest(of: value, without: standard, claimed: own)
        if rest == nil, value == standard {
            take(field, in: spec, claims)
        } else if rest == nil, memory == .letGo {
            // A part of the default, which the manifest alone had claimed.
            take(field, in: spec, claims)
            remains.append((field, standard))
        } else if memory != .outdated, claims.hasManager, let rest, rest != value {
            // Without books nobody could claim the rest.
            remains.append((field, rest))
        }
        // Else it is the user's as it is; also where somebody has taken a part of the default away.
    }

    private mutating func take(_ field: DefaultedField, in spec: JSONObject, _ claims: FieldClaims) {
        defaulted.insert(field)
        if field.filling.steps.count > 1, isAlone(field.filling.steps, in: spec, claims) { alone.insert(field) }
    }

    /// What is left of a value after the default is taken out of it where nobody claims it; nil if nothing is.
    private static func rest(of value: JSONValue, without standard: JSONValue, claimed claims: FieldClaims)
        -> JSONValue?
    {
        guard let members = value.object?.members, standard.object != nil else {
            return value == standard && !claims.cover(value) ? nil : value
        }
        let rest = members.compactMap { member -> (String, JSONValue)? in
            // Claims are looked up for what the default has, which is little; an object may have a hundred thousand others.
            guard let inner = standard[member.name] else { return (member.name, member.value) }
            return Self.rest(of: member.value, without: inner, claimed: claims[member.name]).map { (member.name, $0) }
        }
        return rest.isEmpty && !claims.coverObject() ? nil : .object(JSONObject(members: rest))
    }

    /// True if the parent of a field has no other, and nobody claims it as it would be without.
    private func isAlone(_ steps: [String], in spec: JSONObject, _ claims: FieldClaims) -> Bool {
        let parent = Array(steps.dropLast())
        // Without books an empty parent may be the user's.
        guard claims.hasManager else { return false }
        let members = JSONValue.object(spec).value(at: parent)?.object
        let hasOthers = members?.contains { $0.name != steps.last && !$0.value.isNull }
        return hasOthers == false && !claims[parent].coverObject(beside: steps.last)
    }
}

extension JSONValue {
    /// The value at the end of a way down; nil where it leads nowhere.
    func value(at steps: [String]) -> JSONValue? {
        steps.reduce(self as JSONValue?) { $0?[$1] }
    }
}
