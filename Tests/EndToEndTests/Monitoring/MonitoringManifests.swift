import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// What `deploy/monitoring` holds.
enum MonitoringManifests {
    static let folder = Fixtures.repository.appending(path: "deploy/monitoring")

    /// The parts that have rules, each in a folder of its name.
    static let parts = ["webhook", "controller"]

    /// The rule groups of a part, as a rule file of Prometheus holds them.
    static func rules(of part: String) throws -> JSONValue {
        try document(folder.appending(path: "\(part)/rules.yaml"))["spec"] ?? .null
    }

    /// Every rule of a part.
    static func alerts(of part: String) throws -> [JSONValue] {
        try rules(of: part)["groups"]?.array?.flatMap { $0["rules"]?.array ?? [] } ?? []
    }

    /// What the alerts should and should not fire for.
    static func alertTests() throws -> JSONValue { try document(folder.appending(path: "alerts-test.yaml")) }

    static func dashboard() throws -> JSONValue {
        try document(folder.appending(path: "dashboard/kopia-maintenance.json"))
    }

    /// A query, and where it stands.
    struct Query: Sendable, CustomStringConvertible {
        let place: String
        let text: String

        var description: String { "\(place): \(text)" }
    }

    /// Every query of the alerts and of the dashboard's panels, the dashboard's variables filled in.
    static func queries() throws -> [Query] {
        let alerts = try parts.flatMap(alerts).map { rule in
            Query(place: rule["alert"]?.string ?? "", text: rule["expr"]?.string ?? "")
        }
        let panels = try dashboard()["panels"]?.array ?? []
        return alerts
            + panels.flatMap { panel in
                (panel["targets"]?.array ?? []).map { target in
                    let text = target["expr"]?.string ?? ""
                    return Query(
                        place: "panel \(panel["title"]?.string ?? "")",
                        text: text.replacing("$__rate_interval", with: "1m").replacing("$namespace", with: ".*")
                            .replacing("$name", with: ".*")
                    )
                }
            }
    }

    private static func document(_ file: URL) throws -> JSONValue {
        let manifest = Manifest([UInt8](try Data(contentsOf: file)))
        if let error = manifest.error { throw error }
        return manifest.documents.first?.root ?? .null
    }
}

extension MonitoringManifests.Query {
    /// The names of the metrics that the query asks for.
    ///
    /// What is left of its words when strings, label matchers, lists of labels, durations, functions and operators are
    /// taken away.
    var metrics: Set<String> {
        let bare = text.replacing(/"[^"]*"/, with: "").replacing(/\{[^}]*\}/, with: "").replacing(
            /\[[^\]]*\]/,
            with: ""
        )
        .replacing(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/, with: "")
        let words = bare.matches(of: /[a-zA-Z_:][a-zA-Z0-9_:]*(\s*\()?/).map(\.output)
        let names = words.filter { $0.1 == nil }.map { String($0.0) }
        return Set(names).subtracting(["and", "or", "unless", "bool", "offset"])
    }
}
