/// The version of all programs of this build.
package enum BuildVersion {
    /// As `--version`, logs and the user agent tell it.
    package static let current = "0.1.0"
}
