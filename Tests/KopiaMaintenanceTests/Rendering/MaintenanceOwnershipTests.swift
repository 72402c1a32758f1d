import Testing

@Suite struct MaintenanceOwnershipTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What `maintenance info` says, in turn; the last repeats.
        let information: [String]
        let sequence: [String]
        var status: Int32 = 0
        var reason: String?

        var testDescription: String { name }
    }

    private static let done = #"'"success":true,'"#
    private static let undisturbed = ["connect", "cache", "info", "quick", "full"]

    static let cases: [Case] = [
        Case(
            name: "ours, never ran",
            information: ["information maintenance@volsync $long_ago $long_ago"],
            sequence: undisturbed
        ),
        Case(
            name: "ours, ran and ended",
            information: ["information maintenance@volsync 600 600 \"$(task cleanup-logs 590 \(done))\""],
            sequence: undisturbed
        ),
        Case(
            name: "another's, long quiet: taken over",
            information: [
                "information root@laptop $long_ago $long_ago", "information maintenance@volsync $long_ago $long_ago",
            ],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "nobody's: taken",
            information: ["information '' $long_ago $long_ago", "information maintenance@volsync $long_ago $long_ago"],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "another's, running: waited for, then taken over",
            information: [
                "information root@laptop 60 60", "information root@laptop 90 90 \"$(task cleanup-logs 5 \(done))\"",
                "information maintenance@volsync 90 90 \"$(task cleanup-logs 5 \(done))\"",
            ],
            sequence: ["connect", "cache", "info", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "another's, a task of its run failed: it has ended",
            information: [
                "information root@laptop 60 60 \"$(task snapshot-gc 50)\"",
                "information maintenance@volsync 60 60 \"$(task snapshot-gc 50)\"",
            ],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "another's, some tasks done but not the last: waited for to the end of patience",
            information: ["information root@laptop 60 60 \"$(task snapshot-gc 50 \(done))\""],
            sequence: ["connect", "cache", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: root@laptop has been maintaining the repository for"
        ),
        Case(
            name: "another's, a quick run in epochs ends with its advance",
            information: [
                "information root@laptop 70000 60 \"$(task advance-epoch 50 \(done))\"",
                "information maintenance@volsync 70000 60 \"$(task advance-epoch 50 \(done))\"",
            ],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "another's, a full run does not end with that",
            information: ["information root@laptop 60 60 \"$(task advance-epoch 50 \(done))\""],
            sequence: ["connect", "cache", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: root@laptop has been maintaining the repository for"
        ),
        Case(
            name: "the records of earlier runs do not end this one",
            information: ["information root@laptop 60 60 \"$(task cleanup-logs 5000 \(done))\""],
            sequence: ["connect", "cache", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: root@laptop has been maintaining the repository for"
        ),
        Case(
            name: "another's, began longer ago than a run may last: it has died",
            information: ["information root@laptop 300 300", "information maintenance@volsync 300 300"],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "ours, unfinished: most likely our own that died, waited for and then repeated",
            information: ["information maintenance@volsync 60 60"],
            sequence: ["connect", "cache", "info", "info", "info", "quick", "full"]
        ),
        Case(
            name: "another's, running, by a clock that is 90 seconds ahead of this one",
            information: ["information root@laptop -90 -90"],
            sequence: ["connect", "cache", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: root@laptop has been maintaining the repository for 0 seconds"
        ),
        Case(
            name: "full maintenance paused for a day is no run",
            information: ["information root@laptop 0 5000", "information maintenance@volsync 0 5000"],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "both cycles paused at once are no run: the quick one was moved before the full one",
            information: [
                "later=123458999 information root@laptop 0 0", "later=123458999 information maintenance@volsync 0 0",
            ],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "quick maintenance paused for longer than its interval is no run",
            information: ["information root@laptop 90000 -3600", "information maintenance@volsync 90000 -3600"],
            sequence: ["connect", "cache", "info", "set", "info", "quick", "full"]
        ),
        Case(
            name: "a quick run, or a pause of an hour, is waited for",
            information: ["information root@laptop 90000 0"],
            sequence: ["connect", "cache", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: root@laptop has been maintaining the repository for"
        ),
        Case(
            name: "another's, begun while the ownership changed: given back, waited for, then taken over",
            information: [
                "information root@laptop $long_ago $long_ago", "information maintenance@volsync 2 2",
                "information root@laptop 5 5", "information root@laptop 35 35 \"$(task cleanup-logs 5 \(done))\"",
                "information maintenance@volsync 40 40 \"$(task cleanup-logs 5 \(done))\"",
            ],
            sequence: [
                "connect", "cache", "info", "set", "info", "set", "info", "info", "set", "info", "quick", "full",
            ]
        ),
        Case(
            name: "nobody's, begun while the ownership changed: waited for as another's",
            information: ["information '' $long_ago $long_ago", "information maintenance@volsync 2 2"],
            sequence: ["connect", "cache", "info", "set", "info", "info", "info"],
            status: 75,
            reason: "RepositoryBusy: maintenance@volsync has been maintaining the repository for"
        ),
        Case(
            name: "claimed back each time",
            information: ["information root@laptop $long_ago $long_ago"],
            sequence: [
                "connect", "cache", "info", "set", "info", "info", "set", "info", "info", "set", "info",
            ],
            status: 75,
            reason: "OwnershipContested: the repository belongs to root@laptop again each time it is claimed"
        ),
    ]

    @Test(
        "Ownership is taken from those who are done, and waited for from those who are not",
        arguments: MaintenanceRun.Shell.extremes,
        cases
    )
    func ownership(_ shell: MaintenanceRun.Shell, _ example: Case) async throws {
        var fragments = ["quick": Self.finished("quick"), "full": Self.finished("full")]
        for (index, line) in example.information.enumerated() { fragments["info.\(index + 1)"] = line }
        fragments["info"] = example.information.last
        let environment = [
            "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
            // Patience for two polls of thirty seconds.
            "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "240",
        ]
        let run = try await MaintenanceRun(environment, playing: fragments, in: shell)
        defer { run.cleanUp() }
        #expect(run.sequence == example.sequence, "\(run.log)")
        #expect(run.status == example.status)
        if let reason = example.reason {
            #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix(reason) == true)
        }
    }

    private static func finished(_ mode: String) -> String { "echo 'Finished \(mode) maintenance.' >&2" }

    @Test("What began as a quick run and has recorded nothing in a quarter of an hour is no run, or has died")
    func oldQuickRun() async throws {
        let run = try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            playing: ["info.1": "information root@laptop 90000 901"]
        )
        defer { run.cleanUp() }
        #expect(run.sequence == ["connect", "cache", "info", "set", "info", "quick", "full"])
    }

    @Test("A run that kopia refused for its clock does not look as if it were under way")
    func clockSkew() async throws {
        let run = try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            playing: ["quick": "echo 'error checking for clock skew: clock skew detected: local' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "set"])
        #expect(run.arguments(of: "set") == ["maintenance", "set", "--pause-quick=-24h", "--pause-full=-24h"])
        let reason = "ClockSkew: error checking for clock skew: clock skew detected: local"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == reason)
    }

    @Test("An owner that changes during the run is claimed again")
    func ownerChanges() async throws {
        let run = try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            playing: [
                "full.1": """
                echo 'root@laptop' >"$STAND_IN/owner"
                echo 'maintenance must be run by designated user: root@laptop' >&2
                exit 1
                """
            ]
        )
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "full", "info", "set", "info", "full"])
    }

    struct Zone: Sendable, CustomTestStringConvertible {
        let zone: String
        let shift: Int

        var testDescription: String { zone }
    }

    @Test(
        "The time of a run is understood in every zone that kopia may have written it in",
        arguments: [Zone(zone: "Z", shift: 0), Zone(zone: "+05:30", shift: 19800), Zone(zone: "-08:00", shift: -28800)]
    )
    func zones(_ example: Zone) async throws {
        let fragment = """
            last=$(date -u -d "@$(($(date +%s) - 10 + 3600 + \(example.shift)))" +%Y-%m-%dT%H:%M:%S)
            printf '{"owner":"root@laptop","quick":{"enabled":true,"interval":3600000000000},'
            printf '"full":{"enabled":true,"interval":86400000000000},"schedule":{'
            printf '"nextFullMaintenance":"0001-01-01T00:00:00Z","nextQuickMaintenance":"%s","runs":null}}' \
                "${last}\(example.zone)"
            """
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
                "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "240",
            ],
            playing: ["info": fragment]
        )
        defer { run.cleanUp() }
        #expect(run.status == 75)
        let reason = run.result("MAINTENANCE_FAILURE_REASON")
        #expect(reason?.contains(/for [12][0-9] seconds/) == true, "\(reason ?? "no reason")")
    }
}
