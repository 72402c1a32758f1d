import SocketServer

/// Gives memory back when nothing has come from a client for a while; the probes have a port of their own.
///
/// What many connections had in use stays with the allocator, and the code that served them stays in memory: twice what
/// a webhook at rest holds.
struct RestWatch: Sendable {
    /// How often is looked, which costs nothing.
    ///
    /// What comes further apart finds its code in the page cache, unless the node is short of memory: then the kernel would
    /// have taken it from an idle program as well.
    private static let interval = Duration.seconds(5)

    /// How much has been served so far.
    let activity: @Sendable () -> UInt64

    /// Looks every so often, until the program ends.
    func start() {
        Task.detached { [self] in
            var lull = Lull()
            while true {
                try await Task.sleep(for: Self.interval)
                guard lull.hasBegun(activity()) else { continue }
                HeapMemory.giveBack()
                CodeMemory.letGo()
            }
        }
    }
}
