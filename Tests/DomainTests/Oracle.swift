import Foundation

/// The independent programs in Tests/Oracles.
enum Oracle {
    /// The exit status of the Python program, fed with the input; what it prints goes nowhere.
    static func run(_ program: String, _ arguments: [String] = [], input: Data) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = RepositoryFiles.root.appending(path: "Tests/Oracles/\(program)").path
        process.arguments = ["python3", script] + arguments
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try pipe.fileHandleForWriting.write(contentsOf: input)
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
