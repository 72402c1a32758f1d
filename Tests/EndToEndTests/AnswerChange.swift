import KubernetesAPI
import TestSupport

/// How an answer of the webhook differs from an earlier release's.
///
/// Verdict, patch and messages stay, but for a piece of advice, and so do warnings. Added may be what the API server would
/// warn of, and what it would take by some feature gate alone: that is admitted now, with a warning in the place of the
/// mistake.
enum AnswerChange: String {
    /// The same bytes.
    case none
    /// The same, with warnings in the API server's words.
    case warnings
    /// Mistakes that are warnings now, each of which names a gate; or other mistakes of what the gate would let in.
    case kindness
    /// What no release meant to change.
    case other

    /// What is advised to who wants a run beside a schedule, and what was before there were requested runs.
    private static let advice = (
        old: "kubectl create job --from=cronjob/NAME",
        new: "kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite"
    )

    init(from old: String, to new: String) {
        let old = old.replacing(Self.advice.old, with: Self.advice.new)
        guard old != new else {
            self = .none
            return
        }
        guard var old = Answer(old), let new = Answer(new) else {
            self = .other
            return
        }
        old.leaveRoom(in: new)
        guard new.keepsWarnings(of: old) else {
            self = .other
            return
        }
        if old.mistakes == new.mistakes {
            self = old.rest == new.rest ? .warnings : .other
        } else {
            self = new.isKinder(than: old) ? .kindness : .other
        }
    }
}

/// An answer that is an admission review.
private struct Answer {
    /// A mistake that is the reason of a rejection, or was there before a change.
    struct Mistake: Hashable {
        let field: String
        let message: String

        /// What a gate decides about: the parts of a toleration or context, all claims.
        var subject: String { Answer.subject(of: field) }
    }

    let isAllowed: Bool
    private let causes: [Mistake]
    private var warnings: [String]
    /// The identity and the patch.
    let frame: [JSONValue?]
    /// All but the warnings.
    let rest: JSONValue

    private static let ofBefore = " still has a mistake from before this update: correct it soon"
    private static let gate = "feature gate "

    /// Nil for what is none.
    init?(_ text: String) {
        guard let review = try? JSONParser.parse(text.utf8), let response = review["response"],
            let isAllowed = response["allowed"]?.bool
        else { return nil }
        self.isAllowed = isAllowed
        warnings = response["warnings"]?.array?.compactMap(\.string) ?? []
        causes = (response["status"]?["details"]?["causes"]?.array ?? []).map { cause in
            Mistake(field: cause["field"]?.string ?? "", message: cause["message"]?.string ?? "")
        }
        frame = [review["kind"], review["apiVersion"], response["uid"], response["patchType"], response["patch"]]
        rest = review.setting(nil, at: "response", "warnings")
    }

    var mistakes: [Mistake] {
        let before = warnings.filter { $0.hasSuffix(Self.ofBefore) }
        return causes + before.map { Mistake(field: String($0.dropLast(Self.ofBefore.count)), message: "") }
    }

    /// The warnings, but those of mistakes.
    var remarks: [String] { warnings.filter { !$0.hasSuffix(Self.ofBefore) } }

    /// After so many bytes of warnings the API server tells no more (`Warnings`, in Admission).
    private static let limit = 4096

    /// Leaves out the last warnings if there is no room for them any more beside those that are new.
    mutating func leaveRoom(in new: Answer) {
        let lost = warnings.reversed().prefix { !new.warnings.contains($0) }
        let told = new.warnings.reduce(0) { $0 + $1.utf8.count }
        guard let first = lost.last, told + first.utf8.count > Self.limit else { return }
        warnings.removeLast(lost.count)
    }

    private static func subject(of field: String) -> String {
        let claims = "spec.resources.claims"
        if field.hasPrefix(claims) { return claims }
        return field.split(separator: ".").dropLast().joined(separator: ".")
    }

    private func added(to old: Answer) -> [String] { remarks.filter { !old.remarks.contains($0) } }

    /// True if no warning is lost, and none is new but for what releases added.
    func keepsWarnings(of old: Answer) -> Bool {
        remarks.filter(old.remarks.contains) == old.remarks
            && added(to: old).allSatisfy { OracleWarning.isOfServer($0) || $0.contains(Self.gate) }
    }

    /// True if the mistakes differ in nothing but what a gate decides about.
    func isKinder(than old: Answer) -> Bool {
        let gone = old.mistakes.filter { !mistakes.contains($0) }
        let come = mistakes.filter { !old.mistakes.contains($0) }
        let named = added(to: old).filter { $0.contains(Self.gate) }
        let gated = Set(named.map { Self.subject(of: String($0.prefix { $0 != ":" })) })
            // Claims of one name are a mistake on every cluster, and hide what else there is to say of them.
            .union(come.filter { $0.message.hasPrefix("Duplicate value") }.map(\.subject))
        return frame == old.frame && isAllowed == (rest["response"]?["status"] == nil)
            && mistakes.filter(old.mistakes.contains) == old.mistakes.filter(mistakes.contains)
            && (gone + come).allSatisfy { gated.contains($0.subject) }
    }
}
