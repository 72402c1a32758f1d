package import KubernetesAPI

/// On which repository an existing Job or CronJob works: that of the Secret which its pods read, whatever the spec of
/// its KopiaMaintenance says by now.
package enum RepositoryUse {
    /// The Secret that the pods of a Job read.
    package static func secret(ofJob job: JSONValue) -> String? { secret(ofPod: job["spec"]?["template"]) }

    /// The Secret that the pods of a CronJob's Jobs will read.
    package static func secret(ofCronJob cronJob: JSONValue) -> String? {
        secret(ofPod: cronJob["spec"]?["jobTemplate"]?["spec"]?["template"])
    }

    /// The Secret that is a volume of the pod.
    ///
    /// Before there was one, and for the entry point of a VolSync image, every run had the password as a variable; pods of
    /// the Go controller take the whole Secret so. Containers that policies add may read Secrets of their own.
    private static func secret(ofPod template: JSONValue?) -> String? {
        let volume = template?["spec"]?["volumes"]?.array?.first { $0["name"]?.string == RepositorySecretVolume.name }
        if let name = volume?["secret"]?["secretName"]?.string { return name }
        for container in template?["spec"]?["containers"]?.array ?? []
        where container["name"]?.string == PodTemplate.containerName {
            let password = container["env"]?.array?.first { $0["name"] == "KOPIA_PASSWORD" }
            if let name = password?["valueFrom"]?["secretKeyRef"]?["name"]?.string { return name }
            for source in container["envFrom"]?.array ?? [] {
                if let name = source["secretRef"]?["name"]?.string { return name }
            }
        }
        return nil
    }
}
