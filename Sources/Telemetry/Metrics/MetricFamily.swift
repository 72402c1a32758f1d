import Synchronization

/// One time series of a family, or the few that make a histogram.
package protocol MetricChild: AnyObject, Sendable {
    /// What the family's `TYPE` line says.
    static var kind: MetricKind { get }

    /// Writes the current values.
    func appendSamples(to exposition: inout Exposition, labels: MetricLabels)
}

/// All series of one name, one for each combination of label values.
///
/// Ask for a child once and keep it: counting on a child costs an atomic addition, looking it up costs a lock.
/// Label values come from closed sets or from objects that exist, never from what a peer may choose, because each
/// combination is kept until it is removed.
package final class MetricFamily<Child: MetricChild>: Sendable {
    private struct Series: Sendable {
        let child: Child
        let labels: MetricLabels
    }

    /// Name, help and label names.
    let description: MetricDescription
    private let makeChild: @Sendable () -> Child
    private let series = Mutex<[[String]: Series]>([:])

    init(_ description: MetricDescription, makeChild: @escaping @Sendable () -> Child) {
        self.description = description
        self.makeChild = makeChild
    }

    /// The child with these label values; made, and exposed from now on, when there is none.
    ///
    /// - Parameter values: one for each label name, in that order.
    /// - Returns: the same child for the same values until it is removed.
    package func child(_ values: String...) -> Child { child(values) }

    /// The same for values that are in an array.
    package func child(_ values: [String]) -> Child {
        description.checkCount(of: values)
        return series.withLock { series in
            if let known = series[values] { return known.child }
            let new = Series(child: makeChild(), labels: MetricLabels(description.labelNames, values))
            series[values] = new
            return new.child
        }
    }

    /// Ends a series, as its object has gone.
    ///
    /// Whoever still holds the child counts into the void.
    package func remove(_ values: String...) { remove(values) }

    /// The same for values that are in an array.
    package func remove(_ values: [String]) {
        description.checkCount(of: values)
        _ = series.withLock { $0.removeValue(forKey: values) }
    }

    /// Ends every series whose label values satisfy a condition.
    ///
    /// - Parameter isGone: gets the value of each label by its name.
    package func removeAll(where isGone: ([String: String]) -> Bool) {
        let names = description.labelNames
        series.withLock { series in
            series = series.filter { values, _ in
                !isGone(Dictionary(uniqueKeysWithValues: zip(names, values)))
            }
        }
    }
}

extension MetricFamily: MetricSource {
    var lines: MetricLines {
        let current = series.withLock { $0.values.map { $0 } }.sorted { $0.labels < $1.labels }
        return MetricLines(description: description, kind: Child.kind, count: current.count) { index, exposition in
            current[index].child.appendSamples(to: &exposition, labels: current[index].labels)
        }
    }
}
