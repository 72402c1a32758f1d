import ArgumentParser
import KopiaMaintenance
import ProgramOptions
import TimeZoneDatabase

/// What all maintenance runs have in common.
struct RunOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = [
        "mover-image", "mover-image-pull-policy", "mover-image-pull-secrets", "mover-entrypoint", "time-zone",
        "starting-deadline",
    ]

    /// Where the Go system's installations say which image they use.
    private static let relatedImage = "RELATED_IMAGE_KOPIA_CONTAINER"

    @Option(
        help: ArgumentHelp(
            "The image of maintenance runs: stock kopia, or anything with kopia and sh. $\(Self.relatedImage) counts too.",
            valueName: "image"
        )
    )
    var moverImage: String?

    @Option(help: "When the kubelet pulls the image: Always, IfNotPresent or Never.")
    var moverImagePullPolicy = ImagePullPolicy.ifNotPresent

    @Option(
        help: ArgumentHelp(
            "Secrets, in the namespace of each run, that open the image's registry; separated by commas.",
            valueName: "names"
        )
    )
    var moverImagePullSecrets = ""

    @Option(
        help: ArgumentHelp(
            "Run this program of the image (a VolSync mover's /mover-kopia/entry.sh) instead of the maintenance script.",
            valueName: "path"
        )
    )
    var moverEntrypoint: String?

    @Option(help: "The IANA time zone in which schedules are meant.")
    var timeZone = "UTC"

    @Option(help: "How late a missed run may still start; at least 10s.")
    var startingDeadline = DurationArgument(RenderingOptions.defaultStartingDeadline)

    mutating func validate() throws {
        guard NamedTimeZone(timeZone) != nil else {
            throw ValidationError("--time-zone: '\(timeZone)' is no time zone")
        }
        guard startingDeadline.duration >= Rendering.minimumStartingDeadline else {
            throw ValidationError("--starting-deadline is at least 10s")
        }
    }

    /// The options as rendering takes them.
    func rendering(environment: [String: String]) -> RenderingOptions {
        RenderingOptions(
            moverImage: moverImage ?? environment[Self.relatedImage] ?? RenderingOptions.defaultMoverImage,
            imagePullPolicy: moverImagePullPolicy,
            imagePullSecrets: moverImagePullSecrets.split(separator: ",").map(String.init),
            moverEntrypoint: moverEntrypoint,
            timeZone: timeZone,
            startingDeadline: startingDeadline.duration,
            proxy: ProxySettings(
                http: environment["HTTP_PROXY"],
                https: environment["HTTPS_PROXY"],
                exceptions: environment["NO_PROXY"]
            )
        )
    }
}

extension ImagePullPolicy: ExpressibleByArgument {}
