import Synchronization

/// Packs the texts of one kind of object, each like a sample that is one of them.
///
/// The sample is the first text, and another one later if what comes takes much room behind it: a new release of a program
/// writes other objects.
final class TextPatterns: Sendable {
    private struct Choice {
        var pattern = TextPattern()
        var texts = 0
    }

    private let choice = Mutex(Choice())

    /// So many texts share a sample at least, as each keeps it: objects may all be unlike each other.
    private static let fewestTexts = 256

    /// Packs a text.
    func pack(_ bytes: [UInt8]) -> PackedText {
        let pattern = choice.withLock { $0.pattern }
        let text = PackedText(bytes, like: pattern)
        choice.withLock { choice in
            choice.texts += 1
            let isFirst = choice.pattern.sample === TextSample.none
            guard isFirst || choice.texts > Self.fewestTexts && !text.isSmall else { return }
            choice = Choice(pattern: TextPattern(TextSample(bytes)))
        }
        return text
    }
}
