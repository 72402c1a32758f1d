import KubernetesClient

/// The records of all objects, in the order in which their series are written.
///
/// A copy is made by whoever writes a family, so that it costs little: a record is shared, and replaced as a whole.
struct MaintenanceRecords: Sendable {
    /// A record that nobody changes any more.
    final class Row: Sendable {
        let record: MaintenanceRecord
        init(_ record: MaintenanceRecord) { self.record = record }
    }

    /// By name and namespace, as the labels are.
    private(set) var rows: [Row] = []

    /// The record of an object; setting nil removes it.
    subscript(key: ObjectKey) -> MaintenanceRecord? {
        get {
            let place = place(of: key)
            return holds(key, at: place) ? rows[place].record : nil
        }
        set {
            let place = place(of: key)
            let old = place..<(holds(key, at: place) ? place + 1 : place)
            rows.replaceSubrange(old, with: newValue.map { [Row($0)] } ?? [])
        }
    }

    private func holds(_ key: ObjectKey, at place: Int) -> Bool {
        place < rows.count && rows[place].record.key == key
    }

    /// Where the first record stands that does not come before that of an object.
    private func place(of key: ObjectKey) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            let other = rows[middle].record.key
            if (other.name, other.namespace) < (key.name, key.namespace) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
