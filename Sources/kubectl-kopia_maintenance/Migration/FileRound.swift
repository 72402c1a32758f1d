import KopiaMaintenance
import KubernetesAPI
import Manifests

/// The migration of one file: its edits carried out and its objects judged.
struct FileRound {
    /// What came of it.
    struct Outcome {
        /// The text after the edits; that before them if some had to be refused.
        var bytes: [UInt8]
        /// Objects that have to stay as they are, and why.
        var refusals: [(targets: [MigrationTarget], lines: [String])] = []
        /// What is said of objects that were rejected before and still are.
        var rejections: [String] = []
        /// Comments that go with what they stood in.
        var lostComments: [String] = []
    }

    let file: MigrationFiles.File
    let targets: [MigrationTarget]
    let additions: [SourceGroups.Addition]
    let cluster: ClusterCapabilities

    /// Carries out the edits.
    var outcome: Outcome {
        guard !targets.isEmpty || !additions.isEmpty else { return Outcome(bytes: file.text.bytes) }
        guard hasRoom else { return Outcome(bytes: file.text.bytes, refusals: additions.map(Self.withoutRoom)) }
        do throws(ManifestEditError) {
            let bytes = try file.text.edited(edits(of: targets), adding: texts(of: additions))
            return judged(bytes)
        } catch { return Outcome(bytes: file.text.bytes, refusals: culprits(of: error)) }
    }

    /// False if an object would have to stand behind the only one of a JSON file, where kustomize, for one, does not look.
    private var hasRoom: Bool {
        additions.isEmpty || file.isLive || !file.text.isJSON || file.text.manifest.documents.count > 1
    }

    private static func withoutRoom(_ addition: SourceGroups.Addition) -> (targets: [MigrationTarget], lines: [String])
    {
        guard case .source(let embedded) = addition.origin.plan else { return (addition.sources, []) }
        let text =
            "its KopiaMaintenance would stand behind it, which many readers of JSON do not see: "
            + "put it into a List, write the file as YAML, or move it by hand"
        return (addition.sources, [addition.origin.line("error", about: embedded.place, "not migrated: \(text)")])
    }

    private func edits(of targets: [MigrationTarget]) -> [Int: [FieldEdit]] {
        Dictionary(targets.map { ($0.key.document, $0.edits) }) { $0 + $1 }
    }

    private func texts(of additions: [SourceGroups.Addition]) -> [ManifestText.Addition] {
        additions.map { ManifestText.Addition(from: $0.origin.key.document, $0.fields) }
    }

    // MARK: What stands in the way

    /// The objects that an edit cannot be made for, found by trying each document alone if need be.
    private func culprits(of error: ManifestEditError) -> [(targets: [MigrationTarget], lines: [String])] {
        if let document = error.document {
            let culprits = targets(of: document)
            if !culprits.isEmpty { return [(culprits, [line(error, culprits.first)])] }
        }
        var found: [(targets: [MigrationTarget], lines: [String])] = []
        for document in Set(targets.map(\.key.document)).sorted() {
            let (targets, additions) = (targets(of: document), additions.filter { $0.origin.key.document == document })
            do throws(ManifestEditError) {
                _ = try file.text.edited(edits(of: targets), adding: texts(of: additions))
            } catch { found.append((targets, [line(error, targets.first)])) }
        }
        return found.isEmpty ? [(targets + additions.flatMap(\.sources), [line(error, targets.first)])] : found
    }

    /// With the document go the sources that its new object would have served.
    private func targets(of document: Int) -> [MigrationTarget] {
        let served = additions.filter { $0.origin.key.document == document }.flatMap(\.sources)
        return targets.filter { $0.key.document == document } + served
    }

    private func line(_ error: ManifestEditError, _ target: MigrationTarget? = nil) -> String {
        if let target, file.isLive { return target.line("error", about: FieldPath("spec"), "not migrated: \(error)") }
        let place = error.document == nil ? target?.object.position ?? error.position : error.position
        return "\(file.name):\(place.line):\(place.column): error: not migrated: \(error)"
    }
}

// MARK: - The judgement

extension FileRound {
    /// Nothing is rejected that was admitted before, and nothing is added that would be.
    private func judged(_ bytes: [UInt8]) -> Outcome {
        var outcome = Outcome(bytes: bytes)
        outcome.lostComments = lostComments(in: bytes)
        let documents = Manifest(bytes).documents
        for target in targets where documents.indices.contains(target.key.document) {
            guard case .maintenance = target.plan else { continue }
            let objects = documents[target.key.document].objects
            guard objects.indices.contains(target.index) else { continue }
            judge(objects[target.index], of: target, into: &outcome)
        }
        let added = documents.dropFirst(file.text.manifest.documents.count)
        for (addition, document) in zip(additions, added) {
            guard let mistake = mistakes(in: document).first,
                case .source(let embedded) = addition.origin.plan
            else { continue }
            let text = "not migrated: its KopiaMaintenance would be rejected: \(mistake)"
            outcome.refusals.append((addition.sources, [addition.origin.line("error", about: embedded.place, text)]))
        }
        return outcome
    }

    private func lostComments(in bytes: [UInt8]) -> [String] {
        var kept: [String: Int] = [:]
        for comment in ManifestText(bytes).comments { kept[comment.text, default: 0] += 1 }
        return file.text.comments.compactMap { comment in
            kept[comment.text, default: 0] -= 1
            guard kept[comment.text, default: 0] < 0 else { return nil }
            let place = comment.position
            let text = "goes with what it stood in: \(comment.text.printable)"
            return "\(file.name):\(place.line):\(place.column): note: \(text)"
        }
    }

    private func judge(_ object: ManifestDocument, of target: MigrationTarget, into outcome: inout Outcome) {
        let known = Set(mistakes(in: target.object).map(Self.afterMove))
        let now = mistakes(in: object)
        guard let first = now.first(where: { !known.contains($0) }) ?? now.first else { return }
        let isNew = !known.contains(first)
        let said = isNew ? "not migrated: would be rejected" : "rejected after the migration as before"
        let line = target.line("error", about: FieldPath("spec"), "\(said): \(first)")
        if isNew { outcome.refusals.append(([target], [line])) } else { outcome.rejections.append(line) }
    }

    private func mistakes(in object: ManifestDocument) -> [String] {
        ObjectReview(object, file: file.name, unknownFields: .strict, isPatch: file.isPatch, on: cluster).result
            .errors.map(\.message)
    }

    /// A mistake in the schedule moves with it.
    private static func afterMove(_ mistake: String) -> String {
        mistake.hasPrefix("spec.schedule: ") ? "spec.trigger." + mistake.dropFirst("spec.".count) : mistake
    }
}
