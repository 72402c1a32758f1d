import KubernetesAPI

/// What the container runs: the maintenance script on an image that has kopia, or the program of a VolSync image.
enum MoverCommand {
    /// The container's command; the entry point is a path in the image.
    static func command(entrypoint: String?) -> JSONValue {
        let script = entrypoint == nil ? ["maintain.sh"] : ["mover.sh"]
        let words = ["/bin/sh", "-c", start, ScriptsVolume.directory, ScriptsConfigMap.digest] + script
        return .array((words + [entrypoint].compactMap(\.self)).map(JSONValue.string))
    }

    /// Runs the scripts if they are those of the digest: whoever may write ConfigMaps, and nothing else, cannot have other
    /// programs run with the repository's password.
    ///
    /// `$0` is their folder, then come the digest, the script and its arguments. What the kubelet has put behind `..data` it
    /// never changes, but replaces as a whole: it is looked at and run in the same place. Other makers of pods may have the
    /// files alone. The order is that of the octets.
    private static let start = """
        scripts=$(cd -P "$0/..data" 2>/dev/null && pwd -P) || scripts=$0
        [ "$(cd "$scripts" && LC_ALL=C && sha256sum *.sh | sha256sum)" = "$1  -" ] || {
        echo MAINTENANCE_STATUS: FAILURE
        echo "MAINTENANCE_FAILURE_REASON: WrongScripts: sha256sum finds other files in $0 than this release has"
        exit 1
        }
        script=$scripts/$2; shift 2; exec /bin/sh "$script" "$@"
        """
}
