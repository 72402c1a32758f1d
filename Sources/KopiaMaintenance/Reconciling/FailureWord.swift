/// The word for programs at the start of a sentence for people: `WrongPassword: it opens nothing`.
package enum FailureWord {
    /// Longer ones are sentences; Kubernetes' own, such as `CreateContainerConfigError`, are within it.
    private static let longest = 40

    /// The word that a text begins with; nil if there is none.
    ///
    /// It becomes the value of a metric's label, so that it is a word and no more: letters, the first of them large.
    package static func word(of text: String?) -> String? {
        guard let text else { return nil }
        let word = text.prefix { $0 != ":" }
        let isWord =
            word.first?.isUppercase == true && word.utf8.count <= longest
            && word.allSatisfy { $0.isASCII && $0.isLetter }
        return isWord ? String(word) : nil
    }
}
