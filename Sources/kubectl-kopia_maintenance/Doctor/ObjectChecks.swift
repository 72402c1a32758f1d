import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Judges one object.
struct ObjectChecks {
    private let record: ObjectRecord
    private let cluster: ClusterCapabilities

    /// - Parameters:
    ///   - record: what was read.
    ///   - cluster: what the installed programs judge by.
    init(_ record: ObjectRecord, on cluster: ClusterCapabilities = .unknown) {
        self.record = record
        self.cluster = cluster
    }

    /// The checks, what the user wrote first.
    var checks: [Check] {
        let surroundings =
            RepositoryChecks(record).checks + StorageChecks(record).checks + [account, rehearsals].compactMap(\.self)
        return manifest + [state] + (record.isDisabled ? surroundings.map(\.ofNoConsequence) : surroundings)
    }

    // MARK: The object itself

    /// More mistakes than these are counted only.
    private static let toldMistakes = 10

    private var manifest: [Check] {
        let validation = Validation(record.stored, on: cluster)
        let remedy = "correct the manifest and apply it"
        let mistakes = validation.findings.told(atMost: Self.toldMistakes).map {
            Check.wrong($0.description, mend: remedy)
        }
        return mistakes + validation.warnings.map { .advice($0, mend: nil) }
    }

    /// What the controller says of it.
    private var state: Check {
        let state = record.summary.state
        let message = record.summary.message
        let statement = message.isEmpty ? state.word : "\(state.word): \(message)"
        let ready = record.summary.status.condition("Ready")
        let reason = ready?["reason"]?.string ?? ""
        let sentences = Remedy(for: record.key).sentences(
            for: reason,
            message: ready?["message"]?.string?.oneLine ?? ""
        )
        let remedy = sentences.isEmpty ? nil : sentences.joined(separator: "; ")
        guard record.isSeen else {
            return .advice(
                "the controller has not looked at it, or not since its last change",
                mend: "see above whether one is at work"
            )
        }
        switch state.style {
        case .bad:
            let page = "kubectl kopia-maintenance status \(record.key.name) -n \(record.key.namespace)"
            return .wrong(statement, mend: remedy ?? page)
        case .notice: return .advice(statement, mend: remedy)
        case .plain, .heading, .good, .busy, .faint: return .sound(statement)
        }
    }

    // MARK: Its runs

    private var account: Check? {
        let title = "ServiceAccount \(record.accountName)"
        switch record.serviceAccount {
        case .unread(let obstacle): return .unread(title, obstacle)
        case .found: return .sound("\(title) is there")
        case .absent where record.spec.serviceAccountName != nil:
            return .wrong(
                "\(title) is not there",
                mend: "create it in namespace \(record.key.namespace), or correct the name"
            )
        // What is in the way is told already.
        case .absent where !record.isServed: return nil
        case .absent: return .wrong("\(title) is not there", mend: "the controller makes it: its log says why not")
        }
    }

    /// What is refused before what is not known.
    private var rehearsals: Check? {
        guard record.job.isPossible, record.pod.isPossible else { return nil }
        let found = [(record.job, "Job"), (record.pod, "pod")].compactMap { complaint($0, about: $1) }
        return found.first { $0.verdict == .wrong } ?? found.last ?? .sound("a dry run of its Job and pod is admitted")
    }

    /// The words for an account that is neither there nor to be made up for, of which a check of its own tells
    /// (`serviceaccount`, k8s.io/kubernetes/plugin/pkg/admission).
    private static let lackOfAccount = "error looking up service account"

    /// The words for a quota that others have used up (`resourcequota`, k8s.io/apiserver/pkg/admission/plugin).
    static let fullQuota = "exceeded quota"

    private func complaint(_ rehearsal: Rehearsal, about kind: String) -> Check? {
        switch rehearsal {
        case .admitted, .impossible, .placeless: nil
        case .refused(let words) where words.contains(Self.lackOfAccount):
            .unknown("whether its \(kind) would be admitted is not known without an account", mend: nil)
        // What the run takes it gives back.
        case .refused(let words) where words.contains(Self.fullQuota) && record.hasUnfinishedRun:
            .advice(
                "beside its run that is under way there is no room now for another \(kind): \(Self.short(words))",
                mend: "nothing: it makes room when it ends"
            )
        case .refused(let words):
            .wrong("its \(kind) would be refused: \(Self.short(words))", mend: Self.remedy(for: words))
        case .unread(let obstacle): .unread("whether its \(kind) would be admitted", obstacle)
        case .untried(let words): .unknown("whether its \(kind) would be admitted is not tried: \(words)", mend: nil)
        }
    }

    /// The words without the name that was made up for the rehearsal.
    private static func short(_ words: String) -> String {
        guard let prefix = words.firstRange(of: "is forbidden: ") else { return words }
        return String(words[prefix.upperBound...])
    }

    /// What to do about the words of an admission plugin.
    private static func remedy(for words: String) -> String {
        let causes: [(words: [String], remedy: String)] = [
            (
                ["violates PodSecurity"],
                "leave spec.podSecurityContext, spec.containerSecurityContext and spec.moverVolumes as that level wants them, "
                    + "or raise the namespace's label pod-security.kubernetes.io/enforce"
            ),
            (
                ["must specify"],
                "name in spec.resources what the ResourceQuota counts, or give the namespace a LimitRange with defaults"
            ),
            (
                [fullQuota, "failed quota"],
                "raise the ResourceQuota (kubectl describe quota), or ask for less in spec.resources"
            ),
            (
                ["usage per Container", "usage per Pod", "limit to request ratio"],
                "set spec.resources within the LimitRange (kubectl describe limitrange)"
            ),
            (["priority class", "PriorityClass"], "correct the priority class"),
        ]
        return causes.first { $0.words.contains { words.contains($0) } }?.remedy
            ?? "change what is refused, or the policy that refuses it"
    }
}
