import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite struct PodVolumesTests {
    struct Authority: Sendable, CustomTestStringConvertible {
        let customCA: JSONValue
        let volume: JSONValue
        let mountPath: String

        var testDescription: String { mountPath }
    }

    static let authorities: [Authority] = [
        Authority(
            customCA: ["configMapName": "company-ca", "key": "root.pem"],
            volume: [
                "name": "custom-ca-configmap",
                "configMap": ["name": "company-ca", "items": [["key": "root.pem", "path": "ca-bundle.crt"]]],
            ],
            mountPath: "/etc/ssl/custom-ca-from-configmap"
        ),
        Authority(
            customCA: ["secretName": "company-ca", "key": "ca.crt"],
            volume: [
                "name": "custom-ca-secret",
                "secret": ["secretName": "company-ca", "items": [["key": "ca.crt", "path": "ca-bundle.crt"]]],
            ],
            mountPath: "/etc/ssl/custom-ca-from-secret"
        ),
    ]

    @Test("B1: a certificate authority is mounted, and the run is told where", arguments: authorities)
    func customCA(_ example: Authority) {
        let pod = RenderingFixtures.pod([
            "repository": ["repository": "kopia-config", "customCA": example.customCA]
        ])
        let name = example.volume["name"]?.string ?? ""
        #expect(pod["spec"]?["volumes"]?.named(name) == example.volume)
        let mount: JSONValue = ["name": .string(name), "mountPath": .string(example.mountPath), "readOnly": true]
        #expect(pod.container["volumeMounts"]?.named(name) == mount)
        #expect(pod.plainEnvironment["CUSTOM_CA"] == "\(example.mountPath)/ca-bundle.crt")
    }

    @Test("Without a certificate authority nothing speaks of one")
    func noCustomCA() {
        let pod = RenderingFixtures.pod()
        #expect(pod["spec"]?["volumes"]?.array?.count == 4)
        #expect(pod.plainEnvironment["CUSTOM_CA"] == nil)
    }

    @Test("The user's volumes are mounted under /mnt with their sources unchanged")
    func moverVolumes() {
        let pod = RenderingFixtures.pod([
            "moverVolumes": [
                [
                    "mountPath": "nas",
                    "volumeSource": ["nfs": ["server": "nas.home", "path": "/kopia", "readOnly": true]],
                ],
                [
                    "mountPath": "creds",
                    "volumeSource": [
                        "secret": ["secretName": "s", "defaultMode": 256, "future": "x"], "name": "evil",
                    ],
                ],
            ]
        ])
        let volumes = pod["spec"]?["volumes"]
        #expect(
            volumes?.named("u-nas")
                == ["name": "u-nas", "nfs": ["server": "nas.home", "path": "/kopia", "readOnly": true]]
        )
        #expect(
            volumes?.named("u-creds")
                == ["name": "u-creds", "secret": ["secretName": "s", "defaultMode": 256, "future": "x"]]
        )
        #expect(pod.container["volumeMounts"]?.named("u-nas")?["mountPath"] == "/mnt/nas")
        #expect(pod.container["volumeMounts"]?.named("u-creds")?["mountPath"] == "/mnt/creds")
    }

    @Test(
        "Only the pod's group may read the Secret, and everybody where there is none: the files are root's",
        arguments: [
            (["runAsUser": 1000, "fsGroup": 1000], 0o400), (["runAsUser": 568], 0o444), ([:], 0o444),
        ] as [(JSONValue, Int64)]
    )
    func secretMode(context: JSONValue, mode: Int64) throws {
        let pod = RenderingFixtures.pod(["podSecurityContext": context])
        let secret = try #require(pod["spec"]?["volumes"]?.named("repository-secret")?["secret"])
        #expect(secret["defaultMode"]?.int64 == mode)
        #expect(secret["secretName"] == "kopia-config")
        #expect(secret["items"] == nil)
        #expect(secret["optional"] == nil)
        let mount = pod.container["volumeMounts"]?.named("repository-secret")
        #expect(mount == ["name": "repository-secret", "mountPath": "/etc/kopia-maintenance/secret", "readOnly": true])
    }

    @Test("Every mount has its volume, and every volume is mounted once")
    func mountsMatchVolumes() {
        let pod = RenderingFixtures.pod([
            "repository": ["repository": "kopia-config", "customCA": ["secretName": "ca", "key": "k"]],
            "cachePVC": "shared",
            "moverVolumes": [["mountPath": "x", "volumeSource": ["persistentVolumeClaim": ["claimName": "c"]]]],
        ])
        let volumes = pod["spec"]?["volumes"]?.array?.compactMap { $0["name"]?.string }
        let mounts = pod.container["volumeMounts"]?.array?.compactMap { $0["name"]?.string }
        #expect(
            volumes == ["maintenance-scripts", "repository-secret", "tmp", "custom-ca-secret", "kopia-cache", "u-x"]
        )
        #expect(mounts == volumes)
    }
}
