import KubernetesAPI

// Both security contexts.
extension Draw {
    /// `spec.podSecurityContext`.
    mutating func podSecurityContext() -> JSONValue {
        object(
            sometimes: [
                "runAsUser": { $0.identity() }, "runAsGroup": { $0.identity() }, "fsGroup": { $0.identity() },
                "runAsNonRoot": { $0.flag() }, "supplementalGroups": { $0.list(0...3) { $0.identity() } },
                "supplementalGroupsPolicy": { $0.word("Merge", "Strict") },
                "fsGroupChangePolicy": { $0.word("Always", "OnRootMismatch") },
                "seLinuxChangePolicy": { $0.word("Recursive", "MountOption") },
                "seLinuxOptions": { $0.seLinuxOptions() },
                "seccompProfile": { $0.profile() }, "appArmorProfile": { $0.profile() },
                "sysctls": { $0.list(0...3) { $0.sysctl() } }, "windowsOptions": { $0.windowsOptions() },
            ],
            oneIn: 5
        )
    }

    /// `spec.containerSecurityContext`.
    mutating func containerSecurityContext() -> JSONValue {
        object(
            sometimes: [
                "allowPrivilegeEscalation": { $0.flag() }, "privileged": { $0.flag() }, "runAsNonRoot": { $0.flag() },
                "readOnlyRootFilesystem": { $0.flag() }, "runAsUser": { $0.identity() },
                "runAsGroup": { $0.identity() }, "capabilities": { $0.capabilities() },
                "procMount": { $0.word("Default", "Default", "Unmasked") }, "seLinuxOptions": { $0.seLinuxOptions() },
                "seccompProfile": { $0.profile() }, "appArmorProfile": { $0.profile() },
                "windowsOptions": { $0.windowsOptions() },
            ],
            oneIn: 5
        )
    }

    /// True or false.
    mutating func flag() -> JSONValue { .bool(oneIn(2)) }

    /// The number of a user or group.
    private mutating func identity() -> JSONValue {
        any(
            of: [0, 1, 568, 1000, 1000, 65534, Int64(Int32.max)].map(Self.number),
            or: [-1, Int64(Int32.max) + 1, Int64(UInt32.max), Int64(UInt32.max) + 1, .min, .max].map(Self.number)
        )
    }

    private mutating func capabilities() -> JSONValue {
        let names = ["ALL", "NET_ADMIN", "CAP_SYS_ADMIN", "SYS_ADMIN", "CHOWN", "all", "cap_sys_admin", ""]
        return object(
            sometimes: [
                "add": { $0.list(0...2) { $0.any(of: names.map(JSONValue.string)) } },
                "drop": { $0.list(0...2) { $0.any(of: names.map(JSONValue.string)) } },
            ],
            oneIn: 2
        )
    }

    private mutating func seLinuxOptions() -> JSONValue {
        object(
            sometimes: [
                "level": { $0.freeText() }, "role": { $0.freeText() }, "type": { $0.freeText() },
                "user": { $0.freeText() },
            ],
            oneIn: 2
        )
    }

    /// A seccomp or AppArmor profile.
    private mutating func profile() -> JSONValue {
        let long = String(repeating: "p", count: 4095)
        let localPaths: Recipe = {
            .string(
                $0.text(
                    ["profiles/a.json", "a", "k8s-apparmor"],
                    or: [
                        "", "/a", "../a", "a/../b", "..", "..a", "a/..b", " a", "a ", "\u{a0}a", "a\n", long,
                        long + "p", ".",
                    ]
                )
            )
        }
        return one(of: [
            { $0.object(["type": { $0.word("RuntimeDefault", "Unconfined") }]) },
            { $0.object(["type": { $0.word("Localhost") }, "localhostProfile": localPaths]) },
            {
                $0.carelessness == 0
                    ? ["type": "RuntimeDefault"]
                    : $0.object(
                        ["type": { $0.word("RuntimeDefault", "Localhost") }],
                        sometimes: ["localhostProfile": localPaths]
                    )
            },
        ])
    }

    private mutating func sysctl() -> JSONValue {
        object([
            "name": {
                .string(
                    $0.text(
                        [
                            "net.ipv4.tcp_syncookies", "kernel.msgmax", "net/ipv4/ip_forward", "a", "a-b.c_d",
                            "net.ipv4.conf.eth0/1",
                        ],
                        or: [
                            "", "a b", "A.b", ".a", "a.", "a..b", "a-", "_a", "a.b-", "/a",
                            String(repeating: "k", count: 253),
                            String(repeating: "k", count: 254), "net.ipv4.tcp_syncookies", "\u{e9}",
                        ]
                    )
                )
            },
            "value": { $0.freeText() },
        ])
    }

    private mutating func windowsOptions() -> JSONValue {
        object(
            sometimes: [
                "gmsaCredentialSpecName": { $0.name() }, "hostProcess": { $0.carelessness == 0 ? false : $0.flag() },
                "gmsaCredentialSpec": {
                    .string(
                        $0.text(
                            ["{}", "spec"],
                            or: ["", String(repeating: "g", count: 65536), String(repeating: "g", count: 65537)]
                        )
                    )
                },
                "runAsUserName": { .string($0.text(WindowsNames.right, or: WindowsNames.doubtful)) },
            ],
            oneIn: 3
        )
    }
}

/// Names of Windows users.
private enum WindowsNames {
    static let right = [
        "ContainerUser", "DOMAIN\\user", "a", "contoso.example\\svc", ".a", "a b", String(repeating: "u", count: 104),
    ]
    static let doubtful = [
        "", "\\user", "DOMAIN\\", "a\\b\\c", ".", "..", " ", ". .", "a@b", "a/b", "a:b", "a*", "a?", "a<b", "a>b",
        "a|b",
        "a\"b", "a,b", "a=b", "a+b", "a;b", "a[b", "a]b", "a\tb", "a\u{7f}", String(repeating: "u", count: 105),
        String(repeating: "d", count: 15) + "\\u", String(repeating: "d", count: 16) + "\\u", ".dom\\u",
        "-dom.example\\u",
        "do main\\u", "dom.example.\\u", "do*main\\u", String(repeating: "d.", count: 127) + "d\\u", "\u{e9}\\u",
        "\u{e9}",
        String(repeating: "d.", count: 128) + "d\\u", "d..e\\u", "\u{661}.\u{662}x\\u",
    ]
}
