import HostileDocuments
import TestSupport

/// Looks for the documents that cost most: first every piece at every place, then by chance and by changing one part of
/// the worst.
struct HostileSearch {
    private var chance: SeededGenerator
    private var seen: Set<HostileRecipe> = []
    /// What is yet to be looked at before anything is left to chance, which alone misses pairs for minutes.
    private var ahead: [HostileRecipe]
    private(set) var costliest: [Measured] = []
    private(set) var largest: [Measured] = []

    /// How many of the worst are kept, and changed.
    private static let kept = 12
    /// Of ten steps, so many are by chance, so that the search does not stay where it began.
    private static let byChance = 4

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
        ahead = HostileRecipe.everyPiece.shuffled(using: &chance)
    }

    /// How many documents were measured.
    var count: Int { seen.count }

    /// Measures one more document.
    mutating func step() {
        let recipe = next()
        guard seen.insert(recipe).inserted else { return }
        let measured = Measured(recipe)
        costliest = Self.worst(costliest + [measured]) { $0.timePerMiB > $1.timePerMiB }
        largest = Self.worst(largest + [measured]) { $0.peakBytes > $1.peakBytes }
    }

    private mutating func next() -> HostileRecipe {
        if let recipe = ahead.popLast() { return recipe }
        let parents = costliest + largest
        guard let parent = parents.randomElement(using: &chance),
            Int.random(in: 0..<10, using: &chance) >= Self.byChance
        else { return HostileRecipe(using: &chance) }
        return parent.recipe.changed(using: &chance)
    }

    private static func worst(_ all: [Measured], by isWorse: (Measured, Measured) -> Bool) -> [Measured] {
        Array(all.sorted(by: isWorse).prefix(kept))
    }
}
