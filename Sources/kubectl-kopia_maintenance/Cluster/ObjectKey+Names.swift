import KopiaMaintenance
import KubernetesClient

extension ObjectKey {
    /// The object as kubectl names it: `kopiamaintenance.volsync.backube/nightly`.
    var resourceName: String { "\(APINames.kind.lowercased()).\(APINames.group)/\(name)" }
}
