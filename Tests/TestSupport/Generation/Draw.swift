import KubernetesAPI

/// The choices that make one object: random, repeatable, and as careless as they are told to be.
struct Draw {
    /// Where chance comes from.
    var random: SeededGenerator

    /// Of a hundred values so many are taken from those that break a rule, or nearly do.
    var carelessness = 0

    /// One part of an object, drawn anew each time.
    typealias Recipe = (inout Draw) -> JSONValue

    init(random: SeededGenerator) { self.random = random }
}

// MARK: - Chance

extension Draw {
    /// True once in so many times.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    /// A number of the range.
    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// One of the values.
    mutating func any(of values: [JSONValue]) -> JSONValue { values.randomElement(using: &random) ?? .null }

    /// A value that is right, or now and then one that is doubtful.
    mutating func any(of right: [JSONValue], or doubtful: [JSONValue]) -> JSONValue {
        any(of: number(in: 1...100) <= carelessness ? doubtful : right)
    }

    /// A text that is right, or now and then one that is doubtful.
    mutating func text(_ right: [String], or doubtful: [String]) -> String {
        let pool = number(in: 1...100) <= carelessness ? doubtful : right
        return pool.randomElement(using: &random) ?? ""
    }
}

// MARK: - Structure

extension Draw {
    /// An object that has some of these fields; more rarely it lacks one that it should have.
    mutating func object(
        _ needed: KeyValuePairs<String, Recipe> = [:],
        sometimes optional: KeyValuePairs<String, Recipe> = [:],
        oneIn rarity: Int = 3
    ) -> JSONValue {
        var object = JSONObject()
        for (name, recipe) in needed where number(in: 1...200) > carelessness { object[name] = recipe(&self) }
        for (name, recipe) in optional where oneIn(rarity) { object[name] = recipe(&self) }
        return .object(object)
    }

    /// A list of so many elements.
    mutating func list(_ count: ClosedRange<Int>, of recipe: Recipe) -> JSONValue {
        .array((0..<number(in: count)).map { _ in recipe(&self) })
    }

    /// A map of so many entries.
    mutating func map(_ count: ClosedRange<Int>, key: (inout Draw) -> String, value: Recipe) -> JSONValue {
        var object = JSONObject()
        for _ in 0..<number(in: count) { object[key(&self)] = value(&self) }
        return .object(object)
    }

    /// What one of the recipes makes.
    mutating func one(of recipes: [Recipe]) -> JSONValue {
        recipes.randomElement(using: &random)?(&self) ?? .null
    }
}
