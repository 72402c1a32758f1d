import Testing

@testable import KubernetesClient

@Suite struct BackoffTests {
    @Test(
        "a delay doubles with every failure up to its maximum",
        arguments: [(1, 800), (2, 1600), (3, 3200), (6, 25_600), (7, 30_000), (500, 30_000), (0, 800), (-3, 800)]
    )
    func doubling(_ failures: Int, _ milliseconds: Int) {
        #expect(Backoff.reflector.delay(afterFailures: failures, random: 0) == .milliseconds(milliseconds))
    }

    @Test("jitter only lengthens, by its share at most")
    func jitter() {
        let backoff = Backoff(initial: .seconds(1), maximum: .seconds(10), jitter: 0.5)
        #expect(backoff.delay(afterFailures: 1, random: 0.5) == .milliseconds(1250))
        #expect(backoff.delay(afterFailures: 9, random: 0.999) < .seconds(15))
    }
}
