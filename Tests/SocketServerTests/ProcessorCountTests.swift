import Testing

@testable import SocketServer

@Suite("The number of usable processors")
struct ProcessorCountTests {
    static let masks: [(String, Int?)] = [
        ("Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t0-3\n", 4),
        ("Cpus_allowed:\t00000000,00000104\n", 2),
        ("Cpus_allowed:\tffffffff,ffffffff\n", 64),
        ("Cpus_allowed:\t0\n", nil),
        ("Name:\tx\n", nil),
        ("", nil),
    ]

    @Test("counts the bits of the scheduler's mask", arguments: masks)
    func mask(_ text: String, _ expected: Int?) {
        #expect(ProcessorCount.allowed(inStatus: text) == expected)
    }

    static let quotas: [(String, Int?)] = [
        ("max 100000\n", nil), ("50000 100000\n", 1), ("100000 100000\n", 1), ("100001 100000\n", 2),
        ("250000 100000", 3), ("0 100000", nil), ("-1 100000", nil), ("100 0", nil), ("", nil), ("1", nil),
        ("9223372036854775807 1", .max),
    ]

    @Test("rounds a quota up to whole processors", arguments: quotas)
    func quota(_ text: String, _ expected: Int?) {
        #expect(ProcessorCount.quota(inCPUMax: text) == expected)
    }

    @Test("is at least one, and on this machine no more than there are")
    func usable() {
        #expect(ProcessorCount.usable() >= 1)
        #expect(ProcessorCount.usable() <= 4096)
    }
}
