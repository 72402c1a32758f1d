import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Judges the repository Secret and what else an object names, by the names of keys.
struct RepositoryChecks {
    private let record: ObjectRecord

    init(_ record: ObjectRecord) { self.record = record }

    private var repository: RepositorySpec { record.spec.repository }

    /// The checks.
    var checks: [Check] {
        record.dependencies.sorted { $0.key < $1.key }.flatMap { checks(of: $0.key, $0.value) }
    }

    /// The checks of one thing that the object names.
    func checks(of dependency: Dependency, _ found: Look<KeyNames>) -> [Check] {
        switch found {
        case .unread(let obstacle): [.unread(dependency.description, obstacle)]
        case .absent: [.wrong("\(dependency.description) is not there", mend: lackRemedy)]
        case .found(let keys): self.keys(keys.names, of: dependency)
        }
    }

    private var lackRemedy: String {
        let remedy = "create it in namespace \(record.key.namespace), or correct the name"
        return record.isDisabled ? remedy : "\(remedy); runs begin by themselves then"
    }

    private func keys(_ keys: Set<String>, of dependency: Dependency) -> [Check] {
        var checks: [Check] = []
        if dependency == repository.secretName.map(Dependency.secret) {
            checks += [password(keys)].compactMap(\.self) + backend(keys)
        }
        if dependency == authority, let key = repository.customCA?.key {
            checks.append(Self.authority(key, keys, dependency))
        }
        return checks.isEmpty ? [.sound("\(dependency.description) is there")] : checks
    }

    private var authority: Dependency? {
        repository.customCA?.configMapName.map(Dependency.configMap)
            ?? repository.customCA?.secretName.map(Dependency.secret)
    }

    private static func authority(_ key: String, _ keys: Set<String>, _ dependency: Dependency) -> Check {
        guard keys.contains(key) else {
            let others = keys.isEmpty ? "no keys" : "the keys \(keys.sorted().joined(separator: ", "))"
            return .wrong(
                "\(dependency.description), with the authority, has no key \(key), but \(others)",
                mend: "correct spec.repository.customCA.key"
            )
        }
        return .sound("\(dependency.description) has the authority in \(key)")
    }

    private var secret: String { "Secret \(repository.secretName ?? "")" }

    private func password(_ keys: Set<String>) -> Check? {
        guard !keys.contains(RepositorySecretKeys.password) else { return nil }
        return .wrong(
            "\(secret) has no \(RepositorySecretKeys.password)",
            mend: "put the password of the repository there"
        )
    }

    private func backend(_ keys: Set<String>) -> [Check] {
        let addresses = RepositorySecretKeys.addresses(among: keys)
        guard let first = addresses.first else { return [urlAlone(keys)] }
        let backends = Set(addresses.map(\.backend))
        guard backends.count == 1 else {
            let told = addresses.map { "\($0.key) (\($0.backend.rawValue))" }.joined(separator: ", ")
            let choice =
                winner(first.key, keys).map { "; runs take \($0)" } ?? ", beside \(RepositorySecretKeys.repository)"
            return [
                .wrong(
                    "\(secret) names repositories of \(backends.count) backends: \(told)\(choice)",
                    mend: "take out the keys of those that are not meant"
                )
            ]
        }
        let name = "\(first.key) (\(first.backend.rawValue))"
        guard let winner = winner(first.key, keys) else {
            return [
                .advice(
                    "\(secret) has \(name) and \(RepositorySecretKeys.repository): some URLs win over the key",
                    mend: "nothing, if both mean one repository; else take out the one that is not meant"
                )
            ]
        }
        guard winner == first.key else {
            return [.advice("\(secret) has \(name), but runs take \(winner)", mend: "take out what is not meant")]
        }
        return required(first.backend, keys)
    }

    /// What runs take where an address stands beside what else may name the repository; nil where only the value of
    /// `KOPIA_REPOSITORY` would tell.
    private func winner(_ address: String, _ keys: Set<String>) -> String? {
        if record.hasRepositoryVolume {
            return RepositorySecretKeys.beforeVolumes.contains(address) ? address : "the volume of the pod"
        }
        let isAlone = !RepositorySecretKeys.hasURL(among: keys)
        return isAlone || RepositorySecretKeys.beforeURLs.contains(address) ? address : nil
    }

    private func required(_ backend: RepositoryBackend, _ keys: Set<String>) -> [Check] {
        let missing = RepositorySecretKeys.missing(for: backend, among: keys)
        guard !missing.isEmpty else { return [.sound("\(secret) has the keys of one backend: \(backend.rawValue)")] }
        return missing.map { keys in
            .wrong(
                "\(secret) has no \(keys.joined(separator: " or ")), without which no run on \(backend.rawValue) begins",
                mend: "put it there (docs/controller.md)"
            )
        }
    }

    private func urlAlone(_ keys: Set<String>) -> Check {
        if RepositorySecretKeys.hasURL(among: keys) { return .sound("\(secret) names the repository by a URL") }
        if record.hasRepositoryVolume { return .sound("\(secret) is there; the repository is a volume of the pod") }
        return .wrong(
            "\(secret) names no repository: it has neither KOPIA_REPOSITORY nor the bucket, host or path of a backend",
            mend: "give it KOPIA_REPOSITORY, or the keys of one backend (docs/controller.md)"
        )
    }
}

extension ObjectRecord {
    /// True if the repository is one of the pod's volumes, whose claim then takes the place of a URL.
    fileprivate var hasRepositoryVolume: Bool {
        spec.moverVolumes?.array?.contains { $0["volumeSource"]?["persistentVolumeClaim"] != nil } ?? false
    }
}
