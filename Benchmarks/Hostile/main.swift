import Glibc
import HostileDocuments

// Searches for the documents that cost the webhook most, and prints the worst; Benchmarks/README.md says how. It takes
// the seconds of the search and the seed as arguments.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let seconds = arguments.first ?? 60
let seed = arguments.dropFirst().first ?? 1

var search = HostileSearch(seed: seed)
let end = ContinuousClock.now + .seconds(Int64(clamping: seconds))
while ContinuousClock.now < end { search.step() }

let report = HostileReport(search)
print(report.text)
exit(report.isWithinBounds ? 0 : 1)
