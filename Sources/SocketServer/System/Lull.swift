/// Notices that what was busy has become quiet.
package struct Lull {
    private var activity: UInt64 = 0
    private var wasBusy = false

    /// Nothing has happened so far.
    package init() {}

    /// Takes in how much has happened so far, and says whether nothing has since the last look, but something before.
    ///
    /// True once for each busy time that ends.
    package mutating func hasBegun(_ activity: UInt64) -> Bool {
        let isBusy = activity != self.activity
        defer { (self.activity, wasBusy) = (activity, isBusy) }
        return wasBusy && !isBusy
    }
}
