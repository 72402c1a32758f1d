import CLinux

/// The memory of the program's own code, of which a start needs much that is never needed again.
package enum CodeMemory {
    /// Lets go of all code once the program serves: what serving needs comes back from the page cache at once, and the
    /// reading of flags, keys and certificates does not.
    package static func letGoOfStart() {
        clinux_let_code_go()
    }
}
