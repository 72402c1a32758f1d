import KubernetesAPI
import KubernetesClient
import Synchronization

/// A user who creates objects all the time, each of which the API server shows to both webhooks.
final class AdmissionStream: Sendable {
    private struct State: Sendable {
        var asked = 0
        var lost: [String] = []
    }

    private let client: APIClient
    private let namespace: String
    private let state = Mutex(State())

    /// Between two requests of a stream; the load is not what is tested.
    private static let pause = Duration.milliseconds(40)

    /// A stream that has not begun.
    ///
    /// - Parameters:
    ///   - client: must not try again what failed.
    ///   - namespace: where the objects would be; none is stored.
    init(client: APIClient, namespace: String) {
        self.client = client
        self.namespace = namespace
    }

    /// How many requests were made.
    var asked: Int { state.withLock { $0.asked } }

    /// The requests that were not answered by both webhooks, and what came instead.
    var lost: [String] { state.withLock { $0.lost } }

    /// Makes one request.
    ///
    /// - Returns: what came instead of the object with its defaults; nil if that came.
    func ask() async -> String? {
        let object: JSONValue = [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
            "metadata": ["name": "probe", "namespace": .string(namespace)],
            "spec": ["repository": ["repository": "repo"]],
        ]
        do throws(KubernetesError) {
            let made = try await client.create(Self.maintenances, namespace: namespace, object, options: .dryRun)
            let isDefaulted = made["spec"]?["trigger"]?["schedule"] == "0 2 * * *"
            return isDefaulted ? nil : "the mutating webhook was not asked"
        } catch {
            return "\(error)"
        }
    }

    /// Makes requests until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let loss = await ask()
            guard !Task.isCancelled else { return }
            state.withLock {
                $0.asked += 1
                if let loss { $0.lost.append(loss) }
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    private static let maintenances = APIResource(
        group: "volsync.backube",
        version: "v1alpha1",
        kind: "KopiaMaintenance",
        plural: "kopiamaintenances"
    )
}
