import KubernetesAPI

// Names, labels and other texts: values that users write, and those at the borders of the rules.
extension Draw {
    /// The name of an object that something refers to.
    mutating func name() -> JSONValue { .string(text(Names.right, or: Names.doubtful)) }

    /// The name of a namespace.
    mutating func namespace() -> JSONValue { .string(text(Names.labels, or: Names.doubtful)) }

    /// The key of a label.
    mutating func labelKey() -> String { text(Labels.keys, or: Labels.doubtfulKeys) }

    /// The value of a label.
    mutating func labelValue() -> String { text(Labels.values, or: Labels.doubtfulValues) }

    /// Some labels.
    mutating func labels(_ count: ClosedRange<Int> = 0...3) -> JSONValue {
        map(count, key: { $0.labelKey() }, value: { .string($0.labelValue()) })
    }

    /// A text that few rules are about.
    mutating func freeText() -> JSONValue { .string(text(Texts.plain, or: Texts.odd)) }

    /// A word of a closed list, or nearly one.
    mutating func word(_ words: String...) -> JSONValue {
        let near = words.flatMap { [$0.lowercased(), $0.uppercased(), "\($0) ", "\($0)s"] }
        return .string(text(words, or: near + ["", "Odd"]))
    }
}

/// Names of objects.
enum Names {
    private static let label63 = String(repeating: "x", count: 63)
    static let subdomain253 = Array(repeating: label63, count: 4).joined(separator: ".").dropLast(2)

    static let labels = ["default", "a", "0", "1-2", "kube-system", label63]
    static let right =
        labels + ["prod-backup-config", "a.b-c", "9.8", "xn--80ak6aa92e", label63 + "y.z", String(subdomain253)]
    static let doubtful = [
        "", "Bad_Name", "a..b", "-a", "a-", ".a", "a.", "a-.b", "a.-b", "a/b", "a b", " a", "a ", "a\n", "\u{e4}", "A",
        "a_b", "a:b", label63 + "y", subdomain253 + "x", "\u{1F600}", "a\u{301}", "a\u{0}",
    ]

    /// Names that an object of any kind can have, of every length that some name made of it depends on.
    static let ofObjects =
        [
            "generated", "a", "0", "a.b", "nightly.db-1.prod", "x-9", String(subdomain253),
            // The cut to 23, 34 and 46 characters falls on a dot or a hyphen.
            String(repeating: "b", count: 22) + ".c", String(repeating: "b", count: 22) + "-c.d",
            String(repeating: "b", count: 33) + "-c", String(repeating: "b", count: 45) + ".c",
        ]
        + [23, 24, 34, 35, 46, 52, 53, 63, 64, 210, 220, 221, 222, 252].map { String(subdomain253.prefix($0)) }
        .filter { $0.last != "." }
}

/// Labels' keys and values.
private enum Labels {
    private static let name63 = String(repeating: "n", count: 63)

    static let keys = [
        "team", "disk", "example.com/key", "kubernetes.io/os", "topology.kubernetes.io/zone", "A_b.C-d", "0", name63,
        "\(Names.subdomain253)/\(name63)", "a.b/c_d", "kubernetes.io/hostname",
        // Deprecated on nodes.
        "beta.kubernetes.io/os", "failure-domain.beta.kubernetes.io/zone", "node-role.kubernetes.io/master",
    ]
    static let doubtfulKeys = [
        "", "bad key", "a/b/c", "/a", "a/", "-a", "a-", "a_", ".a", "Upper.com/x", "a..b/c", "\u{e9}", name63 + "n",
        "\(Names.subdomain253)x/a", "a/\(name63)n", "volsync.backube/kopia-maintenance", "job-name", "controller-uid",
        "volsync.backube/maintenance-name", "volsync.backube/maintenance-type", "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/controller-uid", "volsync.backube/other", "app.kubernetes.io/name", "a\nb", "*",
    ]
    static let values = ["", "a", "storage", "true", "A_b.c-1", "0", "3", "-1x".dropFirst().description, name63]
    static let doubtfulValues = [
        "a b", "-a", "a-", "_a", "a.", ".", "a/b", "a,b", name63 + "n", "\u{e9}", " ", "\t", "${X}", "a\u{0}", "-3",
    ]
}

/// Texts of no particular syntax.
private enum Texts {
    static let plain = ["a", "container_t", "s0:c1,c2", "spc_t", "1", "text with blanks", "\u{fc}ber"]
    static let odd = [
        "", " ", "\t", "a\nb", "\u{0}", "\u{1F600}", "\\", "\"", "'", "#", "- a", "{a: b}", "&a", "*a", "!x", "%", "@",
        "null", "true", "1e3", "~", "a: b", "a #b", "\u{a0}", "\u{fffd}", "e\u{301}",
        String(repeating: "t", count: 300),
    ]
}
