import ArgumentParser
import KopiaMaintenance
import ProgramOptions
import TimeZoneDatabase

/// How the controller of a cluster is set up: its flags, by the same names.
struct InstallationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The image of maintenance runs.", valueName: "image"))
    var moverImage = RenderingOptions.defaultMoverImage

    @Option(help: "When the kubelet pulls the image: Always, IfNotPresent or Never.")
    var moverImagePullPolicy = ImagePullPolicy.ifNotPresent

    @Option(help: ArgumentHelp("Secrets that open the image's registry; separated by commas.", valueName: "names"))
    var moverImagePullSecrets = ""

    @Option(
        help: ArgumentHelp("Run this program of the image instead of the maintenance script.", valueName: "path")
    )
    var moverEntrypoint: String?

    @Option(help: "How late a missed run may still start; at least 10s.")
    var startingDeadline = DurationArgument(RenderingOptions.defaultStartingDeadline)

    @OptionGroup var zone: ZoneOption

    mutating func validate() throws {
        guard startingDeadline.duration >= Rendering.minimumStartingDeadline else {
            throw ValidationError("--starting-deadline is at least 10s")
        }
    }

    /// The options as rendering takes them.
    var rendering: RenderingOptions {
        RenderingOptions(
            moverImage: moverImage,
            imagePullPolicy: moverImagePullPolicy,
            imagePullSecrets: moverImagePullSecrets.split(separator: ",").map(String.init),
            moverEntrypoint: moverEntrypoint,
            timeZone: zone.timeZone,
            startingDeadline: startingDeadline.duration
        )
    }
}

/// The zone in which schedules are meant.
struct ZoneOption: ParsableArguments {
    @Option(help: "The IANA time zone in which schedules are meant, as the controller has it.")
    var timeZone = "UTC"

    mutating func validate() throws {
        guard NamedTimeZone(timeZone) != nil else {
            throw ValidationError("--time-zone: '\(timeZone)' is no time zone")
        }
    }
}

extension ImagePullPolicy: ExpressibleByArgument {}
