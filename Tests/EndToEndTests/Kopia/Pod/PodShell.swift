import Foundation
import Testing

/// What `/bin/sh` is in a pod, and where its tools come from.
enum PodShell: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Debian's shell and GNU's tools, as in the stock image.
    case dash
    /// busybox for both, as in small images.
    case busybox
    /// What VolSync's image calls `sh`.
    case bash

    /// Those that this machine has.
    static var available: [PodShell] { allCases.filter { FileManager.default.isExecutableFile(atPath: $0.path) } }

    var path: String {
        switch self {
        case .dash: "/bin/dash"
        case .busybox: "/usr/bin/busybox"
        case .bash: "/bin/bash"
        }
    }

    var testDescription: String { rawValue }
}
