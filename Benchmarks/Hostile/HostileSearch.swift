import HostileDocuments
import TestSupport

/// Looks for the documents that cost most: first by chance, then by changing one part of the worst.
struct HostileSearch {
    private var chance: SeededGenerator
    private var seen: Set<HostileRecipe> = []
    private(set) var costliest: [Measured] = []
    private(set) var largest: [Measured] = []

    /// How many of the worst are kept, and changed.
    private static let kept = 12
    /// Of ten steps, so many are by chance, so that the search does not stay where it began.
    private static let byChance = 4

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

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
