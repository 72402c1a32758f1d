/// The scripts that run in the pods of maintenance, as they stand in `scripts/`.
package enum MaintenanceScripts {
    /// One script.
    package struct File: Hashable, Sendable {
        /// Its name in the folder that a pod mounts.
        package let name: String

        /// Its text, comments included: people read it in the cluster.
        package let text: String
    }

    /// All of them, by name.
    package static let files = [
        file("address.sh", PackageResources.address_sh),
        file("backends.sh", PackageResources.backends_sh),
        file("cache.sh", PackageResources.cache_sh),
        file("claim.sh", PackageResources.claim_sh),
        file("clouds.sh", PackageResources.clouds_sh),
        file("connection.sh", PackageResources.connection_sh),
        file("ending.sh", PackageResources.ending_sh),
        file("environment.sh", PackageResources.environment_sh),
        file("filter.sh", PackageResources.filter_sh),
        file("folder.sh", PackageResources.folder_sh),
        file("json.sh", PackageResources.json_sh),
        file("kopia.sh", PackageResources.kopia_sh),
        file("maintain.sh", PackageResources.maintain_sh),
        file("mover.sh", PackageResources.mover_sh),
        file("preparation.sh", PackageResources.preparation_sh),
        file("run.sh", PackageResources.run_sh),
        file("schedule.sh", PackageResources.schedule_sh),
        file("secret.sh", PackageResources.secret_sh),
        file("servers.sh", PackageResources.servers_sh),
        file("verdict.sh", PackageResources.verdict_sh),
    ]

    private static func file(_ name: String, _ octets: [UInt8]) -> File {
        File(name: name, text: String(decoding: octets, as: UTF8.self))
    }
}
