import KubernetesAPI
import TLS
import TestSupport
import WebhookCertificates

/// A cluster in which everybody is late: controllers that crash between writes or write what they decided long ago,
/// API servers that hear of configurations, and pods that get Secrets, when they get round to it.
struct RotationSimulation {
    /// Somebody who copies something now and then.
    private struct Follower<Value> {
        var value: Value
        var nextLook: Int64
    }

    /// What was seen going wrong: an API server would have refused what a pod served.
    struct Refusal: Equatable {
        let second: Int64
        let reason: String

        /// True if the certificate was trusted, but too old.
        var isExpiry: Bool { reason.contains("expired") }
    }

    /// A pod gets a changed Secret this late at most; below the retention.
    private static let podDelay: Int64 = 120
    /// An API server hears of a changed configuration this late at most; below the propagation time.
    private static let serverDelay: Int64 = 29
    /// A controller is dead for so long at most.
    private static let outage: Int64 = 40

    private(set) var world = CertificateWorld()
    private(set) var now: Int64 = 1_800_000_000
    private(set) var refusals: [Refusal] = []
    /// The serial numbers of all certificates that were served.
    private(set) var serials: Set<String> = []
    private var random: SeededGenerator
    private var pods: [Follower<IdentityDocuments?>]
    private var servers: [Follower<[String]>]
    private var nextPlan: Int64
    private var stale: CertificateWrite?
    /// True once everything works; from then on every refusal counts.
    private var isInUse = false

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        nextPlan = now
        pods = (0..<3).map { _ in Follower(value: nil, nextLook: 1_800_000_000) }
        servers = (0..<2).map { _ in Follower(value: [], nextLook: 1_800_000_000) }
    }

    /// Lets time pass.
    ///
    /// - Parameters:
    ///   - seconds: how much.
    ///   - mischief: how likely something happens to the world every ten seconds, and what.
    /// - Throws: what OpenSSL could not do.
    mutating func run(
        for seconds: Int64,
        mischief: (chance: Double, act: (inout CertificateWorld, inout SeededGenerator) throws -> Void)? = nil
    ) throws {
        let end = now + seconds
        while now < end {
            now += 1
            if let mischief, now % 10 == 0, Double.random(in: 0..<1, using: &random) < mischief.chance {
                try mischief.act(&world, &random)
                // A watch tells of it, unless the controller is dead just now.
                nextPlan = min(nextPlan, now + Int64.random(in: 0...Self.outage, using: &random))
            }
            if now >= nextPlan { try control() }
            try follow()
        }
    }

    private mutating func control() throws {
        let plan = try world.plan(at: now)
        guard let step = plan.step else {
            nextPlan = min(plan.wakeUp ?? .max, now + 300)
            if plan.isSound, pods.allSatisfy({ $0.value != nil }), servers.allSatisfy({ !$0.value.isEmpty }) {
                isInUse = true
            }
            return
        }
        let write = try world.write(of: step, at: now)
        // One in three decides, stalls, and writes when others have gone on.
        switch Int.random(in: 0..<6, using: &random) {
        case 0: stale = write
        case 1: break
        default: if let write { world.perform(write) }
        }
        if let old = stale, Int.random(in: 0..<4, using: &random) == 0 {
            world.perform(old)
            stale = nil
        }
        let dies = Int.random(in: 0..<3, using: &random) == 0
        nextPlan = dies ? now + Int64.random(in: 0...Self.outage, using: &random) : now
    }

    private mutating func follow() throws {
        var changed = false
        for index in pods.indices where now >= pods[index].nextLook {
            pods[index].nextLook = now + Int64.random(in: 1...Self.podDelay, using: &random)
            // A webhook keeps what it has when it finds nothing better.
            guard let found = try world.served(at: now), found != pods[index].value else { continue }
            pods[index].value = found
            serials.insert(try Self.serial(found))
            changed = true
        }
        for index in servers.indices where now >= servers[index].nextLook {
            servers[index].nextLook = now + Int64.random(in: 1...Self.serverDelay, using: &random)
            let found = CertificateWorld.objects.configurations.flatMap { world.bundles(of: $0) }
            if found != servers[index].value { changed = true }
            servers[index].value = found
        }
        // Certificates also end without anybody doing anything.
        if isInUse, changed || now % 60 == 0 { check() }
    }

    private mutating func check() {
        let bundles = Set(servers.flatMap(\.value)).map(CertificateWorld.decode)
        for identity in pods.compactMap(\.value) {
            for bundle in bundles {
                let refusal = CertificateWorld.refusal(of: identity, trusting: bundle, at: now)
                if let refusal { refusals.append(Refusal(second: now, reason: refusal)) }
            }
        }
    }

    private static func serial(_ identity: IdentityDocuments) throws -> String {
        try identity.check().serialNumber
    }
}
