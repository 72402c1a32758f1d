import KubernetesAPI

/// The AdmissionReview that the API server sends when a KopiaMaintenance is created.
enum CreationReview {
    /// The review, for a dry run: the answer is the same, and nothing is going to be stored.
    static func request(uid: String, object: JSONValue) -> JSONValue {
        let kind: JSONValue = ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"]
        let resource: JSONValue = ["group": "volsync.backube", "version": "v1alpha1", "resource": "kopiamaintenances"]
        return [
            "kind": "AdmissionReview",
            "apiVersion": "admission.k8s.io/v1",
            "request": [
                "uid": .string(uid),
                "kind": kind,
                "resource": resource,
                "requestKind": kind,
                "requestResource": resource,
                "name": object["metadata"]?["name"] ?? "",
                "namespace": object["metadata"]?["namespace"] ?? "default",
                "operation": "CREATE",
                "userInfo": ["username": "ask-webhook", "groups": ["system:authenticated"]],
                "object": object,
                "oldObject": .null,
                "dryRun": true,
                "options": [
                    "kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1", "dryRun": ["All"],
                    "fieldManager": "kubectl-create", "fieldValidation": "Strict",
                ],
            ],
        ]
    }
}
