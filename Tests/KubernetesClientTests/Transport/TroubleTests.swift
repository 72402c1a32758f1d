import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

/// What becomes of a request when the network, a proxy or the API server misbehaves.
@Suite(.timeLimit(.minutes(10))) struct TroubleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let effect: FakeFault.Effect
        var times: Int? = 1
        /// What a read ends with; nil for success.
        let failure: KubernetesError?
        /// How often it is sent.
        let requests: Int

        var testDescription: String { name }
    }

    static let recovered: [Case] = [
        Case(name: "500 once", effect: .refuse(FakeStatus(500, "InternalError")), failure: nil, requests: 2),
        Case(
            name: "429 with a delay",
            effect: .refuse(FakeStatus(429, "TooManyRequests", retryAfter: "1")),
            failure: nil,
            requests: 2
        ),
        Case(
            name: "429 with garbage for a delay",
            effect: .refuse(FakeStatus(429, "TooManyRequests", retryAfter: "soon")),
            failure: nil,
            requests: 2
        ),
        Case(name: "the connection ends first", effect: .closeBefore, failure: nil, requests: 2),
        Case(name: "the answer is lost", effect: .closeAfter, failure: nil, requests: 2),
        Case(name: "the connection ends in the body", effect: .closeInBody, failure: nil, requests: 2),
        Case(name: "half of the JSON", effect: .truncateBody, failure: nil, requests: 2),
        Case(
            name: "a proxy's page with status 200",
            effect: .answer(status: 200, mediaType: "text/html", body: "<html>"),
            failure: nil,
            requests: 2
        ),
        Case(
            name: "an empty body",
            effect: .answer(status: 200, mediaType: "application/json", body: ""),
            failure: nil,
            requests: 2
        ),
        Case(
            name: "a gateway's page",
            effect: .answer(status: 502, mediaType: "text/html", body: "<html>"),
            failure: nil,
            requests: 2
        ),
    ]

    static let final: [Case] = [
        Case(
            name: "a storm of 500",
            effect: .refuse(FakeStatus(500, "InternalError", "boom")),
            times: nil,
            failure: .status(APIStatus(code: 500, reason: "InternalError", message: "boom", details: noDetails)),
            requests: 5
        ),
        Case(
            name: "a redirect, which is not followed",
            effect: .answer(status: 302, mediaType: "text/html", body: ""),
            times: nil,
            failure: .status(APIStatus(httpStatus: 302)),
            requests: 1
        ),
        Case(
            name: "a proxy's 403",
            effect: .answer(status: 403, mediaType: "text/html", body: "<html>secret</html>"),
            times: nil,
            failure: .status(APIStatus(httpStatus: 403)),
            requests: 1
        ),
        Case(
            name: "a page instead of JSON, always",
            effect: .answer(status: 200, mediaType: "Text/HTML; charset=utf-8", body: "<html>"),
            times: nil,
            failure: .unreadableAnswer(.mediaType("text/html")),
            requests: 5
        ),
        Case(
            name: "no body, always",
            effect: .answer(status: 200, mediaType: "application/json", body: ""),
            times: nil,
            failure: .unreadableAnswer(.empty),
            requests: 5
        ),
        Case(
            name: "a delay that is too long to sit out",
            effect: .refuse(FakeStatus(503, "ServiceUnavailable", "later", retryAfter: "120")),
            times: nil,
            failure: .status(
                APIStatus(
                    code: 503,
                    reason: "ServiceUnavailable",
                    message: "later",
                    details: noDetails,
                    retryAfter: .seconds(120)
                )
            ),
            requests: 1
        ),
    ]

    static let noDetails = APIStatus(["kind": "Status", "details": [:]], httpStatus: 0)?.details

    @Test("a read survives, or fails with what was wrong", arguments: recovered + final)
    func read(_ testCase: Case) async throws {
        try await ClientFixture.run { fixture in
            let created = try fixture.server.cluster.create("KopiaMaintenance", Sample.object("a"))
            fixture.server.add(FakeFault("GET", times: testCase.times, testCase.effect))
            do throws(KubernetesError) {
                #expect(try await fixture.client.get(Sample.resource, Sample.key("a")) == created)
                #expect(testCase.failure == nil)
            } catch {
                #expect(error == testCase.failure)
            }
            #expect(fixture.server.count("GET") == testCase.requests)
        }
    }

    /// What ends within its body, or with half of one, though its head said that the object is not there.
    static let cut: [(String, FakeFault.Effect)] = [("closed", .closeInBody), ("hanging", .stallInBody)]

    @Test("a refusal whose body does not come is asked for again, not taken for one without a reason", arguments: cut)
    func cutRefusal(_ name: String, _ effect: FakeFault.Effect) async throws {
        var tuning = ClientTuning.forTests
        if name == "hanging" { tuning.requestTimeout = .seconds(2) }
        try await ClientFixture.run(tuning: tuning) { fixture async throws in
            fixture.server.add(FakeFault("GET", effect))
            #expect(try await fixture.client.find(Sample.resource, Sample.key("a")) == nil)
            #expect(fixture.server.count("GET") >= 2)
        }
    }

    @Test("an apply whose answer is lost is applied again, to the same effect")
    func lostAnswer() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.add(FakeFault("PATCH", .closeAfter))
            let object = Sample.object("a", spec: ["x": 1])
            let applied = try await fixture.client.apply(Sample.resource, Sample.key("a"), object, fieldManager: "me")
            #expect(applied["spec"] == ["x": 1])
            #expect(fixture.server.count("PATCH") == 2)
            #expect(fixture.server.cluster.objects("KopiaMaintenance") == [applied])
        }
    }

    @Test("a create whose answer is lost is not repeated: whoever asked looks first")
    func lostAnswerOfCreate() async throws {
        try await ClientFixture.run { fixture async throws in
            fixture.server.add(FakeFault("POST", .closeAfter))
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.create(Sample.resource, namespace: "ns", Sample.object("a"))
            }
            #expect(error == .transport(.closed))
            #expect(fixture.server.count("POST") == 1)
            #expect(try await fixture.client.find(Sample.resource, Sample.key("a")) != nil)
        }
    }

    @Test("the server's delay is waited out, with jitter, before the next attempt")
    func delay() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.add(FakeFault("GET", .refuse(FakeStatus(429, "TooManyRequests", retryAfter: "3"))))
            _ = try await fixture.client.find(Sample.resource, Sample.key("a"))
            #expect(fixture.clock.slept == [.seconds(3)])
        }
    }

    @Test("an answer that does not come ends with a timeout")
    func hanging() async throws {
        var tuning = ClientTuning.forTests
        tuning.requestTimeout = .seconds(2)
        tuning.retry = .never
        try await ClientFixture.run(tuning: tuning) { fixture in
            fixture.server.add(FakeFault("GET", .hang))
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.get(Sample.resource, Sample.key("a"))
            }
            #expect(error == .transport(.timedOut))
        }
    }

    @Test("a request that waits ends at once when its task is cancelled")
    func cancelled() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.add(FakeFault("GET", .hang))
            let result = try await withThrowingTaskGroup(of: KubernetesError?.self) { group in
                group.addTask {
                    do throws(KubernetesError) {
                        _ = try await fixture.client.get(Sample.resource, Sample.key("a"))
                        return nil
                    } catch {
                        return error
                    }
                }
                try await eventually { !fixture.server.requests.isEmpty }
                group.cancelAll()
                return try await group.next() ?? nil
            }
            #expect(result == .cancelled)
        }
    }

    @Test("so does one that waits for its next attempt")
    func cancelledBetweenAttempts() async throws {
        let clock = ManualClock()
        try await ClientFixture.run(clock: clock) { fixture in
            fixture.server.add(FakeFault("GET", times: nil, .refuse(FakeStatus(503, "ServiceUnavailable"))))
            let result = await withTaskGroup(of: KubernetesError?.self) { group in
                group.addTask {
                    do throws(KubernetesError) {
                        _ = try await fixture.client.get(Sample.resource, Sample.key("a"))
                        return nil
                    } catch {
                        return error
                    }
                }
                await clock.waitForSleepers()
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(result == .cancelled)
        }
    }

    @Test("nothing listens: the failure says so, and where")
    func refused() async throws {
        let port = try SilentPort()
        defer { withExtendedLifetime(port) {} }
        let url = "http://127.0.0.1:\(port.number)"
        let configuration = ClientConfiguration(server: try ServerAddress(url, field: ""))
        let clock = ManualClock(advancesItself: true)
        let client = APIClient(configuration, time: TimeSource(clock), logger: RecordingLog().logger)
        let error = await #expect(throws: KubernetesError.self) { try await client.get(.pods, Sample.key("a")) }
        await client.shutdown()
        guard case .transport(.notConnected(let reason)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("127.0.0.1"))
        #expect(clock.slept.count == 4)
    }

    @Test("a client that is shut down says so, instead of hanging or trapping")
    func shutDown() async throws {
        let configuration = ClientConfiguration(server: try ServerAddress("http://127.0.0.1:1", field: ""))
        let client = APIClient(configuration, logger: RecordingLog().logger)
        await client.shutdown()
        let error = await #expect(throws: KubernetesError.self) { try await client.get(.pods, Sample.key("a")) }
        #expect(error == .transport(.shutDown))
    }

    @Test("what the server warns of is logged, each text once")
    func warnings() async throws {
        try await ClientFixture.run { fixture in
            for _ in 0..<2 { fixture.server.add(FakeFault("GET", .warn("schedule is deprecated"))) }
            for _ in 0..<2 { _ = try await fixture.client.list(ObjectSelection(.jobs)) }
            let warnings = fixture.log.entries.filter { $0.level == "warning" }
            #expect(warnings.map { $0.metadata["warning"] } == ["schedule is deprecated"])
        }
    }

    @Test("a rate limit lets a burst pass, then holds requests back")
    func rateLimit() async throws {
        var tuning = ClientTuning.forTests
        tuning.rateLimit = .init(perSecond: 10, burst: 2)
        try await ClientFixture.run(tuning: tuning) { fixture in
            for _ in 0..<4 { _ = try await fixture.client.find(Sample.resource, Sample.key("a")) }
            #expect(fixture.clock.slept == [.milliseconds(100), .milliseconds(100)])
        }
    }

    @Test("no connection and no thread is left when server and client are gone")
    func nothingIsLeft() async throws {
        // In a process of its own: other tests open and close theirs meanwhile.
        await #expect(processExitsWith: .success) {
            let sockets = OpenDescriptors.sockets
            // The first use starts what stays: the event loops.
            try await ClientFixture.run { _ = try await $0.client.find(Sample.resource, Sample.key("a")) }
            let threads = OpenDescriptors.threads
            for _ in 0..<20 {
                try await ClientFixture.run { _ = try await $0.client.find(Sample.resource, Sample.key("a")) }
            }
            // The pool of threads may have grown meanwhile.
            try await eventually { OpenDescriptors.sockets == sockets && OpenDescriptors.threads < threads + 15 }
        }
    }
}
