import Testing

@testable import KubernetesClient

@Suite struct TokenBucketTests {
    @Test("a burst passes, then one event per interval")
    func burst() {
        var bucket = TokenBucket(capacity: 3, interval: .seconds(10))
        let taken = (0..<5).map { _ in bucket.take(now: .seconds(100)) }
        #expect(taken == [true, true, true, false, false])
        let later = [109, 110, 110].map { bucket.take(now: .seconds($0)) }
        #expect(later == [false, true, false])
    }

    @Test("a bucket never holds more than its capacity, however long nothing happens")
    func idle() {
        var bucket = TokenBucket(capacity: 2, interval: .seconds(1))
        let taken = (0..<3).map { _ in bucket.take(now: .seconds(1_000_000)) }
        #expect(taken == [true, true, false])
    }

    @Test("reservations queue up, and one that is given back moves the queue on")
    func reservations() {
        var bucket = TokenBucket(capacity: 1, interval: .seconds(2))
        let delays = (0..<3).map { _ in bucket.reserve(now: .seconds(50)) }
        #expect(delays == [.zero, .seconds(2), .seconds(4)])
        bucket.giveBack()
        #expect(bucket.delay(now: .seconds(50)) == .seconds(4))
    }

    @Test("a capacity below one is one: a limit never blocks for ever")
    func noCapacity() {
        var bucket = TokenBucket(capacity: 0, interval: .seconds(1))
        let taken = bucket.take(now: .zero)
        #expect(taken)
    }
}
