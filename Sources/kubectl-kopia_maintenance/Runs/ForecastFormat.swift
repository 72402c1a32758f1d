import ArgumentParser
import KubernetesAPI
import Manifests

/// How forecasts are printed.
enum ForecastFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// The forecasts as text that ends with a newline; what was rejected is not among them.
    func text(of forecasts: [RunForecast], in zone: String) -> String {
        let forecasts = forecasts.filter { !$0.isRejected }
        switch self {
        case .text: return forecasts.flatMap { $0.lines(in: zone) }.map { "\($0)\n" }.joined()
        case .json:
            let schedules = JSONValue.array(forecasts.map { $0.json(in: zone) })
            return JSONValue.object(JSONObject(members: [("schedules", schedules)])).indentedText + "\n"
        }
    }
}

extension RunForecast {
    /// True where the object would not be admitted.
    var isRejected: Bool {
        if case .rejected = state { true } else { false }
    }

    fileprivate func lines(in zone: String) -> [String] {
        [[title, words(in: zone)].compactMap(\.self).joined(separator: ": ")]
            + runs.map { "  \($0.weekday) \($0.text)" }
    }

    private func words(in zone: String) -> String {
        let schedule = schedule.map { "\($0) in \(zone)\(explanation.map { ": \($0)" } ?? "")" }
        return switch state {
        case .scheduled: schedule ?? ""
        case .manual(let tag): "by hand, for the tag \(tag.goQuoted)"
        case .waitsForTag: "by hand, once spec.trigger.manual has a tag"
        case .suspended: "suspended" + (schedule.map { "; otherwise \($0)" } ?? "")
        case .disabled: "disabled" + (schedule.map { "; otherwise \($0)" } ?? "")
        case .rejected: ""
        }
    }

    fileprivate func json(in zone: String) -> JSONValue {
        let members: [(String, JSONValue?)] = [
            ("file", object.map { .string($0.file) }),
            ("line", object.map { .number(JSONNumber(Int64($0.position.line))) }),
            ("namespace", object?.namespace.map(JSONValue.string)),
            ("name", object.map { .string($0.name) }),
            ("state", .string(stateName)),
            ("tag", tag.map(JSONValue.string)),
            ("schedule", schedule.map(JSONValue.string)),
            ("timeZone", .string(zone)),
            ("explanation", explanation.map(JSONValue.string)),
            ("runs", .array(runs.map { .string($0.text) })),
        ]
        return .object(JSONObject(members: members.compactMap { name, value in value.map { (name, $0) } }))
    }

    private var tag: String? {
        if case .manual(let tag) = state { tag } else { nil }
    }

    private var stateName: String {
        switch state {
        case .scheduled: "scheduled"
        case .manual, .waitsForTag: "manual"
        case .suspended: "suspended"
        case .disabled: "disabled"
        case .rejected: "rejected"
        }
    }
}
