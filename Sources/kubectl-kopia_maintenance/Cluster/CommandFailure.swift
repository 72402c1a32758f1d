/// Why a command does not do what it was asked for: one line for people, and an exit code for programs.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    /// What a command's exit code says; scripts rely on it.
    enum Code: Int32, Hashable {
        /// The cluster, or the state of an object, does not allow it.
        case refused = 1
        /// The command line, or something that it names, is wrong.
        case usage = 2
        /// The time to wait is over; what was waited for goes on.
        case timedOut = 3
        /// Control-C, as shells count it (128 and the number of SIGINT).
        case interrupted = 130
    }

    let description: String
    let code: Code

    /// True if the same may succeed in a moment: the cluster could not be reached, or could not answer.
    var mayPass = false

    /// True if there is no such object; others of its name list may be there.
    var isLackOfObject = false

    /// A failure, told in one line that no terminal obeys, whatever it quotes.
    init(_ description: String, code: Code = .refused) {
        self.description = description.oneLine
        self.code = code
    }
}
