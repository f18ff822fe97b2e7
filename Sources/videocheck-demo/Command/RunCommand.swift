import ArgumentParser
import Domain
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "A demonstration centre that lives the whole main job, then serves.",
        discussion: "Starts videocheckd and every stand-in on loopback, under <directory>/demo, begun afresh."
    )

    @Flag(help: "End after the main job: 0 if every stage went well, else 1.")
    var once = false

    @Option(help: "Directory for the demonstration's state.")
    var directory = "state"

    @Option(help: "Directory for its footage.")
    var recordings = "recordings"

    @Option(help: "The project's configuration directory, with calendar and rules.")
    var config = "config"

    @Option(help: "Path of videocheckd (default: beside this program).")
    var daemon: String?

    @Option(help: "The recording to verify.")
    var sample = ".build/samples/demo.mp4"

    func run() async throws {
        do {
            let footage = URL(fileURLWithPath: sample)
            guard FileManager.default.isReadableFile(atPath: footage.path) else {
                throw Fault(
                    .invalid, "There is no sample \(sample): `make run` makes it, or name one by --sample.")
            }
            let centre = DemoCentre(
                directories: try DemoDirectories(state: directory, recordings: recordings),
                daemonProgram: try daemon.map { URL(fileURLWithPath: $0) } ?? besideThisProgram(),
                sample: footage,
                shippedConfiguration: URL(fileURLWithPath: config, isDirectory: true), once: once)
            try await Signals.cancelling { try await centre.live() }
        } catch is Signals.Stop {
            // A person ended the demonstration; before its line was said, that is no success.
            if once { throw ExitCode(1) }
        } catch {
            Line.complain("main job failed: \(error)")
            throw ExitCode(1)
        }
    }

    private func besideThisProgram() throws -> URL {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "videocheckd")
    }
}
