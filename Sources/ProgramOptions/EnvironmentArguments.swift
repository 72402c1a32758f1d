/// Flags from the environment: `--tls-cert-file` is also `KM_TLS_CERT_FILE`, and a flag that is given wins.
package struct EnvironmentArguments: Sendable {
    /// What every variable begins with.
    ///
    /// Kubernetes sets variables for every Service of a namespace (`<SERVICE>_PORT`); no Service is called `km` by us.
    package static let prefix = "KM_"

    /// The arguments, with those flags in front that only the environment has.
    package let arguments: [String]

    /// The flags that the environment gave.
    private let added: [String]

    /// Looks up the variable of each flag that is not among the arguments.
    ///
    /// - Parameters:
    ///   - flags: the names of all flags that take a value, without their dashes.
    ///   - arguments: the command line.
    ///   - variable: a variable's value; an empty one counts as none, since templates leave such behind.
    package init(flags: [String], arguments: [String], variable: (String) -> String?) {
        let given = Set(arguments.map { $0.prefix { $0 != "=" } })
        let found = flags.filter { !given.contains("--\($0)") }.compactMap { flag in
            variable(Self.variable(for: flag)).flatMap { $0.isEmpty ? nil : (flag: flag, value: $0) }
        }
        added = found.map(\.flag)
        self.arguments = found.map { "--\($0.flag)=\($0.value)" } + arguments
    }

    /// The variable of a flag.
    package static func variable(for flag: String) -> String {
        prefix + flag.uppercased().replacing("-", with: "_")
    }

    /// Says of a message about flags which of them the environment gave; empty if none of them.
    package func hint(for message: String) -> String {
        let words = Set(message.split { !($0.isLetter || $0.isNumber || $0 == "-") })
        let variables = added.filter { words.contains("--\($0)") }.map(Self.variable)
        return variables.isEmpty ? "" : " (from \(variables.joined(separator: ", ")))"
    }
}
