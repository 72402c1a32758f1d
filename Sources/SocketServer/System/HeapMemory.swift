import CLinux

/// The allocator's memory, of which a large request takes much for a moment.
///
/// Left alone, glibc keeps most of what was once in use, in each thread's arena: one document of a few megabytes would
/// leave a server that needs twenty with a hundred, for good.
package enum HeapMemory {
    /// Fixes what the allocator would otherwise raise with every large block that is freed; called once, at the start.
    ///
    /// Blocks from 256 KiB on are mapped and given back one by one; a free end of an arena is given back from 1 MiB on,
    /// more than usual requests take, so that those cause no traffic with the kernel.
    package static func keepLittle() {
        _ = mallopt(M_MMAP_THRESHOLD, 256 << 10)
        _ = mallopt(M_TRIM_THRESHOLD, 1 << 20)
    }

    /// Gives back whole pages that are free between blocks in use.
    ///
    /// Takes a millisecond or so: to be called after what was large, not after every request.
    package static func giveBack() {
        _ = malloc_trim(0)
    }

    /// Lets all threads share so many arenas; called once, at the start.
    ///
    /// glibc gives nearly every thread an arena of its own, and keeps in each what was once in use.
    package static func shareArenas(_ count: Int32) {
        _ = mallopt(M_ARENA_MAX, count)
    }
}
