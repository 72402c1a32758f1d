/// Judges the namespace that a doctor is asked about.
enum NamespaceChecks {
    /// The checks; none where the namespace is there, or nobody could tell.
    ///
    /// - Parameters:
    ///   - namespace: the one that is not there.
    ///   - isChosen: false where the objects of all namespaces are asked for, and only what is tried out needs one.
    /// - Returns: at most one.
    static func checks(lacking namespace: String?, isChosen: Bool) -> [Check] {
        guard let namespace else { return [] }
        return [
            isChosen
                ? .wrong(
                    "there is no namespace \(namespace)",
                    mend: "kubectl get namespaces lists those that there are"
                )
                : .unknown(
                    "a dry run is not tried: there is no namespace \(namespace)",
                    mend: "name one that is there by -n, beside -A"
                )
        ]
    }
}
