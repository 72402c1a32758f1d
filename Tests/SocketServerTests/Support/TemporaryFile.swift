import Foundation

/// A file that exists as long as this does.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(bytes).write(to: url)
        path = url.path()
    }

    deinit {
        unlink(path)
    }
}
