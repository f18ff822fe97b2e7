// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours builds in Swift 6 mode, and a warning is an error.
let house: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "VideoCheck",
    products: [
        .executable(name: "videocheckd", targets: ["videocheckd"]),
        .executable(name: "videocheck", targets: ["videocheck"]),
        .executable(name: "videocheck-media", targets: ["videocheck-media"]),
        .executable(name: "videocheck-demo", targets: ["videocheck-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
            traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Rank 0: no target of ours below.
        .target(
            name: "Domain",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .target(name: "MediaJobs", exclude: ["README.md"], swiftSettings: house),
        .target(name: "Figures", exclude: ["README.md"], swiftSettings: house),
        .systemLibrary(
            name: "CFFmpeg",
            providers: [.apt(["libavformat-dev", "libavcodec-dev", "libswresample-dev", "libswscale-dev"])]),
        .systemLibrary(name: "CQRencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "CCurl", exclude: ["README.md"], linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CSandbox", exclude: ["README.md"]),
        .target(name: "CMachine", exclude: ["README.md"]),

        // Rank 1
        .target(name: "Confined", dependencies: ["CSandbox"], exclude: ["README.md"], swiftSettings: house),

        // Rank 2
        .target(
            name: "Store",
            dependencies: [
                "Domain", "Figures", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"], resources: [.embedInCode("Schema.sql")],
            swiftSettings: house),
        .target(
            name: "Documents",
            dependencies: [
                "Domain", "Confined", "CQRencode", .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["README.md"], resources: [.embedInCode("Templates"), .embedInCode("Scripts")],
            swiftSettings: house),
        .target(
            name: "Media", dependencies: ["MediaJobs", "CFFmpeg", "CSandbox"],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Outbound",
            dependencies: ["Domain", "CCurl", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["README.md"], resources: [.embedInCode("Shapes")], swiftSettings: house),

        .target(
            name: "Tables", dependencies: ["Domain", "Confined"],
            exclude: ["README.md"], resources: [.embedInCode("Scripts")], swiftSettings: house),

        // Rank 3
        .target(
            name: "Stages",
            dependencies: [
                "Store", "Documents", "Domain", .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Recordings",
            dependencies: [
                "MediaJobs", "Store", "Domain", "Figures", "CSandbox", "CMachine",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"], swiftSettings: house),

        // Rank 4
        .target(
            name: "Web",
            dependencies: [
                "Recordings", "Documents", "Store", "Tables", "Domain", "Figures", "MediaJobs",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["README.md"], resources: [.embedInCode("Static"), .embedInCode("OpenAPI")],
            swiftSettings: house),

        // Rank 5: the programs.
        .executableTarget(
            name: "videocheckd",
            dependencies: [
                "Web", "Stages", "Recordings", "Outbound", "Documents", "Store", "Domain", "Figures", "MediaJobs",
                "CMachine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "videocheck",
            dependencies: [
                "Outbound", "Domain", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "videocheck-media", dependencies: ["Media"],
            exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "videocheck-demo",
            dependencies: [
                "Domain", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["README.md"], swiftSettings: house),

        .testTarget(
            name: "DomainTests", dependencies: ["Domain"], exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Domain", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: house),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: house),
        .testTarget(name: "TidyTests", swiftSettings: house),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Recordings", "Store", "Domain",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "MediaTests", dependencies: ["MediaJobs", "Recordings", "Domain", "CSandbox", "videocheck-media"],
            swiftSettings: house),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Documents", "Domain", .product(name: "Mustache", package: "swift-mustache")],
            swiftSettings: house),
        .testTarget(
            name: "RecordingsTests",
            dependencies: [
                "Recordings", "MediaJobs", "Store", "Domain", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(name: "TablesTests", dependencies: ["Tables", "Domain"], swiftSettings: house),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "videocheck", "Domain", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "OutboundTests", dependencies: ["Outbound", "Domain"], exclude: ["Peers"],
            swiftSettings: house),
    ]
)
