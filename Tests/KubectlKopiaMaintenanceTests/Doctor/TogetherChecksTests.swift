import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of objects beside each other")
struct TogetherChecksTests {
    private static func object(
        _ name: String,
        in namespace: String = "backup",
        secret: String,
        at schedule: JSONValue = "0 2 * * *",
        enabled: JSONValue = true,
        suspend: JSONValue = false
    ) -> JSONValue {
        let spec: JSONValue = ["trigger": ["schedule": schedule], "enabled": enabled, "suspend": suspend]
        return SampleMaintenance.object(name, spec: spec)
            .setting(.string(namespace), at: "metadata", "namespace")
            .setting(.string(secret), at: "spec", "repository", "repository")
    }

    private static func statements(_ objects: [JSONValue]) -> [String] {
        TogetherChecks(objects, zoneName: "UTC", now: SampleMaintenance.now).checks
            .map { "\($0.verdict.rawValue): \($0.statement)" }
    }

    @Test("each on a repository of its own")
    func apart() {
        #expect(
            Self.statements([Self.object("a", secret: "one"), Self.object("b", secret: "two")]) == [
                "sound: no two objects are known to maintain one repository",
                "sound: in the next seven days never do 10 runs or more start at one moment; at most 2",
            ]
        )
        #expect(Self.statements([]).isEmpty)
    }

    @Test("several on one repository of a namespace; what is disabled or suspended does not count")
    func shared() {
        let objects = [
            Self.object("b", secret: "one"), Self.object("a", secret: "one"),
            Self.object("c", secret: "one", enabled: false), Self.object("d", secret: "one", suspend: true),
        ]
        #expect(
            Self.statements(objects).first
                == "advice: in backup, Secret one: a, b maintain one repository on a schedule each"
        )
    }

    @Test("several namespaces with a Secret of one name")
    func across() {
        let objects = (1...7).map { Self.object("a", in: "space-\($0)", secret: "one") }
        #expect(
            Self.statements(objects).first
                == "advice: space-1, space-2, space-3, space-4, space-5 and 2 more each maintain the repository of a Secret "
                + "called one"
        )
    }

    @Test("many at one moment, which schedules that are written otherwise may share")
    func crowd() {
        let daily = (1...6).map { Self.object("d\($0)", secret: "d\($0)") }
        let weekly = (1...5).map { Self.object("w\($0)", secret: "w\($0)", at: "0 2 * * SUN") }
        #expect(
            Self.statements(daily + weekly).last == "advice: 11 runs start at one moment, first at 2026-11-29T02:00:00Z"
        )
        let apart = (1...11).map { Self.object("d\($0)", secret: "d\($0)", at: .string("\($0) 2 * * *")) }
        #expect(Self.statements(apart).last?.hasSuffix("at one moment; at most 1") == true)
        // When an interval ends its CronJob's last start would tell.
        let intervals = (1...11).map { Self.object("d\($0)", secret: "d\($0)", at: "@every 24h") }
        #expect(Self.statements(intervals).last == "sound: no two objects are known to maintain one repository")
        #expect(
            Self.statements(daily + [Self.object("x", secret: "x", at: "no schedule")]).last?.hasSuffix("6") == true
        )
    }
}
