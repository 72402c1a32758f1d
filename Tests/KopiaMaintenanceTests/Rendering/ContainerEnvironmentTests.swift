import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite struct ContainerEnvironmentTests {
    private static let mover = RenderingOptions(moverEntrypoint: "/mover-kopia/entry.sh")

    @Test("No key of the Secret becomes a variable of the script")
    func files() {
        let pod = RenderingFixtures.pod()
        #expect(pod.container["envFrom"] == nil)
        #expect(pod.secretKeys.isEmpty)
    }

    @Test("B24: the Secret is read key by key, so that nothing else of it decides what runs")
    func allowList() {
        let pod = RenderingFixtures.pod(options: Self.mover)
        #expect(pod.container["envFrom"] == nil)
        #expect(pod["spec"]?["volumes"]?.named("repository-secret") == nil)
        #expect(Set(pod.secretKeys).isSuperset(of: ["KOPIA_REPOSITORY"] + RepositorySecretKeys.shared))
        for key in ["DEBUG_MOVER", "BASH_ENV", "LD_PRELOAD", "PATH", "DIRECTION"] {
            #expect(!pod.secretKeys.contains(key))
        }
    }

    @Test("Every key is optional and read under its own name from the repository Secret")
    func references() {
        for entry in RenderingFixtures.pod(options: Self.mover).container["env"]?.array ?? [] {
            guard let reference = entry["valueFrom"]?["secretKeyRef"] else { continue }
            #expect(reference["key"] == entry["name"])
            #expect(reference["name"] == "kopia-config")
            #expect(reference["optional"] == true)
        }
    }

    @Test("B10: another Secret is another environment, and another volume")
    func repositoryChange() {
        let repository: KeyValuePairs<String, JSONValue?> = ["repository": ["repository": "other"]]
        let pod = RenderingFixtures.pod(repository, options: Self.mover)
        let names = pod.container["env"]?.array?.compactMap { $0["valueFrom"]?["secretKeyRef"]?["name"]?.string }
        #expect(Set(names ?? []) == ["other"])
        let secret = RenderingFixtures.pod(repository)["spec"]?["volumes"]?.named("repository-secret")?["secret"]
        #expect(secret?["secretName"] == "other")
    }

    @Test("No variable is set twice, whatever the options", arguments: [nil, "/mover-kopia/entry.sh"])
    func unique(_ entrypoint: String?) {
        let options = RenderingOptions(
            moverEntrypoint: entrypoint,
            proxy: ProxySettings(http: "http://proxy:1", https: "http://proxy:2", exceptions: ".svc")
        )
        for fields in [[:], ["moverVolumes": Self.claim]] as [KeyValuePairs<String, JSONValue?>] {
            let names = RenderingFixtures.pod(fields, options: options).container["env"]?.array?.compactMap {
                $0["name"]?.string
            }
            #expect(names?.count == Set(names ?? []).count)
        }
    }

    private static let claim: JSONValue = [
        ["mountPath": "nas", "volumeSource": ["nfs": ["server": "s", "path": "/"]]],
        ["mountPath": "repo", "volumeSource": ["persistentVolumeClaim": ["claimName": "c"]]],
        ["mountPath": "second", "volumeSource": ["persistentVolumeClaim": ["claimName": "d"]]],
    ]

    @Test("B22: the first claim among the volumes is the repository, as for backups")
    func filesystemRepository() {
        let script = RenderingFixtures.pod(["moverVolumes": Self.claim])
        #expect(script.plainEnvironment["KOPIA_MAINTENANCE_REPOSITORY"] == "filesystem:///mnt/repo")
        let mover = RenderingFixtures.pod(["moverVolumes": Self.claim], options: Self.mover)
        #expect(mover.plainEnvironment["KOPIA_REPOSITORY"] == "filesystem:///mnt/repo")
        #expect(!mover.secretKeys.contains("KOPIA_REPOSITORY"))
    }

    @Test("B22: other volumes leave the repository to the Secret")
    func nfsRepository() {
        let volumes: JSONValue = [["mountPath": "nas", "volumeSource": ["nfs": ["server": "s", "path": "/"]]]]
        let script = RenderingFixtures.pod(["moverVolumes": volumes])
        #expect(script.plainEnvironment["KOPIA_MAINTENANCE_REPOSITORY"] == nil)
        #expect(
            RenderingFixtures.pod(["moverVolumes": volumes], options: Self.mover).secretKeys.contains(
                "KOPIA_REPOSITORY"
            )
        )
    }

    @Test("B23: the proxy reaches the pod in both spellings, and only what is set")
    func proxy() {
        let pod = RenderingFixtures.pod(
            options: RenderingOptions(proxy: ProxySettings(https: "http://proxy:3128", exceptions: ".svc,10.0.0.0/8"))
        )
        let environment = pod.plainEnvironment
        #expect(environment["HTTPS_PROXY"] == "http://proxy:3128")
        #expect(environment["https_proxy"] == "http://proxy:3128")
        #expect(environment["NO_PROXY"] == ".svc,10.0.0.0/8")
        #expect(environment["no_proxy"] == ".svc,10.0.0.0/8")
        #expect(environment["HTTP_PROXY"] == nil)
    }

    @Test("The run knows how long a run may last")
    func runLimit() {
        let pod = RenderingFixtures.pod(["activeDeadlineSeconds": 43200])
        #expect(pod.plainEnvironment["KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS"] == "43200")
    }

    @Test("The entry point of a VolSync image gets the environment that it knows")
    func moverImage() {
        let script = RenderingFixtures.pod()
        let image = RenderingFixtures.pod(options: Self.mover)
        #expect(script.plainEnvironment["DIRECTION"] == nil)
        #expect(image.plainEnvironment["DIRECTION"] == "maintenance")
        #expect(image.plainEnvironment["DATA_DIR"] == "/data")
        #expect(image.plainEnvironment["KOPIA_CACHE_DIR"] == "/cache")
        #expect(image.secretKeys.contains("KOPIA_MANUAL_CONFIG"))
        #expect(!script.secretKeys.contains("KOPIA_MANUAL_CONFIG"))
    }
}
