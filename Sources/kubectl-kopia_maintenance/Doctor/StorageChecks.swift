import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Judges the cache's claim and its class.
struct StorageChecks {
    private let record: ObjectRecord

    init(_ record: ObjectRecord) { self.record = record }

    /// The checks; none if the cache is on the node.
    var checks: [Check] {
        guard let name = record.claimName, let claim = record.cacheClaim else { return [] }
        return [self.claim(claim, "PersistentVolumeClaim \(name)"), storageClass].compactMap(\.self)
    }

    private func claim(_ claim: Look<JSONValue>, _ title: String) -> Check? {
        switch claim {
        case .unread(let obstacle): return .unread(title, obstacle)
        case .absent:
            // One of the user's own is among the dependencies.
            guard record.spec.cache.pvcName == nil, record.isServed else { return nil }
            return .wrong(
                "\(title), for the cache, is not there",
                mend: "the controller makes it: its log says why not"
            )
        case .found(let claim): return phase(of: claim, title)
        }
    }

    private func phase(of claim: JSONValue, _ title: String) -> Check {
        let phase = claim["status"]?["phase"]?.string ?? "Pending"
        let describe = "kubectl describe pvc \(record.claimName ?? "") -n \(record.key.namespace)"
        switch phase {
        case "Bound": return size(of: claim, title)
        case "Pending" where record.storageClass?.waitsForPods == true:
            return .sound("\(title), for the cache, is bound with the first run")
        case "Pending" where record.storageClass?.storageClass.isUnread == true:
            return .unknown(
                "\(title), for the cache, is Pending: whether it waits for its first pod, its StorageClass would tell",
                mend: describe
            )
        default: return .wrong("\(title), for the cache, is \(phase): runs wait for it", mend: describe)
        }
    }

    private func size(of claim: JSONValue, _ title: String) -> Check {
        let size = claim["status"]?["capacity"]?["storage"]?.quantityText.map { ", \($0)" } ?? ""
        var observation = Observation(of: record.summary.object)
        observation.cacheClaim = claim
        let complaint = record.rendering.cacheClaim.flatMap {
            CacheClaimPlan(observation, record.summary.object).complaint(about: $0)
        }
        guard let complaint else { return .sound("\(title), for the cache, is bound\(size)") }
        return .advice("\(title)\(size): \(complaint.message)", mend: "set spec.cacheCapacity to what it has")
    }

    private var storageClass: Check? {
        guard let asked = record.storageClass else { return nil }
        let isBound = record.cacheClaim?.value?["status"]?["phase"] == "Bound"
        let title = asked.name.map { "StorageClass \($0)" } ?? "the default StorageClass"
        switch asked.storageClass {
        case .unread(let obstacle): return .unread(title, obstacle)
        case .found(let found):
            return .sound(
                asked.name == nil ? "\(title) is \(ObjectMetadata(of: found).name ?? "")" : "\(title) is there"
            )
        // A claim that has its volume needs no class any more, and one that nobody saw may have it.
        case .absent where isBound || record.cacheClaim?.isUnread == true: return nil
        case .absent:
            return .wrong(
                asked.name == nil ? "no StorageClass is the default" : "\(title) is not there",
                mend: "set spec.cacheStorageClassName to one that kubectl get storageclass lists"
            )
        }
    }
}
