import Foundation
import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct ConfigurationSourceTests {
    static func kubeconfig(server: String, context: String = "x") -> String {
        let json: JSONValue = [
            "current-context": .string(context), "clusters": [["name": "c", "cluster": ["server": .string(server)]]],
            "contexts": [["name": .string(context), "context": ["cluster": "c"]]],
        ]
        return json.jsonText
    }

    static func source(_ environment: [String: String], pod: String? = nil) -> ConfigurationSource {
        ConfigurationSource(environment: environment, serviceAccountDirectory: pod ?? "/nonexistent") {
            try JSONParser.parse($0)
        }
    }

    static func inPod(_ body: (TemporaryDirectory, [String: String]) throws -> Void) async throws {
        try await TemporaryDirectory.run { directory in
            try directory.write("token", "t")
            try directory.write("ca.crt", "ca")
            try directory.write("namespace", "backup\n")
            try body(directory, ["KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"])
        }
    }

    @Test("a pod's service account: address, CA, token and namespace")
    func inCluster() async throws {
        try await Self.inPod { directory, environment in
            let configuration = try Self.source(environment, pod: directory.path).load()
            #expect(configuration.server == ServerAddress(scheme: .https, host: "10.96.0.1", port: 443))
            #expect(configuration.trust == .authorities(.file("\(directory.path)/ca.crt")))
            #expect(configuration.credentials.token == .file("\(directory.path)/token"))
            #expect(configuration.namespace == "backup")
        }
    }

    @Test("the service's address may be IPv6, with brackets or without", arguments: ["fd00::1", "[fd00::1]"])
    func ipv6(_ host: String) async throws {
        try await Self.inPod { directory, environment in
            let environment = environment.merging(["KUBERNETES_SERVICE_HOST": host]) { $1 }
            let configuration = try Self.source(environment, pod: directory.path).load()
            #expect(configuration.server.authority == "[fd00::1]:443")
        }
    }

    @Test(
        "a pod without its CA or its token is an error, never an insecure connection",
        arguments: ["ca.crt", "token"]
    )
    func incompletePod(_ missing: String) async throws {
        try await Self.inPod { directory, environment in
            try FileManager.default.removeItem(atPath: "\(directory.path)/\(missing)")
            let error = #expect(throws: ConfigurationError.self) {
                try Self.source(environment, pod: directory.path).load()
            }
            #expect(error?.description.contains(missing) == true)
        }
    }

    @Test("the places come in order: the flag, KUBECONFIG, the pod, the home directory")
    func order() async throws {
        try await TemporaryDirectory.run { files async throws in
            for name in ["flag", "variable", "home/.kube/config"] {
                let host = name.split(separator: "/").first ?? ""
                try files.write(name, Self.kubeconfig(server: "https://\(host)"))
            }
            try await Self.inPod { pod, environment in
                var environment = environment
                environment["HOME"] = "\(files.path)/home"
                environment["KUBECONFIG"] = "\(files.path)/variable"
                var hosts: [String] = []
                func load(kubeconfig: String? = nil, context: String? = nil) throws {
                    let source = Self.source(environment, pod: pod.path)
                    let overrides = ConfigurationOverrides(context: context)
                    hosts.append(try source.load(kubeconfig: kubeconfig, overrides).server.host)
                }
                try load(kubeconfig: "\(files.path)/flag")
                try load()
                environment["KUBECONFIG"] = ""
                try load()
                try load(context: "x")
                environment["KUBERNETES_SERVICE_HOST"] = nil
                try load()
                #expect(hosts == ["flag", "variable", "10.96.0.1", "home", "home"])
            }
        }
    }

    @Test("who works as kubectl does looks into the home directory before the pod")
    func homeFirst() async throws {
        try await TemporaryDirectory.run { files async throws in
            try await Self.inPod { pod, environment in
                var environment = environment
                environment["HOME"] = "\(files.path)/home"
                let empty = try Self.source(environment, pod: pod.path).load(preferring: .home)
                #expect(empty.server.host == "10.96.0.1")
                try files.write("home/.kube/config", Self.kubeconfig(server: "https://home"))
                let full = try Self.source(environment, pod: pod.path).load(preferring: .home)
                #expect(full.server.host == "home")
            }
        }
    }

    @Test("KUBECONFIG may name several files, some of which are missing")
    func list() async throws {
        try await TemporaryDirectory.run { files async throws in
            try files.write("b", Self.kubeconfig(server: "https://b"))
            try files.write("c", Self.kubeconfig(server: "https://c", context: "other"))
            let source = Self.source(["KUBECONFIG": "\(files.path)/a:\(files.path)/b:\(files.path)/c"])
            #expect(try source.load().server.host == "b")
        }
    }

    @Test("nothing anywhere, a file that must exist, and a file that is no kubeconfig are told apart")
    func failures() async throws {
        try await TemporaryDirectory.run { files async throws in
            try files.write("broken", "{")
            try files.write("wrong", "{\"clusters\": 1}")
            let source = Self.source(["HOME": files.path])
            #expect(throws: ConfigurationError.nothingFound) { try source.load() }
            let missing = #expect(throws: ConfigurationError.self) { try source.load(kubeconfig: "\(files.path)/none") }
            #expect(missing?.description.contains("\(files.path)/none: No such file") == true)
            for name in ["broken", "wrong"] {
                let error = #expect(throws: ConfigurationError.self) {
                    try source.load(kubeconfig: "\(files.path)/\(name)")
                }
                #expect(error?.description.contains("\(files.path)/\(name) is no kubeconfig") == true)
            }
        }
    }
}
