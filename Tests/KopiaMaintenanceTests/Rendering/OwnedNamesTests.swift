import KopiaMaintenance
import Testing

@Suite struct OwnedNamesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let cronJob: String
        let cacheClaim: String
        let labelValue: String

        var testDescription: String { "\(name.prefix(30)) (\(name.utf8.count))" }
    }

    static let cases: [Case] = [
        Case(
            name: "nightly",
            cronJob: "kopia-maint-nightly-0c995b82cfc71772",
            cacheClaim: "volsync-kopia-maintenance-nightly-cache",
            labelValue: "nightly"
        ),
        Case(
            name: "a.b.c",
            cronJob: "kopia-maint-a.b.c-74bf3f7d8320e88a",
            cacheClaim: "volsync-kopia-maintenance-a.b.c-cache",
            labelValue: "a.b.c"
        ),
        Case(
            name: "maintenance-with-existing-cache",
            cronJob: "kopia-maint-maintenance-with-existi-50955e4e2f7d71cf",
            cacheClaim: "volsync-kopia-maintenance-maintenance-with-existing-cache-cache",
            labelValue: "maintenance-with-existing-cache"
        ),
        // The cut falls behind a dot: "a.-hash" would be no DNS name.
        Case(
            name: "aaaaaaaaaaaaaaaaaaaaaa.b",
            cronJob: "kopia-maint-aaaaaaaaaaaaaaaaaaaaaa-78134cef39aa4be7",
            cacheClaim: "volsync-kopia-maintenance-aaaaaaaaaaaaaaaaaaaaaa.b-cache",
            labelValue: "aaaaaaaaaaaaaaaaaaaaaa.b"
        ),
    ]

    @Test("Names are those of the Go controller, and stay within their limits", arguments: cases)
    func names(_ example: Case) {
        let names = OwnedNames(namespace: "prod", name: example.name)
        #expect(names.cronJob == example.cronJob)
        #expect(names.serviceAccount == example.cronJob)
        #expect(names.cacheClaim == example.cacheClaim)
        #expect(names.labelValue == example.labelValue)
    }

    @Test("A manual run is named after its tag")
    func manualJob() {
        let names = OwnedNames(namespace: "prod", name: "nightly")
        #expect(names.manualJob(tag: "run-1") == "kopia-maint-manual-e197a1b8112a9e51")
        #expect(names.manualJob(tag: "run-2") != names.manualJob(tag: "run-1"))
    }

    @Test(
        "B2: every name that an object can have gives valid names that differ",
        arguments: [1, 22, 23, 24, 63, 64, 221, 222, 253]
    )
    func anyLength(_ length: Int) {
        for filler in ["a", "-", ".a", "a-.", "9"] {
            let name = Self.name(of: length, filler: filler)
            let names = OwnedNames(namespace: "prod", name: name)
            let other = OwnedNames(namespace: "test", name: name)
            #expect(names.cronJob.utf8.count <= 52)
            #expect(names.cacheClaim.utf8.count <= 253)
            #expect(names.labelValue.utf8.count <= 63)
            for made in [names.cronJob, names.serviceAccount, names.cacheClaim, names.manualJob(tag: name)] {
                #expect(Self.isSubdomain(made), "\(made)")
            }
            #expect(Self.isLabelValue(names.labelValue), "\(names.labelValue)")
            #expect(names.cronJob != other.cronJob)
            #expect(names.manualJob(tag: "x") != other.manualJob(tag: "x"))
        }
    }

    /// A DNS subdomain of that length that is made of the filler as far as the syntax allows.
    private static func name(of length: Int, filler: String) -> String {
        var bytes = Array(String(repeating: filler, count: length).utf8.prefix(length))
        for index in bytes.indices where index == 0 || index == length - 1 { bytes[index] = UInt8(ascii: "a") }
        for index in bytes.indices.dropFirst() {
            let isHyphen = bytes[index] == UInt8(ascii: "-")
            let isDot = bytes[index] == UInt8(ascii: ".")
            let previous = bytes[index - 1]
            if isHyphen && previous == UInt8(ascii: ".") { bytes[index] = UInt8(ascii: "a") }
            if isDot && (previous == UInt8(ascii: "-") || previous == UInt8(ascii: ".")) {
                bytes[index] = UInt8(ascii: "b")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                label.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil
            }
    }

    private static func isLabelValue(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?/) != nil
    }
}
