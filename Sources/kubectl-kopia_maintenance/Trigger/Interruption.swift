import Dispatch
import Glibc

/// Ends the process on Control-C with a last word.
struct Interruption {
    private let source: any DispatchSourceSignal

    /// From now on Control-C says that, and ends the process.
    ///
    /// - Parameter words: the last word, a line.
    init(saying words: String) {
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            StandardStream.error.write("\n\(words)\n")
            exit(CommandFailure.Code.interrupted.rawValue)
        }
        source.resume()
    }

    /// Control-C is again what it was.
    func end() {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
