package import KubernetesAPI
import Logging
import Synchronization

/// Keeps a store like the cluster: lists a selection, watches it, and begins again when that is needed.
///
/// ``run()`` is called once, by the task that owns the reflector; everything else may be called by anybody. Whatever goes
/// wrong, it tries again until its task is cancelled: a controller without its caches has nothing better to do.
package final class Reflector: Sendable {
    /// What is kept.
    package let store: ObjectStore
    /// What is selected.
    package let selection: ObjectSelection

    private let client: APIClient
    private let transform: @Sendable (JSONValue) -> JSONValue
    private let onChange: @Sendable (StoreChange) -> Void
    private let current = Mutex(ReflectorStatus())
    private let synced = Latch()
    private let prefersStreaming: Bool

    /// A reflector that has not begun.
    ///
    /// - Parameters:
    ///   - client: where the objects come from.
    ///   - selection: which objects.
    ///   - store: where they are kept.
    ///   - prefersStreaming: true to list by streaming where the server can, which needs the least memory.
    ///   - transform: what to keep of an object; must keep name, namespace, uid and resource version.
    ///   - onChange: is told of every change after the store has it, deletions that were missed included, in order. It is
    ///     called by the task of ``run()``, which waits for it.
    package init(
        client: APIClient,
        selection: ObjectSelection,
        store: ObjectStore = ObjectStore(),
        prefersStreaming: Bool = true,
        transform: @escaping @Sendable (JSONValue) -> JSONValue = { $0.withoutManagedFields },
        onChange: @escaping @Sendable (StoreChange) -> Void = { _ in }
    ) {
        self.client = client
        self.selection = selection
        self.store = store
        self.prefersStreaming = prefersStreaming
        self.transform = transform
        self.onChange = onChange
    }

    /// How it is doing.
    package var status: ReflectorStatus { current.withLock { $0 } }

    /// True once the store has held a complete list.
    package var hasSynced: Bool { synced.isOpen }

    /// Returns true when the store has held a complete list, false when the task is cancelled first.
    package func waitUntilSynced() async -> Bool { await synced.wait() }

    /// Works until the task is cancelled.
    package func run() async {
        var machine = ReflectorMachine(prefersStreaming: prefersStreaming)
        while !Task.isCancelled {
            switch machine.next() {
            case .wait(let delay): _ = try? await client.connection.time.sleep(delay)
            case .list: await list(&machine)
            case .streamingList: await streamingList(&machine)
            case .watch(let version): await watch(from: version, &machine)
            }
        }
    }
}

// MARK: - Listing

extension Reflector {
    private func list(_ machine: inout ReflectorMachine) async {
        began(machine.listReason)
        do throws(KubernetesError) {
            let list = try await client.list(selection) { self.store.compact(self.transform($0)) }
            await replace(with: list.items.compactMap { $0 }, version: list.resourceVersion, &machine)
        } catch {
            failed(error, "listing failed")
            machine.listFailed(error, streaming: false, now: now, random: random)
        }
    }

    /// Lists by watching: until the bookmark that ends the list, what comes is held back; then the watch goes on.
    private func streamingList(_ machine: inout ReflectorMachine) async {
        began(machine.listReason)
        do throws(KubernetesError) {
            var stream = try await client.watch(selection, from: "", sendsInitialEvents: true)
            let (objects, version) = try await initialObjects(&stream)
            await replace(with: objects, version: version, &machine)
            await follow(&stream, openedAt: now, &machine)
        } catch {
            failed(error, "streaming the list failed")
            machine.listFailed(error, streaming: true, now: now, random: random)
        }
    }

