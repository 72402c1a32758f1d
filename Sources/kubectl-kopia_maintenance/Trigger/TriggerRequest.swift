import KopiaMaintenance
import KubernetesAPI

/// A request for one run of an object, by a tag.
///
/// An object with a manual trigger has the tag in `spec.trigger.manual`. On a scheduled one it is the annotation
/// ``APINames/runRequestedAnnotation``, and what became of it stands in `status.lastRequestedRun`: the schedule stays.
struct TriggerRequest {
    private let object: KopiaMaintenance
    private let status: MaintenanceStatus

    /// Requests for an object; what the webhook would fill in is filled in.
    init(_ object: KopiaMaintenance) {
        self.object = object
        status = MaintenanceStatus(of: object)
    }

    /// What became of a tag.
    enum Outcome: Hashable {
        /// Nobody asked for it, or it has not ended.
        case open
        case succeeded
        case failed
    }

    /// What is to be done so that a tag has its run.
    enum Step: Hashable {
        /// It cannot be; why, and what to do.
        case refused(String)
        /// It is asked for already, and has not ended.
        case pending
        /// A merge patch that asks for it.
        case patch(JSONValue)
    }

    /// True if the schedule stays and the run is one beside it.
    var isBesideSchedule: Bool { object.spec.effectiveSchedule != nil }

    /// The tag that was asked for last; nil if none was.
    var lastTag: String? {
        isBesideSchedule ? RunRequest(of: object)?.tag : object.spec.trigger.manual
    }

    /// What the status says of a tag.
    func outcome(of tag: String) -> Outcome {
        guard isBesideSchedule else {
            if status.lastManualSync == tag { return .succeeded }
            return status.lastManualFailure == tag ? .failed : .open
        }
        guard let run = status.lastRequestedRun, run.tag == tag else { return .open }
        return run.result == .successful ? .succeeded : .failed
    }

    /// The name of the Job of a tag.
    func job(of tag: String) -> String {
        let names = OwnedNames(namespace: object.metadata.namespace ?? "", name: object.metadata.name ?? "")
        return isBesideSchedule ? names.requestedJob(tag: tag) : names.manualJob(tag: tag)
    }

    /// What is to be done so that a tag has its run.
    ///
    /// - Parameters:
    ///   - tag: the tag.
    ///   - isChosen: true if a person chose it, and knows that it replaces one that has not ended.
    /// - Returns: the step.
    func step(for tag: String, isChosen: Bool) -> Step {
        let place = object.metadata.namespace.map { " -n \($0)" } ?? ""
        let name = "\(object.metadata.name ?? "")\(place)"
        guard object.spec.enabled != false else {
            return .refused("spec.enabled is false: nothing runs until it is true")
        }
        guard object.spec.suspend != true else {
            return .refused("it is suspended: kubectl kopia-maintenance resume \(name)")
        }
        switch outcome(of: tag) {
        case .succeeded: return .refused(Self.spent(tag, "succeeded"))
        case .failed: return .refused(Self.spent(tag, "failed"))
        case .open: break
        }
        guard let last = lastTag else { return .patch(patch(tag)) }
        if last == tag { return .pending }
        guard isChosen || outcome(of: last) != .open else {
            return .refused(
                "the run of \(last.goQuoted) has not ended: wait for it by "
                    + "kubectl kopia-maintenance trigger \(name) --tag \(last.shellQuoted) --wait, "
                    + "or give --tag to put another in its place"
            )
        }
        return .patch(patch(tag))
    }

    private static func spent(_ tag: String, _ verdict: String) -> String {
        "the tag \(tag.goQuoted) had its run, which \(verdict): choose another"
    }

    private func patch(_ tag: String) -> JSONValue {
        guard isBesideSchedule else { return ["spec": ["trigger": ["manual": .string(tag)]]] }
        let annotations = JSONObject(members: [(APINames.runRequestedAnnotation, .string(tag))])
        return ["metadata": ["annotations": .object(annotations)]]
    }
}

extension RunTag {
    /// A tag that nobody has used: when it was made, and a few random letters for two people in one second.
    ///
    /// - Parameters:
    ///   - now: unix seconds.
    ///   - random: where the letters come from.
    /// - Returns: the tag.
    static func unique(now: Int64, random: inout some RandomNumberGenerator) -> String {
        let letters = (0..<4).map { _ in alphabet[Int(random.next(upperBound: UInt(alphabet.count)))] }
        let time = Timestamp.string(fromUnixSeconds: now).lowercased().replacing(":", with: "-")
        return "\(time.dropLast())-\(String(letters))"
    }

    /// As of the suffixes of pods: no vowels, so no words (k8s.io/apimachinery/pkg/util/rand).
    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    /// Why a text is no tag, by the rule of `spec.trigger.manual`; nil if it is one.
    static func problem(with tag: String) -> String? {
        let probe: JSONValue = ["spec": ["repository": ["repository": "x"], "trigger": ["manual": .string(tag)]]]
        if tag.isEmpty { return "is empty" }
        return Validation(probe).findings.first { $0.path.description == "spec.trigger.manual" }?.detail
    }
}

extension String {
    /// The text as one word of a shell.
    var shellQuoted: String {
        let plain = unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal)
                || "-_./:@".unicodeScalars.contains(scalar)
        }
        return plain && !isEmpty ? self : "'\(replacing("'", with: "'\\''"))'"
    }
}
