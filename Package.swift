// swift-tools-version: 6.2
import PackageDescription

/// One strict profile for every target: Swift 6 mode, no implicit imports, no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// For the targets that hold pointers: every unsafe expression is marked where it stands.
let strictMemory = strict + [.strictMemorySafety()]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// The files of `maintenance/scripts`; SwiftPM embeds no folders.
let scripts = [
    "address.sh", "backends.sh", "cache.sh", "claim.sh", "clouds.sh", "connection.sh", "ending.sh", "environment.sh",
    "filter.sh", "folder.sh", "json.sh", "kopia.sh", "maintain.sh", "mover.sh", "preparation.sh", "run.sh",
    "schedule.sh", "secret.sh", "servers.sh", "verdict.sh",
]

let package = Package(
    name: "kopia-maintenance",
    products: [
        .executable(name: "kopia-maintenance-webhook", targets: ["kopia-maintenance-webhook"]),
        .executable(name: "kopia-maintenance-controller", targets: ["kopia-maintenance-controller"]),
        .executable(name: "kubectl-kopia_maintenance", targets: ["kubectl-kopia_maintenance"]),
        // A library that tests load into the plugin: it tells the time of the golden texts.
        .library(name: "FixedClock", type: .dynamic, targets: ["CFixedClock"]),
    ],
    dependencies: [
        // The Kubernetes client's transport: pooling, timeouts, proxies, client certificates.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // Flags, help and completion of the three programs.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Heap (deadlines, delayed queue) and Deque.
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // Structured logging; the handlers are ours.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // HTTP body and TLS value types that the client's interface speaks.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // Programs that are run: nothing blocks, and none inherits a descriptor of this process.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // The paths and descriptors that swift-subprocess takes.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // System libraries and the few declarations that Swift's Glibc module lacks.
        .target(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // The pure core.
        .target(name: "KubernetesAPI", swiftSettings: strict),
        .target(name: "CronSchedule", dependencies: ["KubernetesAPI"], swiftSettings: strict),
        .target(
            name: "KopiaMaintenance",
            dependencies: ["CronSchedule", "KubernetesAPI", "MaintenanceScripts"],
            swiftSettings: strict
        ),
        .target(name: "Admission", dependencies: ["KopiaMaintenance", "KubernetesAPI"], swiftSettings: strict),

        // What runs in the pods: shell, embedded in the programs that put it there.
        .target(
            name: "MaintenanceScripts",
            path: "maintenance",
            exclude: ["README.md", "stand-in"],
            sources: ["MaintenanceScripts.swift"],
            resources: scripts.map { .embedInCode("scripts/\($0)") },
            swiftSettings: strict
        ),

        // The edges.
        .target(name: "Manifests", dependencies: ["CLibYAML", "KubernetesAPI"], swiftSettings: strictMemory),
        .target(name: "HTTPWire", swiftSettings: strict),
        .target(name: "TLS", dependencies: ["CLinux", "COpenSSL"], swiftSettings: strictMemory),
        .target(name: "WebhookCertificates", dependencies: ["KubernetesAPI", "TLS"], swiftSettings: strict),
        .target(name: "Telemetry", dependencies: ["CLinux", logging], swiftSettings: strict),
        .target(
            name: "SocketServer",
            dependencies: [
                "CLinux", "HTTPWire", "TLS",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strictMemory
        ),
        .target(
            name: "KubernetesClient",
            dependencies: [
                "KubernetesAPI", logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),

        // The system's time zones, read without Foundation.
        .target(name: "TimeZoneDatabase", dependencies: ["CronSchedule"], swiftSettings: strict),

        // The controller around the core: views, executor, workers.
        .target(
            name: "MaintenanceController",
            dependencies: [
                "CronSchedule", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "TLS", "Telemetry",
                "WebhookCertificates", logging,
            ],
            swiftSettings: strict
        ),

        // What the programs' command lines have in common.
        .target(
            name: "ProgramOptions",
            dependencies: ["HTTPWire", "KopiaMaintenance", "Telemetry", argumentParser, logging],
            swiftSettings: strict
        ),

        // The programs: flags, wiring, nothing else.
        .executableTarget(
            name: "kopia-maintenance-webhook",
            dependencies: [
                "Admission", "HTTPWire", "KopiaMaintenance", "KubernetesAPI", "ProgramOptions", "SocketServer", "TLS",
                "Telemetry", argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "kopia-maintenance-controller",
            dependencies: [
                "HTTPWire", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "MaintenanceController",
                "Manifests", "ProgramOptions", "SocketServer", "TLS", "Telemetry", "TimeZoneDatabase",
                "WebhookCertificates", argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "kubectl-kopia_maintenance",
            dependencies: [
                "CronSchedule", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "Manifests", "ProgramOptions",
                "TimeZoneDatabase", argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        // What `make run` shows the samples with.
        .executableTarget(
            name: "ask-webhook",
            dependencies: ["KubernetesAPI", "Manifests", argumentParser],
            swiftSettings: strict
        ),

        // Documents that cost more than they should: for tests of the bounds, and for the search that finds the worst.
        .target(name: "CAllocationAccount", path: "Tests/CAllocationAccount"),
        .target(name: "HostileDocuments", path: "Tests/HostileDocuments", swiftSettings: strict),
        .executableTarget(
            name: "bench-hostile",
            dependencies: ["Admission", "CAllocationAccount", "HostileDocuments", "TestSupport"],
            path: "Benchmarks/Hostile",
            swiftSettings: strict
        ),

        // What fixes the time of a program that prints it.
        .target(name: "CFixedClock", path: "Tests/CFixedClock"),

        // Tests mirror the targets.
        .target(
            name: "TestSupport",
            dependencies: [
                "CronSchedule", "KopiaMaintenance", "KubernetesAPI",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: strict),
        .testTarget(name: "KubernetesAPITests", dependencies: ["KubernetesAPI", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "CronScheduleTests", dependencies: ["CronSchedule", "KubernetesAPI"], swiftSettings: strict),
        .testTarget(
            name: "KopiaMaintenanceTests",
            dependencies: [
                "CronSchedule", "KopiaMaintenance", "KubernetesAPI", "MaintenanceScripts", "Manifests", "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AdmissionTests",
            dependencies: [
                "Admission", "CAllocationAccount", "HostileDocuments", "KopiaMaintenance", "KubernetesAPI",
                "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ManifestsTests",
            dependencies: ["KubernetesAPI", "Manifests", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "AskWebhookTests", dependencies: ["KubernetesAPI", "ask-webhook"], swiftSettings: strict),
        .testTarget(name: "ProgramOptionsTests", dependencies: ["ProgramOptions"], swiftSettings: strict),
        .testTarget(name: "HTTPWireTests", dependencies: ["HTTPWire"], swiftSettings: strict),
        .testTarget(name: "TLSTests", dependencies: ["TLS", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "WebhookCertificatesTests",
            dependencies: ["KubernetesAPI", "TLS", "TestSupport", "WebhookCertificates"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SocketServerTests",
            dependencies: ["CLinux", "HTTPWire", "SocketServer", "TLS", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", "TestSupport", logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KubernetesClientTests",
            dependencies: [
                "KubernetesAPI", "KubernetesClient", "TestSupport", logging,
                // The server behind the tests of TLS.
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TimeZoneDatabaseTests",
            dependencies: ["CronSchedule", "TestSupport", "TimeZoneDatabase"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceControllerTests",
            dependencies: [
                "CronSchedule", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "MaintenanceController", "TLS",
                "Telemetry", "TestSupport", "WebhookCertificates", logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KubectlKopiaMaintenanceTests",
            dependencies: [
                "Admission", "CronSchedule", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "Manifests",
                "TestSupport", "TimeZoneDatabase", "kubectl-kopia_maintenance",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "HostileDocuments", "KopiaMaintenance", "KubernetesAPI", "KubernetesClient", "Manifests", "TLS",
                "TestSupport", logging,
                // The kubelet that API servers ask for logs.
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                // The programs under test are built before their tests run.
                "kopia-maintenance-webhook", "kopia-maintenance-controller", "kubectl-kopia_maintenance",
            ],
            // What runs in the pods of the tests with the real kopia.
            exclude: ["brief-sleep", "late-date", "shorter-sleep", "watched-kopia", "pod"].map { "Kopia/Pod/\($0).sh" },
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
