/// How a reflector is doing, for probes and metrics.
package struct ReflectorStatus: Sendable {
    /// True once the store has held a complete list.
    package internal(set) var hasSynced = false
    /// When the server last said anything, bookmarks included, by the client's clock; nil if never.
    package internal(set) var lastHeard: Duration?
    /// What went wrong last; nil since the last success.
    package internal(set) var lastError: KubernetesError?
    /// How many lists were begun, by reason.
    package internal(set) var lists: [ReflectorMachine.ListReason: Int] = [:]
    /// How many watches were opened.
    package internal(set) var watches = 0
    /// How many events the watches brought, bookmarks not counted.
    package internal(set) var events = 0
}
