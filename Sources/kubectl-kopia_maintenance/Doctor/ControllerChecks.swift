import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import ProgramOptions

/// Judges the programs that run in the cluster.
struct ControllerChecks {
    private let record: InstallationRecord
    private let now: Int64

    /// - Parameters:
    ///   - record: what was read.
    ///   - now: unix seconds.
    init(_ record: InstallationRecord, now: Int64) {
        self.record = record
        self.now = now
    }

    /// The checks.
    var checks: [Check] {
        guard case .found(let deployments) = record.deployments else {
            if case .unread(let obstacle) = record.deployments { return [.unread("the Deployments", obstacle)] }
            return [Self.nobody]
        }
        let ours = deployments.filter { $0.program != nil }
        let controllers = ours.filter { $0.program?.component == "controller" }
        let lack = controllers.isEmpty ? [Self.lack(deployments.first(where: \.isVolSync))] : []
        let leases = record.leases.sorted { $0.key < $1.key }
        return lack + ours.sorted { $0.key < $1.key }.flatMap { [replicas($0), version($0)].compactMap(\.self) }
            + leases.map { lease($0.key, $0.value) } + [disunity(of: ours)].compactMap(\.self) + staleness(of: ours)
    }

    /// What the webhook admits, the controller has to make.
    private func disunity(of programs: [DeploymentRecord]) -> Check? {
        guard Set(programs.map { $0.capabilities() }).count > 1 else { return nil }
        let told = programs.sorted { $0.key < $1.key }.map { "\($0.program?.component ?? ""): \($0.capabilities())" }
        return .advice(
            "the programs are told different things of the cluster (\(told.joined(separator: "; ")))",
            mend: "give --kubernetes-version and --feature-gates alike to webhook and controller"
        )
    }

    /// What they are told stays when the cluster gets another release.
    private func staleness(of programs: [DeploymentRecord]) -> [Check] {
        if case .unread(let obstacle) = record.release { return [.unread("the release of the cluster", obstacle)] }
        guard let release = record.release.value else { return [] }
        return programs.sorted { $0.key < $1.key }.compactMap { program in
            guard let told = program.release, told != release else { return nil }
            return .advice(
                "\(program.program?.component ?? "") is told that this is Kubernetes \(told), and it is \(release)",
                mend: "give --kubernetes-version anew, or leave it out (docs/installation.md)"
            )
        }
    }

    private static let nobody = Check.wrong(
        "no controller is installed: nothing makes CronJobs of objects",
        mend: "kubectl apply -k deploy/overlays/default (docs/installation.md)"
    )

    private static func lack(_ volSync: DeploymentRecord?) -> Check {
        guard let volSync else { return nobody }
        return .advice(
            "no controller of this project is installed: VolSync's own (Deployment \(volSync.key)) is to do the work",
            mend: "see that it runs: docs/installation.md tells the two apart"
        )
    }

    private func replicas(_ deployment: DeploymentRecord) -> Check {
        let component = deployment.program?.component ?? ""
        let statement =
            "\(component): \(deployment.ready) of \(deployment.wanted) replicas of Deployment \(deployment.key) ready"
        guard deployment.wanted > 0, deployment.ready >= deployment.wanted else {
            let look = "kubectl describe deployment,pods -n \(deployment.key.namespace)"
            let mend = "\(look) -l app.kubernetes.io/name=kopia-maintenance,app.kubernetes.io/component=\(component)"
            return .wrong(statement, mend: mend)
        }
        return .sound(statement)
    }

    private func version(_ deployment: DeploymentRecord) -> Check? {
        guard let program = deployment.program, program.version != "unknown", program.version != BuildVersion.current
        else { return nil }
        return .advice(
            "\(program.component) is of version \(program.version), this plugin of \(BuildVersion.current)",
            mend: "use one release of all"
        )
    }

    // MARK: Who works

    /// How far the clocks of the asker and of the leader may be apart.
    private static let clockDifference: Int64 = 60

    private func lease(_ key: ObjectKey, _ lease: Look<JSONValue>) -> Check {
        let remedy = "kubectl logs -n \(key.namespace) -l app.kubernetes.io/component=controller"
        switch lease {
        case .unread(let obstacle): return .unread("Lease \(key)", obstacle)
        case .absent: return .wrong("Lease \(key) is not there: no controller has ever led", mend: remedy)
        case .found(let json):
            let record = LeaseRecord(json)
            let renewed = json["spec"]?["renewTime"]?.string.flatMap { Timestamp.unixMicroseconds(parsing: $0) }
                .map { $0 / 1_000_000 }
            guard !record.holder.isEmpty, let renewed else {
                return .wrong("nobody holds Lease \(key): no controller works", mend: remedy)
            }
            let age = Age.distance(to: min(renewed, now), from: now)
            guard let duration = record.duration,
                renewed >= now - duration.components.seconds - Self.clockDifference
            else {
                return .wrong(
                    "\(record.holder) holds Lease \(key), and gave no sign of life since \(age)",
                    mend: remedy
                )
            }
            return .sound("\(record.holder) holds Lease \(key), renewed \(age)")
        }
    }
}
