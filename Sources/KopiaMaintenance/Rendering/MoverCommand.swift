import KubernetesAPI

/// What the container runs: the maintenance script on an image that has kopia, or the program of a VolSync image.
enum MoverCommand {
    /// The container's command; the entry point is a path in the image.
    static func command(entrypoint: String?) -> JSONValue {
        guard let entrypoint else { return ["/bin/sh", "-c", .string(maintain)] }
        return ["/bin/sh", "-c", .string(mover), "mover", .string(entrypoint)]
    }

    /// The programs of this release, as they stand in pods.
    static var scripts: [String] { [maintain, mover] }

    private static let maintain = compact(MaintenanceScripts.maintain)
    private static let mover = compact(MaintenanceScripts.mover)

    /// The script without comments and indentation: it stands in every CronJob and Job.
    private static func compact(_ script: String) -> String {
        script.utf8.split(separator: UInt8(ascii: "\n"))
            .map { $0.drop { $0 == UInt8(ascii: " ") } }
            .filter { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
            .map { String(decoding: $0, as: UTF8.self) }
            .joined(separator: "\n")
    }
}
