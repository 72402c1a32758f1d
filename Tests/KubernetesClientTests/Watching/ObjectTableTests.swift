import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct ObjectTableTests {
    static func object(_ name: String, _ version: Int, uid: String = "u", label: String = "x") -> JSONValue {
        [
            "metadata": [
                "name": .string(name), "namespace": "ns", "uid": .string(uid),
                "resourceVersion": .string(String(version)), "labels": ["l": .string(label)],
            ]
        ]
    }

    /// A table, and all changes that it reported, as short texts.
    struct Log {
        var table = ObjectTable(indexes: [
            // Twice the same, as an index may say.
            "label": { Array(repeating: $0["metadata"]?["labels"]?["l"]?.string ?? "", count: 2) }
        ])
        var changes: [String] = []

        mutating func add(_ changes: [StoreChange]) {
            for change in changes {
                let metadata = ObjectMetadata(change.object["metadata"])
                let text = "\(metadata.name ?? "")@\(metadata.resourceVersion ?? "")"
                switch change {
                case .added: self.changes.append("+\(text)")
                case .updated(_, let previous): self.changes.append("\(previous.resourceVersion.text)>\(text)")
                case .deleted: self.changes.append("-\(text)")
                }
            }
        }

        mutating func upsert(_ object: JSONValue) throws {
            add(table.upsert(try #require(CompactObject(object)), object))
        }

        mutating func delete(_ object: JSONValue) throws {
            add(table.delete(try #require(CompactObject(object))))
        }

        mutating func note(_ object: JSONValue) throws {
            table.note(try #require(CompactObject(object)), object)
        }

        mutating func replace(_ objects: [JSONValue], _ version: Int) {
            add(
                table.replace(with: objects.compactMap { CompactObject($0) }, version: ResourceVersion(String(version)))
            )
        }

        func names(_ label: String) -> [String] {
            table.objects(index: "label", value: label).map(\.key.name).sorted()
        }

        func version(_ name: String) -> String? {
            table.object(ObjectKey(namespace: "ns", name: name))?.resourceVersion.text
        }
    }

    @Test("an object's life is reported step by step")
    func life() throws {
        var log = Log()
        try log.upsert(Self.object("a", 1))
        try log.upsert(Self.object("a", 2))
        try log.delete(Self.object("a", 3))
        #expect(log.changes == ["+a@1", "1>a@2", "-a@3"])
        #expect(log.table.count == 0)
    }

    @Test("what is known is not reported again, and what is old not at all")
    func duplicates() throws {
        var log = Log()
        try log.upsert(Self.object("a", 5))
        try log.upsert(Self.object("a", 5))
        try log.upsert(Self.object("a", 4))
        try log.delete(Self.object("a", 3))
        try log.delete(Self.object("b", 3))
        #expect(log.changes == ["+a@5"])
        #expect(log.version("a") == "5")
    }

    @Test("a relist reports what was missed: changes, additions and deletions with their last state")
    func relist() throws {
        var log = Log()
        log.replace([Self.object("a", 1), Self.object("b", 2), Self.object("c", 3)], 3)
        log.changes = []
        log.replace([Self.object("b", 2), Self.object("c", 7), Self.object("d", 6)], 8)
        #expect(log.changes == ["-a@1", "3>c@7", "+d@6"])
    }

    @Test("an object that was replaced by another of its name is one that ended and one that began")
    func successor() throws {
        var log = Log()
        try log.upsert(Self.object("a", 1, uid: "first"))
        try log.upsert(Self.object("a", 4, uid: "second"))
        #expect(log.changes == ["+a@1", "-a@1", "+a@4"])
    }

    @Test("a write is read at once, does not go back in time, and is reported when the watch tells of it")
    func ownWrite() throws {
        var log = Log()
        try log.upsert(Self.object("a", 1))
        try log.note(Self.object("a", 5, label: "new"))
        #expect(log.version("a") == "5")
        #expect(log.names("new") == ["a"])
        try log.upsert(Self.object("a", 3))
        #expect(log.version("a") == "5")
        log.replace([Self.object("a", 3)], 4)
        #expect(log.version("a") == "5")
        try log.upsert(Self.object("a", 5, label: "new"))
        #expect(log.changes == ["+a@1", "1>a@5"])
    }

    @Test("an object that a write made survives a list from before the write")
    func ownCreate() throws {
        var log = Log()
        log.replace([], 3)
        try log.note(Self.object("a", 5))
        log.replace([], 4)
        #expect(log.version("a") == "5")
        try log.upsert(Self.object("a", 5))
        #expect(log.changes == ["+a@5"])
        log.replace([], 6)
        #expect(log.changes == ["+a@5", "-a@5"])
    }

    @Test("a late answer to a write does not hide what the watch told of meanwhile")
    func lateAnswer() throws {
        var log = Log()
        try log.upsert(Self.object("a", 9))
        try log.note(Self.object("a", 5))
        #expect(log.version("a") == "9")
    }

    @Test("a late answer to a write does not bring back what the watch told the end of meanwhile")
    func lateAnswerAfterDeletion() throws {
        var log = Log()
        log.replace([Self.object("a", 9)], 9)
        try log.delete(Self.object("a", 12))
        try log.note(Self.object("a", 11))
        #expect(log.version("a") == nil)
        try log.note(Self.object("a", 13))
        #expect(log.version("a") == "13")
        #expect(log.changes == ["+a@9", "-a@12"])
    }

    @Test("a list from an older state than one seen before voids everything: etcd was restored")
    func restored() throws {
        var log = Log()
        log.replace([Self.object("a", 90), Self.object("b", 80)], 100)
        log.changes = []
        log.replace([Self.object("a", 40), Self.object("c", 30)], 50)
        #expect(log.changes == ["-b@80", "90>a@40", "+c@30"])
        try log.upsert(Self.object("a", 51))
        #expect(log.version("a") == "51")
    }

    @Test("a bookmark counts as a state that was seen")
    func bookmark() throws {
        var log = Log()
        log.replace([Self.object("a", 10)], 10)
        log.table.observe(ResourceVersion("70"))
        log.replace([Self.object("a", 10)], 50)
        try log.upsert(Self.object("a", 51))
        #expect(log.changes == ["+a@10", "10>a@51"])
    }

    @Test("an index follows its objects")
    func index() throws {
        var log = Log()
        try log.upsert(Self.object("a", 1, label: "red"))
        try log.upsert(Self.object("b", 2, label: "red"))
        try log.upsert(Self.object("a", 3, label: "blue"))
        #expect(log.names("red") == ["b"])
        #expect(log.names("blue") == ["a"])
        try log.delete(Self.object("b", 4, label: "red"))
        log.replace([], 5)
        #expect(log.names("red").isEmpty && log.names("blue").isEmpty)
    }

    @Test(
        "an index gives objects as they are now, however many share a value",
        arguments: 1...10 as ClosedRange<UInt64>
    )
    func sharedValues(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var log = Log()
        var known: [String: (version: Int, label: String)] = [:]
        for version in 1...300 {
            let name = String(UnicodeScalar(UInt8(ascii: "a") + UInt8.random(in: 0..<5, using: &random)))
            let label = Bool.random(using: &random) ? "x" : "y"
            if let old = known[name], Int.random(in: 0..<3, using: &random) == 0 {
                try log.delete(Self.object(name, version, label: old.label))
                known[name] = nil
            } else {
                // What a write returned is there before the watch tells of it.
                if Bool.random(using: &random) { try log.note(Self.object(name, version, label: label)) }
                try log.upsert(Self.object(name, version, label: label))
                known[name] = (version, label)
            }
            for label in ["x", "y"] {
                let expected = known.filter { $0.value.label == label }
                let found = log.table.objects(index: "label", value: label)
                #expect(
                    Dictionary(uniqueKeysWithValues: found.map { ($0.key.name, $0.resourceVersion.text) })
                        == expected.mapValues { String($0.version) }
                )
                let keys = log.table.keys(index: "label", value: label, limit: 2)
                #expect(keys.count == min(2, expected.count) && keys.allSatisfy { expected[$0.name] != nil })
            }
        }
    }

    @Test("an object comes out of a store as it went in, without managed fields")
    func compact() throws {
        let object: JSONValue = [
            "kind": "X", "spec": ["number": .number(JSONNumber(validated: "1.50")), "text": "ü\n"],
            "metadata": ["managedFields": [["manager": "m"]], "name": "a"],
        ]
        let compact = try #require(CompactObject(object.withoutManagedFields))
        #expect(compact.json["metadata"] == ["name": "a"])
        #expect(compact.json["spec"] == object["spec"])
        #expect(compact.key == ObjectKey(namespace: "", name: "a"))
        #expect(CompactObject(["metadata": [:]]) == nil)
    }
}
