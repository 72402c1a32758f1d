import Logging

/// What every line begins with.
struct LineStart {
    let timestamp: Timestamp
    let level: Logger.Level
    let label: String
    let message: String
}

/// One event as a log line shows it.
struct LogRecord {
    let start: LineStart
    let details: LogDetails
}

/// The details of an event, each key once.
struct LogDetails {
    private let metadata: Logger.Metadata
    /// The places of the dictionary, ascending by key; sorting these moves no strings.
    private let order: [Logger.Metadata.Index]

    /// Merges details: the event's own win over those of the provider, and these over the logger's.
    init(event: Logger.Metadata?, provider: Logger.Metadata?, logger: Logger.Metadata) {
        let sources = [logger, provider ?? [:], event ?? [:]].filter { !$0.isEmpty }
        let metadata = sources.dropFirst().reduce(sources.first ?? [:]) { $0.merging($1) { _, winner in winner } }
        self.metadata = metadata
        order = metadata.indices.sorted { metadata[$0].key < metadata[$1].key }
    }

    /// Visits the details by key.
    func forEach(_ visit: (String, Logger.MetadataValue) -> Void) {
        for index in order {
            let (key, value) = metadata[index]
            visit(key, value)
        }
    }
}
