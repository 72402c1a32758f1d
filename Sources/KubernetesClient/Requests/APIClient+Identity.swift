package import KubernetesAPI

extension APIClient {
    /// Asks as whom the API server knows this client (`authentication.k8s.io/v1` SelfSubjectReview), which every account
    /// may (`system:basic-user`).
    ///
    /// - Returns: the service account; nil if it is another user, or if nobody tells.
    package func ownAccount() async -> ServiceAccountIdentity? {
        let resource = APIResource(
            group: "authentication.k8s.io",
            version: "v1",
            kind: "SelfSubjectReview",
            plural: "selfsubjectreviews",
            isNamespaced: false
        )
        let review: JSONValue = ["apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind)]
        do throws(KubernetesError) {
            return ServiceAccountIdentity(try await create(resource, namespace: "", review))
        } catch {
            return nil
        }
    }
}
