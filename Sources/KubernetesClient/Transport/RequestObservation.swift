/// What became of one attempt to send a request, for metrics.
package struct RequestObservation: Sendable {
    /// What was asked for.
    package let verb: APIRequest.Verb
    /// The HTTP status; nil if no answer came.
    package let status: Int?
    /// How long it took until the answer began, or failed to.
    package let duration: Duration
}
