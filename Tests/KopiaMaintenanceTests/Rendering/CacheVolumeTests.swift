import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite struct CacheVolumeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let fields: KeyValuePairs<String, JSONValue?>
        let source: JSONValue
        /// Metadata limit, content limit, capacity in bytes; as the container is told.
        let told: [String?]
        var claim: JSONValue?

        var testDescription: String { name }
    }

    private static let ownClaim = "volsync-kopia-maintenance-nightly-cache"

    static let cases: [Case] = [
        Case(
            name: "B26: nothing said, an ephemeral cache with limits that keep it from being evicted",
            fields: [:],
            source: ["emptyDir": ["sizeLimit": "8192Mi"]],
            told: ["5734", "1638", "8589934592"]
        ),
        Case(
            name: "a capacity makes a claim",
            fields: ["cacheCapacity": "1Gi", "cacheAccessModes": ["ReadWriteOnce"]],
            source: ["persistentVolumeClaim": ["claimName": .string(ownClaim)]],
            told: ["716", "204", "1073741824"],
            claim: ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]]
        ),
        Case(
            name: "class and modes go into the claim",
            fields: [
                "cacheCapacity": "10Gi", "cacheStorageClassName": "fast",
                "cacheAccessModes": ["ReadWriteMany", "ReadWriteOnce"],
            ],
            source: ["persistentVolumeClaim": ["claimName": .string(ownClaim)]],
            told: ["7168", "2048", "10737418240"],
            claim: [
                "accessModes": ["ReadWriteMany", "ReadWriteOnce"], "storageClassName": "fast",
                "resources": ["requests": ["storage": "10Gi"]],
            ]
        ),
        Case(
            name: "the capacity is written as the user wrote it",
            fields: ["cacheCapacity": 2_147_483_648, "cacheAccessModes": ["ReadWriteOnce"]],
            source: ["persistentVolumeClaim": ["claimName": .string(ownClaim)]],
            told: ["1433", "409", "2147483648"],
            claim: ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": 2_147_483_648]]]
        ),
        Case(
            name: "a tiny capacity does not lift the limits",
            fields: ["cacheCapacity": "1Mi", "cacheAccessModes": ["ReadWriteOnce"]],
            source: ["persistentVolumeClaim": ["claimName": .string(ownClaim)]],
            told: ["1", "1", "1048576"],
            claim: ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Mi"]]]
        ),
        Case(
            name: "a claim of the user's own: every other cache field is ignored, limits included",
            fields: [
                "cachePVC": "shared", "cacheCapacity": "10Gi", "cacheStorageClassName": "fast",
                "metadataCacheSizeLimitMB": 100, "contentCacheSizeLimitMB": 100,
            ],
            source: ["persistentVolumeClaim": ["claimName": "shared"]],
            told: [nil, nil, nil]
        ),
        Case(
            name: "limits of the user's own come before the shares",
            fields: ["cacheCapacity": "10Gi", "cacheAccessModes": ["ReadWriteOnce"], "metadataCacheSizeLimitMB": 123],
            source: ["persistentVolumeClaim": ["claimName": .string(ownClaim)]],
            told: ["123", "2048", "10737418240"],
            claim: ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "10Gi"]]]
        ),
        Case(
            name: "an ephemeral cache is as large as the user's limits need it",
            fields: ["metadataCacheSizeLimitMB": 18000, "contentCacheSizeLimitMB": 9000],
            source: ["emptyDir": ["sizeLimit": "30000Mi"]],
            told: ["18000", "9000", "8589934592"]
        ),
        Case(
            name: "a lifted limit lifts that of the volume",
            fields: ["contentCacheSizeLimitMB": 0],
            source: ["emptyDir": [:]],
            told: ["5734", "0", "8589934592"]
        ),
    ]

    @Test("The cache lives where the fields say, and kopia is told how large it may grow", arguments: cases)
    func cache(_ example: Case) {
        let rendering = RenderingFixtures.rendering(example.fields)
        let pod = RenderingFixtures.pod(example.fields)
        let volume = pod["spec"]?["volumes"]?.named("kopia-cache")
        #expect(volume?.without("name") == example.source)
        #expect(pod.container["volumeMounts"]?.named("kopia-cache")?["mountPath"] == "/cache")
        let variables = [
            "KOPIA_METADATA_CACHE_SIZE_LIMIT_MB", "KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB", "KOPIA_CACHE_CAPACITY_BYTES",
        ]
        #expect(variables.map { pod.plainEnvironment[$0] } == example.told)
        #expect(rendering.cacheClaim?["spec"] == example.claim)
    }

    @Test("The claim belongs to the object and bears its labels")
    func metadata() throws {
        let metadata = try #require(RenderingFixtures.rendering(["cacheCapacity": "1Gi"]).cacheClaim?["metadata"])
        #expect(metadata["name"]?.string == Self.ownClaim)
        #expect(metadata["namespace"] == "prod")
        #expect(metadata["labels"]?["volsync.backube/maintenance-name"] == "nightly")
        #expect(metadata["ownerReferences"]?.array?.count == 1)
    }
}
