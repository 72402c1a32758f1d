import Glibc
import Testing

@testable import Telemetry

@Suite("The writer of the log")
struct LogWriterTests {
    private func line(_ number: Int, length: Int = 40) -> [UInt8] {
        let text = "line \(number) "
        return Array((text + String(repeating: "x", count: max(0, length - text.utf8.count - 1)) + "\n").utf8)
    }

    @Test("writes every line, in order")
    func writesInOrder() throws {
        let pipe = try PipeReader()
        let writer = try LogWriter.start(descriptor: pipe.writingEnd)
        for number in 0..<1_000 { writer.append(line(number)) }
        let lines = try pipe.read(lines: 1_000)
        #expect(lines == (0..<1_000).map { String(decoding: line($0).dropLast(), as: UTF8.self) })
        #expect(writer.flush(within: .seconds(10)))
        #expect(writer.droppedLines == 0)
    }

    @Test("never mixes the lines of several threads, whatever their length")
    func keepsLinesWhole() async throws {
        let pipe = try PipeReader()
        let writer = try LogWriter.start(descriptor: pipe.writingEnd, capacity: 64 << 20)
        let threads = 8
        let perThread = 200
        async let written: Void = withTaskGroup(of: Void.self) { group in
            for thread in 0..<threads {
                group.addTask {
                    for number in 0..<perThread {
                        let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(thread)))
                        let length = (number * 37) % 5_000
                        writer.append(Array("\(letter) \(number) \(String(repeating: letter, count: length))\n".utf8))
                    }
                }
            }
        }
        let lines = try pipe.read(lines: threads * perThread)
        await written
        var next: [Substring: Int] = [:]
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            try #require(parts.count == 3)
            let number = try #require(Int(parts[1]))
            #expect(number == next[parts[0], default: 0], "lines of one thread keep their order")
            next[parts[0]] = number + 1
            #expect(parts[2].allSatisfy { String($0) == parts[0] } && parts[2].count == (number * 37) % 5_000)
        }
        #expect(next.values.allSatisfy { $0 == perThread })
    }

    @Test("drops lines and counts them when nobody reads, without waiting, and goes on when somebody does")
    func survivesBlockedReader() throws {
        let pipe = try PipeReader()
        let filler = pipe.fill()
        let writer = try LogWriter.start(descriptor: pipe.writingEnd, capacity: 4_000)
        // Far more than the batch that is being written and the buffer can hold together.
        let total = 10_000
        for number in 0..<total { writer.append(line(number)) }
        let dropped = Int(writer.droppedLines)
        #expect(dropped >= total - 2 * 4_000 / 40)
        #expect(!writer.flush(within: .milliseconds(20)))
        let lines = try pipe.read(lines: filler + total - dropped)
        #expect(writer.flush(within: .seconds(10)))
        #expect(lines.count == filler + total - dropped)
        #expect(lines.dropFirst(filler).allSatisfy { $0.hasPrefix("line ") && $0.utf8.count == 39 })
        writer.append(line(-1))
        #expect(try pipe.read(lines: 1) == [String(decoding: line(-1).dropLast(), as: UTF8.self)])
    }

    @Test("drops a line that is larger than the whole buffer, and takes the next")
    func dropsOversized() throws {
        let pipe = try PipeReader()
        let writer = try LogWriter.start(descriptor: pipe.writingEnd, capacity: 100)
        writer.append(line(1, length: 101))
        writer.append(line(2, length: 100))
        #expect(try pipe.read(lines: 1).first?.hasPrefix("line 2") == true)
        #expect(writer.droppedLines == 1)
    }

    @Test("waits for a descriptor that is not blocking")
    func writesNonBlocking() async throws {
        let pipe = try PipeReader()
        pipe.makeNonBlocking()
        let writer = try LogWriter.start(descriptor: pipe.writingEnd, capacity: 1 << 20)
        // Three times what the pipe holds.
        for number in 0..<200 { writer.append(line(number, length: 1_000)) }
        #expect(try pipe.read(lines: 200).count == 200)
        #expect(writer.droppedLines == 0)
    }

    @Test("counts what cannot be written as lost, and survives it")
    func survivesClosedReader() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let writer = try LogWriter.start(descriptor: ends[1])
        for number in 0..<300 { writer.append(line(number)) }
        #expect(writer.flush(within: .seconds(10)))
        #expect(writer.droppedLines == 300)
    }

    @Test("writes every line to a file, in order, however many there are at once")
    func writesToFile() throws {
        let file = try TemporaryFile()
        let writer = try LogWriter.start(descriptor: file.descriptor, capacity: 16 << 20)
        for number in 0..<20_000 { writer.append(line(number, length: 40 + number % 400)) }
        #expect(writer.flush(within: .seconds(30)))
        #expect(writer.droppedLines == 0)
        let expected = (0..<20_000).map { String(decoding: line($0, length: 40 + $0 % 400).dropLast(), as: UTF8.self) }
        #expect(try file.lines() == expected)
    }

    @Test("of a full file loses the lines that do not fit, and begins with a whole one when there is room again")
    func survivesFullFile() async {
        // In a process of its own: the limit is one of the process, and stands for that of a disk.
        await #expect(processExitsWith: .success) {
            let file = try TemporaryFile()
            let writer = try LogWriter.start(descriptor: file.descriptor)
            let line = { (number: Int) in Array("line \(number) ".utf8) + [UInt8](repeating: 0x78, count: 30) + [0x0A] }
            // Twenty-five lines, and ten bytes of the next.
            let saved = FileSizeLimit.set(1010)
            for number in 100..<200 { writer.append(line(number)) }
            try #require(writer.flush(within: .seconds(10)))
            try #require(writer.droppedLines == 75)
            FileSizeLimit.set(saved)
            for number in 200..<210 { writer.append(line(number)) }
            try #require(writer.flush(within: .seconds(10)))
            try #require(writer.droppedLines == 75)
            let lines = try file.lines()
            try #require(lines.count == 25 + 1 + 10)
            try #require(lines[25].utf8.count == 10)
            let whole = lines[..<25] + lines[26...]
            try #require(whole.allSatisfy { $0.utf8.count == 39 && $0.hasPrefix("line ") })
            try #require(whole.last?.hasPrefix("line 209") == true)
        }
    }

    @Test("goes on with a line of its own where the descriptor took half of one")
    func survivesTornLine() throws {
        var first: [Int32] = [-1, -1]
        try #require(pipe(&first) == 0)
        let writer = try LogWriter.start(descriptor: first[1])
        // More than the pipe holds: its reader goes when it has the beginning.
        writer.append(line(0, length: 300_000))
        var beginning = [UInt8](repeating: 0, count: 1000)
        try #require(read(first[0], &beginning, beginning.count) > 0)
        close(first[0])
        try #require(writer.flush(within: .seconds(10)))
        #expect(writer.droppedLines == 1)
        let second = try PipeReader()
        try #require(dup2(second.writingEnd, first[1]) == first[1])
        defer { close(first[1]) }
        writer.append(line(1))
        writer.append(line(2))
        #expect(try second.readBytes(until: line(2)) == [UInt8(ascii: "\n")] + line(1) + line(2))
    }

    @Test("writes what is waiting when it is released")
    func writesAtTheEnd() throws {
        let pipe = try PipeReader()
        do {
            let writer = try LogWriter.start(descriptor: pipe.writingEnd)
            for number in 0..<100 { writer.append(line(number)) }
        }
        #expect(try pipe.read(lines: 100).count == 100)
    }

    struct Piece: Sendable, CustomTestStringConvertible {
        let lengths: [Int]
        let pieces: [Int]

        var testDescription: String { "\(lengths)" }
    }

    static let pieces = [
        Piece(lengths: [10], pieces: [10]),
        Piece(lengths: [10, 20], pieces: [30]),
        Piece(lengths: [4_096], pieces: [4_096]),
        Piece(lengths: [4_095, 1], pieces: [4_096]),
        Piece(lengths: [4_096, 1], pieces: [4_096, 1]),
        Piece(lengths: [4_097], pieces: [4_097]),
        Piece(lengths: [10, 5_000, 10, 4_090], pieces: [10, 5_000, 10, 4_090]),
        Piece(lengths: [10, 10_000, 10], pieces: [10, 10_000, 10]),
    ]

    @Test("writes whole lines, as many as a pipe takes in one piece", arguments: pieces)
    func cutsBetweenLines(_ example: Piece) {
        let batch = example.lengths.flatMap { line(0, length: $0).suffix($0) }
        var start = 0
        var pieces: [Int] = []
        while start < batch.count {
            let end = LineOutput.endOfPiece(in: batch, from: start)
            pieces.append(end - start)
            start = end
        }
        #expect(pieces == example.pieces)
    }
}
