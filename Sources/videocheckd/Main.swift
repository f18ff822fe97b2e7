import ArgumentParser
import CMachine
import Domain
import Foundation
import Logging
import Store

/// `videocheckd`: the daemon and its offline commands.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "videocheckd", abstract: "The daemon behind an off-site verification centre.",
        subcommands: [
            Run.self, CheckConfig.self, Migrate.self, FsckCommand.self, RebuildCommand.self, BackupCommand.self,
            RestoreCommand.self,
            NewKeyCommand.self, DoctorCommand.self,
        ], defaultSubcommand: Run.self)

    /// sysexits.h, as systemd and administrators read them.
    enum Exit {
        static let config = ExitCode(78)
        static let storage = ExitCode(74)
        static let busy = ExitCode(75)
    }

    static func main() async {
        LoggingSystem.bootstrap { LineLogHandler(label: $0) }
        // By itself the allocator gives back whatever exceeds 128 KiB, only to ask for it again at the next transaction: a
        // sixth of the writer's time went there. And a buffer of footage was a mapping of its own: a third of the time that a
        // range took went into making and unmaking it.
        vc_keep_freed_memory(16 << 20, 1 << 20)
        await main(arguments())
    }

    /// `--config FILE` may stand before the command as well as after it.
    private static func arguments() -> [String] {
        var words = Array(CommandLine.arguments.dropFirst())
        let commands = configuration.subcommands.map { $0._commandName }
        guard let at = words.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }),
            let command = words.firstIndex(where: commands.contains),
            at < command
        else { return words }
        let count = words[at] == "--config" ? 2 : 1
        let option = words[at..<min(at + count, words.count)]
        words.removeSubrange(at..<min(at + count, words.count))
        return words + option
    }
}

struct ConfigOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file.")
    var config = "/etc/videocheck/videocheck.toml"

    /// The configuration, or the end of the program with what is wrong on standard error.
    func load() throws -> Config {
        do {
            return try Config(file: config, environment: ProcessInfo.processInfo.environment)
        } catch let error as ConfigError {
            complain("\(error)")
            throw Main.Exit.config
        }
    }
}

func complain(_ text: String) {
    FileHandle.standardError.write(Data("videocheckd: \(text)\n".utf8))
}

/// Runs `body`; a fault ends the program with its message and the fitting exit status.
func orExplain<T>(_ body: () async throws -> T) async throws -> T {
    do {
        return try await body()
    } catch let error as ConfigError {
        complain("\(error)")
        throw Main.Exit.config
    } catch let fault as Fault {
        complain("\(fault)")
        switch fault.kind {
        case .invalid: throw Main.Exit.config
        case .conflict, .outdated: throw Main.Exit.busy
        case .unavailable, .damaged, .full: throw Main.Exit.storage
        case .notFound, .tooLarge, .unsupported, .internal, .unauthenticated: throw ExitCode.failure
        }
    }
}

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve until SIGTERM.")
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        try await orExplain { try await Daemon(config: config, environment: ProcessInfo.processInfo.environment).run() }
    }
}

struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Read the configuration and everything it names; change nothing.")
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        try await orExplain { _ = try Centre(config) }
        print("\(option.config): good")
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database to this version's schema, and end.")
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        try await orExplain {
            let centre = try Centre(config)
            let lock = try StateLock(directory: centre.stateDirectory)
            let database = try StoreDatabase(directory: centre.stateDirectory) { complain("\($0)") }
            try database.close()
            withExtendedLifetime(lock) {}
            print("\(database.path): at this version's schema")
        }
    }
}
