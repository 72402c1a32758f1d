import HTTPWire

/// What a parser makes of a stream: everything a test may compare, in one value.
struct Reading: Equatable, Sendable {
    var requests: [HTTPRequest] = []
    var interims = 0
    var error: HTTPParseError?
    var progress: HTTPRequestParser.Progress = .none
}

/// Feeds `pieces` to one parser, as a connection would, until they end or the parser refuses.
func read(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> Reading {
    var parser = HTTPRequestParser(limits: limits)
    var reading = Reading()
    do throws(HTTPParseError) {
        for piece in pieces {
            var offset = 0
            while offset < piece.count {
                switch try parser.consume(piece.span, from: &offset) {
                case .needsInput: break
                case .expectsInterim: reading.interims += 1
                case .request(let request): reading.requests.append(request)
                }
            }
        }
    } catch {
        reading.error = error
    }
    reading.progress = parser.progress
    return reading
}

/// Feeds `text` in one piece.
func read(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Reading {
    read([Array(text.utf8)], limits: limits)
}

/// A request with `fields` in front of the `Host` that every request needs.
func head(_ fields: String, method: String = "POST") -> String {
    "\(method) /path HTTP/1.1\r\n\(fields)Host: example\r\n\r\n"
}

/// A generator that gives the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed &>> 31)
    }
}
