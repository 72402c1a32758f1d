import Glibc

/// Standard input, output and error.
enum StandardDescriptors {
    /// Opens those that are closed on /dev/null.
    ///
    /// A program that is started without them would give their numbers to its sockets, and write its log to whoever is
    /// at the other end.
    static func fill() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is taken, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
