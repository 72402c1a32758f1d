import Testing

@testable import KubernetesClient

@Suite struct CompactUIDTests {
    static let uuids = [
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "0b9c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c3",
    ]

    static let others = [
        "", "u", "-", "0b9c1d2e3f404a5b8c6d7e8f90a1b2c3", "0B9C1D2E-3F40-4A5B-8C6D-7E8F90A1B2C3",
        "0b9c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c", "0b9c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c34",
        "0b9c1d2e-3f40-4a5b-8c6d-7e8f90a1b2cx", "0b9c1d2e-3f404a5b-8c6d-7e8f90a1b2c34",
        "--------------------------------------", "0b9c1d2e-3f40-4a5b-8c6d-7e8f90a1b2ü", "f6a1b2c3-mirror",
    ]

    @Test("every text comes out as it went in", arguments: uuids + others)
    func roundTrip(text: String) { #expect(CompactUID(text).text == text) }

    @Test("a UUID as an API server writes it takes no text", arguments: uuids)
    func compact(text: String) {
        guard case .uuid = CompactUID(text) else {
            Issue.record("kept as a text")
            return
        }
    }

    @Test("two are the same if their texts are")
    func equality() { #expect(Set((Self.uuids + Self.others).map(CompactUID.init)).count == 15) }
}
