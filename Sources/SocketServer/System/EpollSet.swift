import CLinux
import Glibc

/// What a descriptor is watched for.
struct Interest: OptionSet {
    let rawValue: UInt32

    static let read = Interest(rawValue: EPOLLIN.rawValue)
    static let write = Interest(rawValue: EPOLLOUT.rawValue)
}

/// Who a readiness is for: a slot of the loop's table and the generation that lived in it when it was registered.
///
/// A descriptor that is closed and opened again within one round of events gets another generation, so that what was
/// reported for the old one is dropped.
struct EpollToken: Hashable {
    let slot: UInt32
    let generation: UInt32

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(packed: UInt64) {
        self.init(slot: UInt32(truncatingIfNeeded: packed), generation: UInt32(truncatingIfNeeded: packed >> 32))
    }

    var packed: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}

/// A level-triggered epoll instance and room for what it reports.
///
/// Confined to one thread. Closing a descriptor takes it out: none is ever duplicated here.
@safe struct EpollSet: ~Copyable {
    private let descriptor: FileDescriptor
    private let reported: UnsafeMutableBufferPointer<epoll_event>

    private init(owning descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
        unsafe reported = .allocate(capacity: Self.roundSize)
        unsafe reported.initialize(repeating: epoll_event())
    }

    deinit {
        unsafe reported.deallocate()
    }

    /// An empty set.
    static func make() throws(ServerError) -> EpollSet {
        let number = try SystemCall.require("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        return EpollSet(owning: FileDescriptor(owning: number))
    }

    /// Watches `number` for `interest` on behalf of `token`.
    func add(_ number: Int32, for interest: Interest, token: EpollToken) throws(ServerError) {
        try control(EPOLL_CTL_ADD, number, interest, token)
    }

    /// Watches `number` for something else; an empty interest still reports that the connection broke.
    func modify(_ number: Int32, for interest: Interest, token: EpollToken) throws(ServerError) {
        try control(EPOLL_CTL_MOD, number, interest, token)
    }

    /// Waits until something is ready, at most `milliseconds` (-1: for ever), and returns how many things are.
    @inline(never)
    func wait(milliseconds: Int32) throws(ServerError) -> Int {
        let count = try SystemCall.require("epoll_wait") {
            unsafe epoll_wait(descriptor.rawValue, reported.baseAddress, Int32(Self.roundSize), milliseconds)
        }
        return Int(count)
    }

    /// The `index`th of the things that the last wait found ready.
    func token(at index: Int) -> EpollToken {
        unsafe EpollToken(packed: reported[index].data.u64)
    }

    private func control(
        _ operation: Int32,
        _ number: Int32,
        _ interest: Interest,
        _ token: EpollToken
    ) throws(ServerError) {
        var event = unsafe epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token.packed))
        try SystemCall.require("epoll_ctl") { unsafe epoll_ctl(descriptor.rawValue, operation, number, &event) }
    }

    /// Events taken in one round: more only delays the first of the next round.
    private static let roundSize = 256
}
