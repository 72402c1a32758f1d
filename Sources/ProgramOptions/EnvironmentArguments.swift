/// Reads flags from the environment: `--tls-cert-file` is also `KM_TLS_CERT_FILE`, and a flag that is given wins.
package enum EnvironmentArguments {
    /// What every variable begins with.
    ///
    /// Kubernetes sets variables for every Service of a namespace (`<SERVICE>_PORT`); no Service is called `km` by us.
    package static let prefix = "KM_"

    /// The variable of a flag.
    package static func variable(for flag: String) -> String {
        prefix + flag.uppercased().replacing("-", with: "_")
    }

    /// The arguments, with those flags in front that only the environment has.
    package static func merge(_ arguments: [String], flags: [String], environment: [String: String]) -> [String] {
        let given = Set(arguments.map { $0.prefix { $0 != "=" } })
        let added = flags.filter { !given.contains("--\($0)") }.compactMap { flag in
            environment[variable(for: flag)].map { "--\(flag)=\($0)" }
        }
        return added + arguments
    }
}
