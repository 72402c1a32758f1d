package import KubernetesAPI

/// What is to be done about one KopiaMaintenance.
package struct Plan: Hashable, Sendable {
    /// The changes, in the order in which they are made.
    package var actions: [Action] = []

    /// When to look again although nothing has changed.
    package var requeue: Requeue = .awaitChange

    /// A plan of these actions; none means that all is as it should be.
    package init(actions: [Action] = [], requeue: Requeue = .awaitChange) {
        self.actions = actions
        self.requeue = requeue
    }
}

/// One change of the cluster.
///
/// Each may be made twice, and after a crash between any two of a plan the next plan takes up where this one ended.
package enum Action: Hashable, Sendable {
    /// Server-side apply of an object that this controller owns.
    case apply(JSONValue)

    /// Makes what the Go controller set on an object ours, so that the apply that follows can remove it.
    case adopt(kind: OwnedKind, name: String, uid: String)

    /// Lets a waiting Job start.
    ///
    /// Made only while the executor holds the repository and has seen, live, that nothing else runs on it. `pod` is a
    /// merge patch of its pods' spec: where they must be.
    case release(job: String, uid: String, pod: JSONValue?)

    /// Makes a Job that has begun wait, its pods gone, until it is released.
    ///
    /// Decided, as a release, on what is seen live.
    case takeBack(job: String, uid: String)

    /// Stops a CronJob from starting Jobs, and forgets that they were wanted; says nothing else about it.
    case hold(cronJob: String, uid: String)

    /// Asks for a larger claim; the rest of it cannot change.
    case grow(claim: String, uid: String, storage: JSONValue)

    /// Deletion of exactly that object (its UID is a precondition), its pods with it (background propagation).
    case delete(kind: OwnedKind, name: String, uid: String)

    /// A word to the users, among the object's events.
    case record(Event)

    /// Counts the failure of that Job (its UID) among the metrics, once its outcome is in the status.
    case countFailure(job: String, word: String)

    /// Server-side apply of the whole status.
    case writeStatus(JSONValue)

    case addFinalizer
    case removeFinalizer

    /// Removal of an annotation that asked for something which is done.
    case removeAnnotation(String)
}

/// The kinds that are made for a KopiaMaintenance.
package enum OwnedKind: String, Hashable, Sendable {
    case cronJob = "CronJob"
    case job = "Job"
    case claim = "PersistentVolumeClaim"
    case serviceAccount = "ServiceAccount"
    case configMap = "ConfigMap"
}

/// When to look again.
package enum Requeue: Hashable, Sendable {
    case awaitChange
    case after(Duration)
}

/// Something that users should hear of.
package struct Event: Hashable, Sendable {
    /// Whether somebody should look.
    package enum Level: String, Hashable, Sendable {
        case normal = "Normal"
        case warning = "Warning"
    }

    package let level: Level

    /// One word, for machines; the names of the Go controller where it had one.
    package let reason: String

    /// A sentence, for people.
    package let note: String

    /// Something that went as it should.
    package static func normal(_ reason: String, _ note: String) -> Event {
        Event(level: .normal, reason: reason, note: note)
    }

    /// Something that somebody should look at.
    package static func warning(_ reason: String, _ note: String) -> Event {
        Event(level: .warning, reason: reason, note: note)
    }
}
