import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What the reference tells users to type, word for word; only its placeholders are filled in.
    @Suite struct ReferenceTests {
        /// "Automating Manual Triggers".
        private static func triggerScript(_ namespace: String) -> String {
            #"""
            #!/bin/bash
            # Script to trigger manual maintenance
            NAMESPACE="\#(namespace)"
            MAINTENANCE_NAME="manual-maintenance"
            TRIGGER_VALUE="manual-$(date +%Y%m%d-%H%M%S)"

            # Update the trigger
            kubectl patch kopiamaintenance $MAINTENANCE_NAME -n $NAMESPACE \
              --type merge -p '{"spec":{"trigger":{"manual":"'$TRIGGER_VALUE'"}}}'

            # Wait for completion
            while true; do
              LAST_SYNC=$(kubectl get kopiamaintenance $MAINTENANCE_NAME -n $NAMESPACE \
                -o jsonpath='{.status.lastManualSync}')
              if [ "$LAST_SYNC" == "$TRIGGER_VALUE" ]; then
                echo "Maintenance completed"
                break
              fi
              echo "Waiting for maintenance to complete..."
              sleep 30
            done
            """#
        }

        /// The shell commands of the "Jenkins Pipeline Example", and its loop, which asks until they are equal.
        private static func pipeline(_ namespace: String) -> String {
            #"""
            triggerValue="jenkins-42"
            kubectl patch kopiamaintenance manual-maintenance \
              -n \#(namespace) \
              --type merge \
              -p '{"spec":{"trigger":{"manual":"'${triggerValue}'"}}}'
            until [ "$(kubectl get kopiamaintenance manual-maintenance -n \#(namespace) -o jsonpath='{.status.lastManualSync}')" = "$triggerValue" ]; do
              sleep 15
            done
            """#
        }

        private static let onDemand: JSONValue = [
            "repository": ["repository": "prod-backup-config"], "trigger": ["manual": "on-demand-1"],
        ]

        /// Runs a test with the object that the scripts are about, whose first run has completed.
        private static func withOnDemand(
            _ body: (ControllerWorld, ReferenceShell) async throws -> Void
        ) async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("prod-backup-config")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("manual-maintenance", onDemand)
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                    try await world.waitReady("manual-maintenance")
                    try await ReferenceShell.run(in: world) { try await body(world, $0) }
                }
            }
        }

        @Test("The two trigger-and-wait scripts end when the run has succeeded, and not before")
        func triggers() async throws {
            try await Self.withOnDemand { world, shell in
                for script in [Self.triggerScript(world.namespace), Self.pipeline(world.namespace)] {
                    async let output = shell.bash(script)
                    let job = try await world.runningJob()
                    let object = try await world.object("kmaint", "manual-maintenance")
                    #expect(object["status"]?["lastManualSync"] != object["spec"]?["trigger"]?["manual"])
                    try await world.finish(job, exitCode: 0)
                    #expect(try await output.contains("kopiamaintenance.volsync.backube/manual-maintenance patched"))
                }
                #expect(try await world.list("job").count == 3, "one for each trigger")
            }
        }

        @Test("A run that failed does not let the scripts believe that it succeeded")
        func failure() async throws {
            try await Self.withOnDemand { world, shell in
                try await shell.bash(
                    "kubectl patch kopiamaintenance manual-maintenance -n \(world.namespace) --type merge "
                        + #"-p '{"spec":{"trigger":{"manual":"jenkins-1"}}}'"#
                )
                try await world.finish(try await world.runningJob(), exitCode: 78)
                let failed = try await shell.bash(
                    "kubectl wait --for=condition=Error kopiamaintenance/manual-maintenance -n \(world.namespace) "
                        + "--timeout=180s"
                )
                #expect(failed.contains("condition met"))
                let get = "kubectl get kopiamaintenance manual-maintenance -n \(world.namespace) -o "
                #expect(try await shell.bash(get + "jsonpath='{.status.lastManualSync}'") == "on-demand-1")
            }
        }

        /// A command of the troubleshooting section, and what an administrator must see.
        private struct Advice {
            let command: String
            let shows: String
        }

        private static func advice(_ name: String, _ namespace: String, job: String) -> [Advice] {
            let get = "kubectl get kopiamaintenance \(name) -n \(namespace)"
            let jobs = "kubectl get jobs -n \(namespace) -l volsync.backube/kopia-maintenance=true"
            return [
                Advice(command: "\(get) \\\n -o jsonpath='{.spec.trigger.manual}'", shows: "on-demand-1"),
                Advice(command: "\(get) \\\n -o jsonpath='{.spec.trigger}'", shows: #"{"manual":"on-demand-1"}"#),
                Advice(command: "kubectl get secret prod-backup-config -n \(namespace)", shows: "Opaque"),
                Advice(
                    command: "kubectl describe kopiamaintenance \(name) -n \(namespace)",
                    shows: "ManualMaintenance"
                ),
                Advice(command: "kubectl get kopiamaintenance -A", shows: name),
                Advice(command: "\(get) -o yaml | grep -A5 trigger", shows: "manual: on-demand-1"),
                Advice(
                    command: "\(get) \\\n -o jsonpath='{.spec.trigger.manual} -> {.status.lastManualSync}\\n'",
                    shows: "on-demand-1 -> on-demand-1"
                ),
                Advice(command: "\(get) \\\n -o jsonpath='{.spec.cache*}'", shows: ""),
                Advice(
                    command: "kubectl get cronjobs -n \(namespace) -l volsync.backube/kopia-maintenance=true",
                    shows: "kopia-maint-scheduled-maintenance"
                ),
                Advice(command: jobs, shows: job),
                Advice(command: "\(jobs) \\\n--sort-by=.metadata.creationTimestamp", shows: job),
                Advice(
                    command: "\(jobs) \\\n -o custom-columns=NAME:.metadata.name,STATUS:.status.succeeded,"
                        + "FAILED:.status.failed,START:.status.startTime",
                    shows: "STATUS"
                ),
                Advice(
                    command: "\(jobs) \\\n -o custom-columns=NAME:.metadata.name,DURATION:.status.completionTime",
                    shows: "DURATION"
                ),
                Advice(
                    command: "kubectl get events -n \(namespace) --field-selector involvedObject.name=\(name)",
                    shows: "ManualMaintenanceCompleted"
                ),
                Advice(
                    command:
                        "kubectl get pod -n \(namespace) -l job-name=\(job) -o jsonpath='{..spec.securityContext}'",
                    shows: "\"runAsNonRoot\":true"
                ),
                Advice(
                    command: "kubectl patch kopiamaintenance \(name) -n \(namespace) --type merge \\\n -p "
                        + #"'{"spec":{"successfulJobsHistoryLimit":10,"failedJobsHistoryLimit":5}}'"#,
                    shows: "patched"
                ),
                Advice(
                    command: "kubectl patch kopiamaintenance old-style -n \(namespace) --type=json \\\n "
                        + #"-p='[{"op": "remove", "path": "/spec/schedule"}, {"op": "add", "path": "/spec/trigger", "#
                        + #""value": {"schedule": "0 2 * * *"}}]'"#,
                    shows: "patched"
                ),
            ]
        }

        @Test("The troubleshooting commands show what the reference says they show")
        func troubleshooting() async throws {
            try await Self.withOnDemand { world, shell in
                let nightly: JSONValue = [
                    "repository": ["repository": "prod-backup-config"], "trigger": ["schedule": "0 2 * * *"],
                ]
                try await world.submit("scheduled-maintenance", nightly)
                try await world.submit(
                    "old-style",
                    ["repository": ["repository": "prod-backup-config"], "schedule": "0 3 * * *"]
                )
                try await world.waitReady("scheduled-maintenance")
                try await world.waitReady("old-style")
                try await world.eventually("the completed run is among the events") {
                    try await world.events(about: "manual-maintenance")["ManualMaintenanceCompleted"] != nil
                }
                let job = try #require(try await world.list("job").first?["metadata"]?["name"]?.string)
                for advice in Self.advice("manual-maintenance", world.namespace, job: job) {
                    let shown = try await shell.bash(advice.command)
                    let isRight = advice.shows.isEmpty ? shown.isEmpty : shown.contains(advice.shows)
                    #expect(isRight, "\(advice.command): \(shown)")
                }
                try await world.waitReady("old-style")
            }
        }
    }
}

/// A shell as an administrator has it: kubectl on its path, the cluster in `KUBECONFIG`; `sleep` does not.
struct ReferenceShell {
    private let variables: [String: String]

    /// Runs a test with a shell.
    static func run(in world: ControllerWorld, _ body: (ReferenceShell) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-shell-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Scripts that ask every half minute are asked to hurry.
        let sleep = folder.appending(path: "sleep")
        try "#!/bin/sh\nexec /bin/sleep 0.2\n".write(to: sleep, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sleep.path)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let assets = ControlPlane.assets?.path ?? ""
        let variables = ["PATH": "\(folder.path):\(assets):\(path)", "KUBECONFIG": world.cluster.kubeconfig.path]
        try await body(ReferenceShell(variables: variables))
    }

    /// Runs a script that has to succeed; returns what it wrote to standard output.
    @discardableResult
    func bash(_ script: String) async throws -> String {
        try await Command.output("bash", ["-euo", "pipefail", "-c", script], in: .inherited(variables))
    }
}
