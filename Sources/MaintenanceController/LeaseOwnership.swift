import KubernetesAPI
import KubernetesClient
import Logging

/// Lets the Lease go with the installation: the account as which the controller runs becomes its owner.
///
/// Apart from the election, which must not depend on a right that roles of an earlier release do not grant.
struct LeaseOwnership: Sendable {
    let client: APIClient
    let lease: ObjectKey
    let logger: Logger

    /// Makes the account an owner, unless it is one; what fails is told, and left until the next leader.
    func establish() async {
        guard let account = await client.ownAccount(), account.namespace == lease.namespace else { return }
        do throws(KubernetesError) {
            let metadata = ObjectMetadata(of: try await client.get(.leases, lease))
            guard let references = account.ownerReferences(over: metadata) else { return }
            // Without a version: the election writes every two seconds, and knows how to lose a race.
            _ = try await client.mergePatch(
                .leases,
                lease,
                ["metadata": ["ownerReferences": .array(references)]],
                fieldManager: PlanExecutor.fieldManager
            )
        } catch {
            guard error != .cancelled else { return }
            logger.warning(
                "the Lease will outlive the installation",
                metadata: ["lease": "\(lease)", "reason": "\(error)"]
            )
        }
    }
}
