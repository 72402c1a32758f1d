import ArgumentParser
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Manifests

/// How `status` prints.
enum StatusFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case wide
    case json
    case yaml
    case name

    /// The objects as text that ends with a newline.
    func text(of summaries: [MaintenanceSummary], showsNamespace: Bool, on surface: Surface, now: Int64) -> String {
        switch self {
        case .json: return StatusDocument.value(of: summaries).indentedText + "\n"
        case .yaml: return StatusDocument.value(of: summaries).yamlText
        case .name: return summaries.map { "\($0.key.resourceName)\n" }.joined()
        case .table, .wide:
            let table = StatusTable(showsNamespace: showsNamespace, isWide: self == .wide, now: now)
            // What is asked for in full is not cut.
            let surface = self == .wide ? surface.withoutLimit : surface
            return table.table(of: summaries).lines(on: surface).map { "\($0)\n" }.joined()
        }
    }
}
