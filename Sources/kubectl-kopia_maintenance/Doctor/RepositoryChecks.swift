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
        record.dependencies.sorted { $0.key < $1.key }.flatMap { dependency, found -> [Check] in
            switch found {
            case .unread(let right): [.unread(dependency.description, without: right)]
            case .absent: [.wrong("\(dependency.description) is not there", mend: lackRemedy)]
            case .found(let keys): self.keys(keys.names, of: dependency)
            }
        }
    }

    private var lackRemedy: String {
        "create it in namespace \(record.key.namespace), or correct the name; runs begin by themselves then"
    }

    private func keys(_ keys: Set<String>, of dependency: Dependency) -> [Check] {
        var checks: [Check] = []
        if dependency == repository.secretName.map(Dependency.secret) {
            checks += [password(keys), backend(keys)].compactMap(\.self)
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

    private func backend(_ keys: Set<String>) -> Check {
        let addresses = RepositorySecretKeys.addresses(among: keys)
        guard let first = addresses.first else { return urlAlone(keys) }
        let backends = Set(addresses.map(\.backend))
        guard backends.count == 1 else {
            let told = addresses.map { "\($0.key) (\($0.backend.rawValue))" }.joined(separator: ", ")
            return .wrong(
                "\(secret) names repositories of \(backends.count) backends: \(told); runs take \(first.key)",
                mend: "take out the keys of those that are not meant"
            )
        }
        return .sound("\(secret) has the keys of one backend: \(first.backend.rawValue)")
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