    private func initialObjects(
        _ stream: inout WatchStream
    ) async throws(KubernetesError) -> (objects: [CompactObject], version: String) {
        var objects: [ObjectKey: CompactObject] = [:]
        while let event = try await stream.next() {
            heard()
            switch event {
            case .added(let object), .modified(let object):
                if let object = store.compact(transform(object)) { objects[object.key] = object }
            case .deleted(let object):
                if let key = ObjectKey(of: object) { objects[key] = nil }
            case .bookmark(let version, true): return (Array(objects.values), version)
            case .bookmark(_, false): break
            }
        }
        // The server ended the watch first.
        throw .transport(.closed)
    }

    /// So many changes of a list are told of before others have their turn; each takes some hundredths of a millisecond.
    private static let changesInARow = 64

    private func replace(with objects: [CompactObject], version: String, _ machine: inout ReflectorMachine) async {
        machine.listed(at: version)
        heard()
        let changes = store.change { $0.replace(with: objects, version: ResourceVersion(version)) }
        for (number, change) in changes.enumerated() {
            onChange(change)
            if number % Self.changesInARow == Self.changesInARow - 1 { await Task.yield() }
        }
        current.withLock {
            $0.lastError = nil
            $0.hasSynced = true
        }
        synced.open()
    }
}

// MARK: - Watching

extension Reflector {
    private func watch(from version: String, _ machine: inout ReflectorMachine) async {
        let start = now
        var stream: WatchStream
        do throws(KubernetesError) {
            stream = try await client.watch(selection, from: version)
        } catch {
            failed(error, "opening the watch failed")
            let end = ReflectorMachine.WatchEnd.notOpened(error)
            machine.watchEnded(end, lifetime: now - start, frames: 0, now: now, random: random)
            return
        }
        await follow(&stream, openedAt: start, &machine)
    }

    private func follow(_ stream: inout WatchStream, openedAt start: Duration, _ machine: inout ReflectorMachine) async
    {
        current.withLock { $0.watches += 1 }
        var frames = 0
        var end = ReflectorMachine.WatchEnd.closed
        do throws(KubernetesError) {
            while let event = try await stream.next() {
                frames += 1
                heard()
                take(event, &machine)
            }
        } catch {
            end = .failed(error)
            failed(error, "the watch failed")
        }
        machine.watchEnded(end, lifetime: now - start, frames: frames, now: now, random: random)
    }

    private func take(_ event: WatchEvent, _ machine: inout ReflectorMachine) {
        if case .bookmark(let version, _) = event {
            machine.advanced(to: version)
            _ = store.change { table in
                table.observe(ResourceVersion(version))
                return []
            }
            return
        }
        current.withLock {
            $0.events += 1
            $0.lastError = nil
        }
        guard let object = event.object.map(transform), let compact = store.compact(object) else { return }
        machine.advanced(to: compact.resourceVersion.text)
        let changes = store.change { table in
            event.isDeletion ? table.delete(compact) : table.upsert(compact, object)
        }
        changes.forEach(onChange)
    }
}

extension WatchEvent {
    /// The object that the event is about; nil for a bookmark.
    fileprivate var object: JSONValue? {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object): object
        case .bookmark: nil
        }
    }

    fileprivate var isDeletion: Bool {
        if case .deleted = self { true } else { false }
    }
}

// MARK: - Bookkeeping

extension Reflector {
    private var now: Duration { client.connection.time.now() }
    private var random: Double { client.connection.random.fraction() }

    private func heard() {
        let now = now
        current.withLock { $0.lastHeard = now }
    }

    private func began(_ reason: ReflectorMachine.ListReason) { current.withLock { $0.lists[reason, default: 0] += 1 } }

    private func failed(_ error: KubernetesError, _ message: Logger.Message) {
        guard error != .cancelled else { return }
        current.withLock { $0.lastError = error }
        // The server ends watches as it pleases; only what needs a list or an administrator is worth a word.
        let level: Logger.Level = error == .transport(.closed) || error.disposition == .expired ? .debug : .info
        client.connection.logger.log(
            level: level,
            message,
            metadata: ["resource": "\(selection.resource.plural)", "error": "\(error)"]
        )
    }
}
