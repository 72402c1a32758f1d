/// How a document is made that costs its reader more than it should: the same piece, again and again, at one place of an
/// AdmissionReview.
///
/// A value, so that a search can change one part of it and keep the others.
package struct HostileRecipe: Hashable, Sendable {
    /// Where the pieces stand: an index of ``HostilePlace/all``.
    package var place: Int
    /// Which piece it is: an index of what ``HostilePiece`` has for the place.
    package var piece: Int
    /// How many lists or objects are around each piece.
    package var depth: Int
    /// How long the document is, in bytes, roughly.
    package var size: Int
    /// What was stored before.
    package var history: History
    /// Which of the two webhooks is asked.
    package var isMutation: Bool

    /// What was stored before the object.
    package enum History: String, CaseIterable, Sendable {
        /// Nothing: the object is new.
        case none
        /// The same, but for one field.
        case same
        /// The same pieces, and their numbers all others.
        case near
    }

    /// Lengths that matter: a large object, as much as etcd takes, as much as an API server takes, once and twice, and as
    /// much as the webhook takes.
    package static let sizes = [1 << 20, 1500 << 10, 3 << 20, 6 << 20, 8 << 20]

    /// Depths that matter: none, some, and as many as the parser allows beside those of the review.
    package static let depths = [0, 1, 20, 380]

    /// A recipe by chance.
    package init(using chance: inout some RandomNumberGenerator) {
        place = Int.random(in: HostilePlace.all.indices, using: &chance)
        piece = Int.random(in: 0..<1000, using: &chance)
        depth = Self.depths[Int.random(in: Self.depths.indices, using: &chance)]
        size = Self.sizes[Int.random(in: Self.sizes.indices, using: &chance)]
        history = History.allCases[Int.random(in: History.allCases.indices, using: &chance)]
        isMutation = Bool.random(using: &chance)
        normalize()
    }

    /// A recipe of these parts, by name; of several places of one name the first that takes the piece.
    ///
    /// - Throws: ``UnknownHostileName`` if there are none.
    package init(
        _ place: String,
        _ piece: String,
        depth: Int = 0,
        size: Int,
        history: History = .none,
        isMutation: Bool = false
    ) throws(UnknownHostileName) {
        (self.depth, self.size, self.history, self.isMutation) = (depth, size, history, isMutation)
        for (index, candidate) in HostilePlace.all.enumerated() where candidate.name == place {
            let pieces = HostilePiece.fitting(candidate.holds)
            guard let number = pieces.firstIndex(where: { $0.name == piece }) else { continue }
            (self.place, self.piece) = (index, number)
            return
        }
        throw UnknownHostileName(place: place, piece: piece)
    }

    /// Each piece at each place that takes it: in a new object, of the least size, and not nested.
    package static var everyPiece: [HostileRecipe] {
        HostilePlace.all.indices.flatMap { place in
            HostilePiece.fitting(HostilePlace.all[place].holds).indices.map { HostileRecipe(place: place, piece: $0) }
        }
    }

    private init(place: Int, piece: Int) {
        (self.place, self.piece) = (place, piece)
        (depth, size, history, isMutation) = (0, Self.sizes[0], .none, false)
    }

    /// The same with one part chosen anew.
    package func changed(using chance: inout some RandomNumberGenerator) -> HostileRecipe {
        let other = HostileRecipe(using: &chance)
        var recipe = self
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: recipe.place = other.place
        case 1: recipe.piece = Int.random(in: 0..<1000, using: &chance)
        case 2: recipe.depth = other.depth
        case 3: recipe.size = other.size
        case 4: recipe.history = other.history
        default: recipe.isMutation = other.isMutation
        }
        recipe.normalize()
        return recipe
    }

    private var pieces: [HostilePiece] { HostilePiece.fitting(HostilePlace.all[place].holds) }

    private mutating func normalize() { piece %= pieces.count }
}

/// There is no such place, or no such piece for it.
package struct UnknownHostileName: Error {
    package let place: String
    package let piece: String
}

extension HostileRecipe: CustomStringConvertible {
    package var description: String {
        let (place, piece) = (HostilePlace.all[place].name, pieces[piece].name)
        let nesting = depth == 0 ? "" : ", \(depth) deep"
        let past = history == .none ? "" : ", over \(history.rawValue == "same" ? "the same" : "nearly the same")"
        return "\(size >> 10) KiB of \(piece) in \(place)\(nesting)\(past), \(isMutation ? "mutating" : "validating")"
    }
}

// MARK: - The document

extension HostileRecipe {
    /// The bytes.
    package func document() -> [UInt8] {
        let (place, piece) = (HostilePlace.all[place], pieces[piece])
        let isReview = place.outside != .document
        let objects = place.outside == .object && history != .none ? 2 : 1
        let share = max(0, size / objects - 600)
        let content = repeated(piece, share, from: 0)
        guard isReview else { return Array(place.before.utf8) + content + Array(place.after.utf8) }
        let old = history == .near ? repeated(piece, share, from: 500_000_000) : content
        return review(place, content, old)
    }

    private func review(_ place: HostilePlace, _ content: [UInt8], _ old: [UInt8]) -> [UInt8] {
        var text = Array(
            """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","name":"x","kind":\
            {"group":"volsync.backube","version":"v1alpha1","kind":"KopiaMaintenance"},"operation":
            """.utf8
        )
        text += Array((history == .none ? "\"CREATE\"" : "\"UPDATE\"").utf8)
        if place.outside == .request { text += Array(place.before.utf8) + content + Array(place.after.utf8) }
        text += Array(",\"object\":".utf8) + object(place, content, isOld: false)
        if history != .none { text += Array(",\"oldObject\":".utf8) + object(place, old, isOld: true) }
        return text + Array("}}".utf8)
    }

    private func object(_ place: HostilePlace, _ content: [UInt8], isOld: Bool) -> [UInt8] {
        let spec = "\"repository\":{\"repository\":\"r\"},\"enabled\":\(isOld)"
        var (metadata, inside) = (Array("\"name\":\"x\",\"uid\":\"u\"".utf8), Array(spec.utf8))
        let part = Array(place.before.utf8) + content + Array(place.after.utf8)
        switch place.outside {
        case .object where place.isMetadata: metadata += part
        case .object: inside += part
        case .request, .document: break
        }
        return Array("{\"metadata\":{".utf8) + metadata + Array("},\"spec\":{".utf8) + inside + Array("}}".utf8)
    }

    /// The piece as often as it fits, each with a number of its own.
    private func repeated(_ piece: HostilePiece, _ size: Int, from first: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(size + 16 << 10)
        let (before, after) = piece.nesting(depth)
        let isText = piece.holds == .text
        var number = first
        repeat {
            if !text.isEmpty, !isText { text.append(UInt8(ascii: ",")) }
            if !before.isEmpty, piece.holds == .members { text += Array("\"n\(number)\":".utf8) }
            text += before
            piece.append(number, to: &text)
            text += after
            number += 1
        } while text.count < size
        return text
    }
}
