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
    /// The files that two arguments name, which is a mistake: one of them was meant to be another.
    private(set) var repetitions: [ReadFailure] = []

    /// Finds the files; looks at directories, opens none.
    init(_ arguments: [String], isRecursive: Bool) {
        var finders: [String: Int] = [:]
        for (index, argument) in arguments.enumerated() {
            for name in find(argument, isRecursive: isRecursive) {
                let path = Self.path(of: name)
                switch finders[path] {
                case nil:
                    finders[path] = index
                    names.append(name)
                // A link beside its file in a directory is no mistake.
                case index: break
                default: repetitions.append(ReadFailure(file: name, position: nil, message: "named twice by -f"))
                }
            }
        }
    }

    /// The file itself, whatever links lead to it.
    private static func path(of name: String) -> String {
        name == standardInput ? name : URL(filePath: name).resolvingSymlinksInPath().path
    }

    /// What one argument names.
    private mutating func find(_ argument: String, isRecursive: Bool) -> [String] {
        guard argument != Self.standardInput else { return [argument] }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory) else {
            failures.append(ReadFailure(file: argument, position: nil, message: "no such file or directory"))
            return []
        }
        return isDirectory ? files(in: argument, isRecursive: isRecursive) : [argument]
    }

    private mutating func files(in directory: String, isRecursive: Bool) -> [String] {
        var found: [String] = []
        var pending = [directory]
        while let next = pending.popLast() {
            let (files, directories) = scan(next)
            found += files
            if isRecursive { pending += directories }
        }
        if found.isEmpty, failures.last?.file != directory {
            let kinds = Self.extensions.map { "*.\($0)" }.joined(separator: ", ")
            failures.append(ReadFailure(file: directory, position: nil, message: "the directory holds no \(kinds)"))
        }
        return found.sorted()
    }

    /// A directory's files, and the directories in it, links to directories not among them.
    private mutating func scan(_ directory: String) -> (files: [String], directories: [String]) {
        let base = directory.hasSuffix("/") ? directory : "\(directory)/"
        do {
            let entries = try FileManager.default.contentsOfDirectory(atPath: directory).map { base + $0 }
            var (files, directories): ([String], [String]) = ([], [])
            for entry in entries {
                let type = try FileManager.default.attributesOfItem(atPath: entry)[.type] as? FileAttributeType
                if type == .typeDirectory {
                    directories.append(entry)
                } else if Self.extensions.contains(URL(filePath: entry).pathExtension) {
                    files.append(entry)
                }
            }
            return (files, directories)
        } catch {
            failures.append(ReadFailure(file: directory, position: nil, message: "cannot list the directory"))
            return ([], [])
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
