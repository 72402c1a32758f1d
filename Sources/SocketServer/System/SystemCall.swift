import Glibc

/// The one wrapper around system calls: EINTR is retried, would-block is a value, `errno` is read at once.
enum SystemCall {
    /// What a call on a non-blocking descriptor gave.
    enum Outcome<Value> {
        case success(Value)
        case wouldBlock
        case failure(ErrorNumber)
    }

    /// Makes a call that reports failure by -1.
    static func attempt<Value: FixedWidthInteger & SignedInteger>(_ call: () -> Value) -> Outcome<Value> {
        while true {
            let value = call()
            if value != -1 { return .success(value) }
            let error = ErrorNumber(errno)
            if error == .interrupted { continue }
            return error == .wouldBlock ? .wouldBlock : .failure(error)
        }
    }

    /// Makes a call that has to succeed, or throws what it was and why it did not.
    @discardableResult
    static func require<Value: FixedWidthInteger & SignedInteger>(
        _ operation: StaticString,
        _ call: () -> Value
    ) throws(ServerError) -> Value {
        switch attempt(call) {
        case .success(let value): return value
        case .wouldBlock: throw .systemCall("\(operation)", .wouldBlock)
        case .failure(let error): throw .systemCall("\(operation)", error)
        }
    }
}
