import Foundation
import TestSupport
import Testing

@Suite struct ProjectedVolumeTests {
    /// Who may read, and what becomes of the mode.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let hasGroup: Bool
        let mode: Int
        let result: Int

        var testDescription: String { name }
    }

    @Test(
        "A volume has links to links to files, which the pod's group may read",
        arguments: [
            Case(name: "without a group", hasGroup: false, mode: 0o400, result: 0o400),
            Case(name: "with a group", hasGroup: true, mode: 0o400, result: 0o440),
            Case(name: "a mode that lets more", hasGroup: true, mode: 0o644, result: 0o644),
        ]
    )
    func layout(_ example: Case) throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "projected-\(UUID().uuidString)")
        defer { try? files.removeItem(at: folder) }
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let volume = ProjectedVolume(in: folder, group: example.hasGroup ? Int64(getgid()) : nil)
        try volume.write([
            .init(path: "KOPIA_PASSWORD", text: "sesame", mode: example.mode), .init(path: "deep/file", text: "x"),
        ])
        func link(_ name: String) throws -> String {
            try files.destinationOfSymbolicLink(atPath: folder.appending(path: name).path)
        }
        #expect(try link("KOPIA_PASSWORD") == "..data/KOPIA_PASSWORD")
        #expect(try link("deep") == "..data/deep")
        let content = folder.appending(path: try link("..data"))
        let attributes = try files.attributesOfItem(atPath: content.appending(path: "KOPIA_PASSWORD").path)
        #expect(attributes[.posixPermissions] as? Int == example.result)
        #expect(try String(contentsOf: folder.appending(path: "deep/file"), encoding: .utf8) == "x")
    }
}
