import CLinux

/// The memory of the program's own code and constants, of which a start or a crowd needs much that rest does not.
package enum CodeMemory {
    /// Lets go of all of it once a start or busy time is over.
    ///
    /// What is needed comes back from the page cache, some hundred pages within a millisecond; the reading of flags and
    /// keys, and the tables by which libraries were linked, do not.
    package static func letGo() {
        clinux_let_code_go()
    }
}
