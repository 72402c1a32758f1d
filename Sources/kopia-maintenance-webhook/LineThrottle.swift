import Synchronization

/// Keeps lines that peers can provoke from displacing the others: the log is bounded, decisions belong in it.
///
/// Any thread may ask.
final class LineThrottle: Sendable {
    /// What is counted together.
    enum Kind: CaseIterable {
        case handshakeFailed
        case notARequest
        case refusedRequest
        case acceptFailed
        case connectionLimit
        case shedRequest
    }

    private struct Account {
        var second: Int64 = 0
        var lines = 0
        var leftOut = 0
    }

    private let accounts = Mutex<[Kind: Account]>([:])
    /// Unix seconds.
    private let clock: @Sendable () -> Int64

    /// Ten lines of a kind in a second show what is going on; more of them show nothing else.
    private static let linesInASecond = 10

    init(clock: @escaping @Sendable () -> Int64) { self.clock = clock }

    /// Says whether a line of that kind may be written now, and how many were left out since the last one.
    func admit(_ kind: Kind) -> Admission {
        let now = clock()
        return accounts.withLock { accounts in
            var account = accounts[kind, default: Account()]
            defer { accounts[kind] = account }
            if account.second != now { (account.second, account.lines) = (now, 0) }
            guard account.lines < Self.linesInASecond else {
                account.leftOut += 1
                return .leaveOut
            }
            account.lines += 1
            defer { account.leftOut = 0 }
            return .write(leftOut: account.leftOut)
        }
    }

    /// What becomes of a line.
    enum Admission: Equatable {
        case write(leftOut: Int)
        case leaveOut
    }
}
