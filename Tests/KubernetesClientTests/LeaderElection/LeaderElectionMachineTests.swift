import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct LeaderElectionMachineTests {
    typealias Machine = LeaderElectionMachine

    static func standard() throws -> LeaderElectionSettings {
        try LeaderElectionSettings(lease: ObjectKey(namespace: "ns", name: "l"), identity: "me")
    }

    static func lease(_ holder: String, _ version: Int = 1, duration: Int64? = 15, renewed: String = "t0")
        -> LeaseRecord
    {
        var spec = JSONObject(members: [("holderIdentity", .string(holder)), ("renewTime", .string(renewed))])
        spec["leaseDurationSeconds"] = duration.map { .number(JSONNumber($0)) }
        return LeaseRecord([
            "metadata": ["name": "l", "resourceVersion": .string(String(version))], "spec": .object(spec),
        ])
    }

    /// A machine that leads since its renewal at that second.
    static func leader(at second: Int) throws -> Machine {
        var machine = Machine(try standard())
        machine.didRead(.missing, now: .seconds(second), random: 0)
        write(&machine, .lease(lease("me")), at: second)
        return machine
    }

    static func read(_ machine: inout Machine, _ outcome: Machine.Outcome, at second: Int) {
        machine.didRead(outcome, now: .seconds(second), random: 0)
    }

    static func write(_ machine: inout Machine, _ outcome: Machine.Outcome, at second: Int, took: Int = 0) {
        machine.didWrite(outcome, sent: .seconds(second), now: .seconds(second + took), random: 0)
    }

    static func next(_ machine: inout Machine, at second: Int) -> Machine.Action { machine.next(now: .seconds(second)) }

    @Test("a Lease that does not exist is created, then renewed over what was stored, without reading")
    func creation() throws {
        var machine = Machine(try Self.standard())
        var actions = [Self.next(&machine, at: 0)]
        Self.read(&machine, .missing, at: 0)
        actions.append(Self.next(&machine, at: 0))
        #expect(!machine.leads(now: .seconds(0)))
        Self.write(&machine, .lease(Self.lease("me", 5)), at: 0)
        #expect(machine.leads(now: .seconds(0)))
        actions += [Self.next(&machine, at: 0), Self.next(&machine, at: 2)]
        #expect(actions == [.read, .create, .wait(.seconds(2)), .write(Self.lease("me", 5))])
    }

    @Test("another's lease is respected for its whole length from when it was first seen, whatever its timestamps say")
    func respect() throws {
        var machine = Machine(try Self.standard())
        var actions: [Machine.Action] = []
        for second in [100, 102, 114] {
            Self.read(&machine, .lease(Self.lease("other", renewed: "1999-01-01T00:00:00Z")), at: second)
            actions.append(Self.next(&machine, at: second))
        }
        #expect(actions == [.wait(.seconds(2)), .wait(.seconds(2)), .wait(.seconds(2))])
        Self.read(&machine, .lease(Self.lease("other", renewed: "1999-01-01T00:00:00Z")), at: 115)
        let action = Self.next(&machine, at: 115)
        #expect(action == .write(Self.lease("other", renewed: "1999-01-01T00:00:00Z")))
        #expect(machine.holder == "other")
    }

    @Test("every sign of life starts its length anew; a new label is none")
    func signOfLife() throws {
        var machine = Machine(try Self.standard())
        Self.read(&machine, .lease(Self.lease("other", 1, renewed: "t0")), at: 0)
        Self.read(&machine, .lease(Self.lease("other", 2, renewed: "t1")), at: 10)
        Self.read(&machine, .lease(Self.lease("other", 3, renewed: "t1")), at: 20)
        var action = Self.next(&machine, at: 20)
        #expect(action == .wait(.seconds(2)))
        Self.read(&machine, .lease(Self.lease("other", 3, renewed: "t1")), at: 25)
        action = Self.next(&machine, at: 25)
        #expect(action == .write(Self.lease("other", 3, renewed: "t1")))
    }

    static let free: [(String, LeaseRecord)] = [
        ("nobody holds it", lease("")), ("it is one's own", lease("me")),
        ("it says nothing", LeaseRecord(["metadata": ["name": "l"]])),
    ]

    @Test("a Lease that is free is taken at once", arguments: free)
    func takes(_ name: String, _ lease: LeaseRecord) throws {
        var machine = Machine(try Self.standard())
        Self.read(&machine, .lease(lease), at: 0)
        let action = Self.next(&machine, at: 0)
        #expect(action == .write(lease))
    }

    @Test("the holder's own length counts, and this program's where it gives none")
    func length() throws {
        for (duration, expected) in [(40 as Int64?, 40), (nil, 15), (0, 15)] {
            var machine = Machine(try Self.standard())
            Self.read(&machine, .lease(Self.lease("other", duration: duration)), at: 0)
            _ = Self.next(&machine, at: 0)
            Self.read(&machine, .lease(Self.lease("other", duration: duration)), at: expected - 1)
            let early = Self.next(&machine, at: expected - 1)
            #expect(early == .wait(.seconds(2)))
            Self.read(&machine, .lease(Self.lease("other", duration: duration)), at: expected)
            let late = Self.next(&machine, at: expected)
            #expect(late == .write(Self.lease("other", duration: duration)))
        }
    }

    @Test("who is second to take it waits on, and spreads")
    func race() throws {
        var machine = Machine(try Self.standard())
        Self.read(&machine, .lease(Self.lease("")), at: 0)
        _ = Self.next(&machine, at: 0)
        machine.didWrite(.conflict, sent: .zero, now: .zero, random: 0.5)
        let actions = [Self.next(&machine, at: 0), Self.next(&machine, at: 3)]
        #expect(actions == [.wait(.milliseconds(3200)), .read])
        #expect(!machine.leads(now: .zero))
    }

    @Test(
        "a leader whose renewal fails tries again in its period, and leads until its deadline, from when it last sent"
    )
    func failingRenewal() throws {
        var machine = try Self.leader(at: 100)
        _ = Self.next(&machine, at: 100)
        Self.write(&machine, .lease(Self.lease("me", 2)), at: 102, took: 3)
        #expect(machine.renewedAt == .seconds(102))
        _ = Self.next(&machine, at: 105)
        Self.write(&machine, .failed, at: 107)
        let actions = [Self.next(&machine, at: 107), Self.next(&machine, at: 109)]
        #expect(actions == [.wait(.seconds(2)), .read])
        #expect(machine.leads(now: .milliseconds(111_999)))
        #expect(!machine.leads(now: .seconds(112)))
    }

    @Test("a leader whose write conflicts looks at once: at itself, and goes on")
    func conflictWithOneself() throws {
        var machine = try Self.leader(at: 0)
        _ = Self.next(&machine, at: 0)
        Self.write(&machine, .conflict, at: 2)
        var actions = [Self.next(&machine, at: 2)]
        Self.read(&machine, .lease(Self.lease("me", 9)), at: 2)
        actions.append(Self.next(&machine, at: 2))
        #expect(actions == [.read, .write(Self.lease("me", 9))])
        #expect(machine.leads(now: .seconds(2)))
    }

    @Test("or at another, and leads no more")
    func conflictWithAnother() throws {
        var machine = try Self.leader(at: 0)
        _ = Self.next(&machine, at: 0)
        Self.write(&machine, .conflict, at: 2)
        _ = Self.next(&machine, at: 2)
        Self.read(&machine, .lease(Self.lease("other", 9)), at: 2)
        #expect(machine.renewedAt == nil)
        #expect(machine.holder == "other")
    }

    @Test("a Lease that somebody deleted is made again by who leads")
    func deleted() throws {
        var machine = try Self.leader(at: 0)
        _ = Self.next(&machine, at: 0)
        Self.write(&machine, .missing, at: 2)
        var actions = [Self.next(&machine, at: 2)]
        Self.read(&machine, .missing, at: 2)
        actions.append(Self.next(&machine, at: 2))
        #expect(actions == [.read, .create])
        #expect(machine.leads(now: .seconds(2)))
    }

    @Test("after stepping down it reads before it writes")
    func steppedDown() throws {
        var machine = try Self.leader(at: 0)
        _ = Self.next(&machine, at: 0)
        machine.stepDown()
        #expect(!machine.leads(now: .zero))
        let action = Self.next(&machine, at: 0)
        #expect(action == .read)
    }

    @Test("settings that could make two leaders, or none, are refused")
    func settings() throws {
        func make(_ identity: String, _ lease: Int, _ deadline: Int, _ retry: Int) throws {
            _ = try LeaderElectionSettings(
                lease: ObjectKey(namespace: "ns", name: "l"),
                identity: identity,
                leaseDuration: .seconds(lease),
                renewDeadline: .seconds(deadline),
                retryPeriod: .seconds(retry)
            )
        }
        try make("me", 15, 10, 2)
        for (identity, lease, deadline, retry) in [
            ("", 15, 10, 2), ("me", 10, 10, 2), ("me", 15, 2, 2), ("me", 15, 10, 0), ("me", 0, -1, 2),
        ] {
            #expect(throws: LeaderElectionSettings.Invalid.self) { try make(identity, lease, deadline, retry) }
        }
        #expect(try Self.standard().requestTimeout == .seconds(5))
    }
}
