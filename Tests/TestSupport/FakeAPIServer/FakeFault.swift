import KubernetesAPI
import Synchronization

/// Something that goes wrong with requests, on purpose.
package struct FakeFault: Sendable {
    /// What goes wrong.
    package enum Effect: Sendable {
        /// The request is refused and not done.
        case refuse(FakeStatus)
        /// Something else answers, a proxy for instance; the request is not done.
        case answer(status: Int, mediaType: String, body: String)
        /// The connection ends before the request is looked at.
        case closeBefore
        /// The request is done, and the connection ends without an answer.
        case closeAfter
        /// The request is done, and of the answer's body only the first part comes, as if it were all.
        case truncateBody
        /// The request is done, and the connection ends in the middle of the answer's body.
        case closeInBody
        /// The request is done, and in the middle of the answer's body nothing comes any more.
        case stallInBody
        /// There is no answer until the gate opens; then the request is done.
        case wait(FakeGate)
        /// There is never an answer; the request is not done.
        case hang
        /// Something else happens first, such as another client's write; then the request is done.
        case first(@Sendable (FakeCluster) -> Void)
        /// The request is done, and the answer carries a warning.
        case warn(String)
        /// The request is done as if whole objects had been asked for.
        case ignoreAccept
        /// The answer of a watch begins, then this comes within the stream, and it ends.
        case watchError(FakeStatus)
    }

    /// The method that is affected; nil for all.
    package var method: String?
    /// A part of the request line's path and query; nil for all.
    package var target: String?
    /// So many requests pass before it begins.
    package var after: Int
    /// So many requests are affected; nil for all from then on.
    package var times: Int?
    /// What goes wrong.
    package var effect: Effect

    /// A fault of these parts; it affects the next request unless told otherwise.
    package init(
        _ method: String? = nil,
        on target: String? = nil,
        after: Int = 0,
        times: Int? = 1,
        _ effect: Effect
    ) {
        self.method = method
        self.target = target
        self.after = after
        self.times = times
        self.effect = effect
    }
}

/// Faults in the order in which they were scripted; of those that apply, the first is taken.
final class FaultScript: Sendable {
    private let faults = Mutex<[FakeFault]>([])

    func add(_ fault: FakeFault) { faults.withLock { $0.append(fault) } }

    func clear() { faults.withLock { $0 = [] } }

    /// The effect on a request, which is used up by it.
    func next(method: String, target: String) -> FakeFault.Effect? {
        faults.withLock { faults in
            for index in faults.indices {
                guard faults[index].method.map({ $0 == method }) ?? true,
                    faults[index].target.map({ target.contains($0) }) ?? true
                else { continue }
                if faults[index].after > 0 {
                    faults[index].after -= 1
                    continue
                }
                let effect = faults[index].effect
                if let times = faults[index].times {
                    faults[index].times = times - 1
                    if times <= 1 { faults.remove(at: index) }
                }
                return effect
            }
            return nil
        }
    }
}
