import FoundationEssentials

/// The files that `-f` names: themselves, those of directories, standard input.
struct ManifestFiles {
    /// What kubectl reads of a directory (`FileExtensions` of `k8s.io/cli-runtime/pkg/resource`).
    static let extensions = ["json", "yaml", "yml"]

    /// The name by which standard input is asked for and reported.
    static let standardInput = "-"

    /// No manifest is longer: the API server refuses requests beyond 3 MiB, and this is room for twenty of them.
    static let sizeLimit = 64 << 20

    /// The names of the files, those of a directory sorted.
    private(set) var names: [String] = []
    /// What is not there, or holds no manifest.
    private(set) var failures: [ReadFailure] = []

    /// Finds the files; looks at directories, opens none.
    init(_ arguments: [String], isRecursive: Bool) {
        for argument in arguments {
            guard argument != Self.standardInput else {
                names.append(argument)
                continue
            }
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory) else {
                failures.append(ReadFailure(file: argument, position: nil, message: "no such file or directory"))
                continue
            }
            guard isDirectory else {
                names.append(argument)
                continue
            }
            add(directory: argument, isRecursive: isRecursive)
        }
    }

    private mutating func add(directory: String, isRecursive: Bool) {
        let before = names.count
        var pending = [directory]
        while let next = pending.popLast() {
            let directories = scan(next)
            if isRecursive { pending += directories }
        }
        names[before...].sort()
        if names.count == before, failures.last?.file != directory {
            let kinds = Self.extensions.map { "*.\($0)" }.joined(separator: ", ")
            failures.append(ReadFailure(file: directory, position: nil, message: "the directory holds no \(kinds)"))
        }
    }

    /// Adds a directory's files; returns the directories in it, links to directories not among them.
    private mutating func scan(_ directory: String) -> [String] {
        let base = directory.hasSuffix("/") ? directory : "\(directory)/"
        do {
            let entries = try FileManager.default.contentsOfDirectory(atPath: directory).map { base + $0 }
            var directories: [String] = []
            for entry in entries {
                let type = try FileManager.default.attributesOfItem(atPath: entry)[.type] as? FileAttributeType
                if type == .typeDirectory {
                    directories.append(entry)
                } else if Self.extensions.contains(URL(filePath: entry).pathExtension) {
                    names.append(entry)
                }
            }
            return directories
        } catch {
            failures.append(ReadFailure(file: directory, position: nil, message: "cannot list the directory"))
            return []
        }
    }

    /// The bytes of a file.
    static func bytes(of name: String) throws(ReadFailure) -> [UInt8] {
        guard let input = name == standardInput ? InputFile.standardInput : InputFile(path: name),
            let bytes = input.bytes(atMost: sizeLimit + 1)
        else { throw ReadFailure(file: name, position: nil, message: "cannot read the file") }
        guard bytes.count <= sizeLimit else {
            throw ReadFailure(file: name, position: nil, message: "larger than \(sizeLimit >> 20) MiB")
        }
        return bytes
    }
}
