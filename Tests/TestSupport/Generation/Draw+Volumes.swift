import KubernetesAPI

// The repository, the cache, and the volumes that the user adds.
extension Draw {
    /// `spec.repository`.
    mutating func repository() -> JSONValue {
        object(
            ["repository": { $0.name() }],
            sometimes: ["customCA": { $0.customCA() }, "repositoryType": { $0.freeText() }],
            oneIn: 4
        )
    }

    private mutating func customCA() -> JSONValue {
        let key: Recipe = {
            .string(
                $0.text(
                    ["ca.crt", "a", "A_b-c.d", String(repeating: "k", count: 253), "...a"],
                    or: ["", ".", "..", "..a", "a/b", "a b", String(repeating: "k", count: 254), "\u{e9}", "a\n"]
                )
            )
        }
        return one(of: [
            { $0.object(["configMapName": { $0.name() }], sometimes: ["key": key]) },
            { $0.object(["secretName": { $0.name() }], sometimes: ["key": key]) },
            {
                $0.carelessness == 0
                    ? ["secretName": "ca"]
                    : $0.object(
                        sometimes: ["configMapName": { $0.name() }, "secretName": { $0.name() }, "key": key],
                        oneIn: 2
                    )
            },
        ])
    }

    /// `spec.cacheAccessModes`.
    mutating func accessModes() -> JSONValue {
        any(
            of: [
                ["ReadWriteOnce"], ["ReadWriteMany"], ["ReadOnlyMany"], ["ReadWriteOncePod"],
                ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"],
            ],
            or: [
                [], ["Some"], [""], ["ReadWriteOncePod", "ReadWriteMany"], ["ReadWriteOnce", "ReadWriteOnce"],
                ["ReadWriteOncePod", "ReadWriteOncePod"], ["readWriteOnce"], ["ReadWriteOnce", "Some"],
                ["ReadWriteOnce "],
            ]
        )
    }

    /// `spec.moverVolumes`.
    mutating func moverVolumes() -> JSONValue {
        list(0...3) { $0.object(["mountPath": { $0.mountPath() }, "volumeSource": { $0.volumeSource() }]) }
    }

    private mutating func mountPath() -> JSONValue {
        let long = String(repeating: "m", count: 61)
        return .string(
            text(
                ["repository", "a", "b", "c-d", "0", "x9", "data", long],
                or: [
                    "", "a/b", "/a", ".", "..", "...", "Upper", "a_b", "-a", "a-", "a.b", " a", "a ", long + "m",
                    "\u{e4}", "a:b",
                    "a\u{0}", "a", "a",
                ]
            )
        )
    }

    private mutating func volumeSource() -> JSONValue {
        one(of: [
            { $0.object(["secret": { $0.secret() }]) },
            { $0.object(["nfs": { $0.nfs() }]) },
            { $0.object(["persistentVolumeClaim": { $0.claim() }]) },
            {
                $0.carelessness == 0
                    ? $0.object(["persistentVolumeClaim": { $0.claim() }])
                    : $0.object(
                        sometimes: [
                            "secret": { $0.secret() }, "nfs": { $0.nfs() }, "persistentVolumeClaim": { $0.claim() },
                        ],
                        oneIn: 2
                    )
            },
        ])
    }

    private mutating func claim() -> JSONValue {
        object(["claimName": { $0.name() }], sometimes: ["readOnly": { $0.flag() }])
    }

    private mutating func nfs() -> JSONValue {
        object(
            [
                "server": { $0.one(of: [{ $0.freeText() }, { _ in "nas.local" }]) },
                "path": {
                    .string($0.text(["/", "/kopia", "/a b", "//a", "/a/../b"], or: ["", "kopia", ".", " /a", "\\a"]))
                },
            ],
            sometimes: ["readOnly": { $0.flag() }]
        )
    }

    private mutating func secret() -> JSONValue {
        object(
            ["secretName": { $0.name() }],
            sometimes: [
                "optional": { $0.flag() }, "defaultMode": { $0.fileMode() },
                "items": {
                    $0.list(0...3) {
                        $0.object(
                            ["key": { $0.freeText() }, "path": { $0.relativePath() }],
                            sometimes: ["mode": { $0.fileMode() }]
                        )
                    }
                },
            ]
        )
    }

    private mutating func fileMode() -> JSONValue { any(of: [0, 256, 420, 511], or: [512, -1, 4095, 2_147_483_647]) }

    private mutating func relativePath() -> JSONValue {
        .string(
            text(
                ["a", "a/b", "a/", "a/b/c", "a..b", "a/..b", "...", ".a", "a b"],
                or: ["", "/a", "..", "../a", "a/../b", "a/..", "..a", "..a/b", "./..", "..\\a", "../..a"]
            )
        )
    }
}
