import ArgumentParser
import Foundation

/// The command line of a centre's staff: everything goes through the daemon's HTTP API.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "videocheck",
        abstract: "Applications, checks and footage of a verification centre, from the command line.",
        discussion: """
            Exit status: 0 done; 1 refused or failed; 64 wrong usage; 69 the server does not answer; \
            75 not now, try later; 128 + N ended by signal N.
            """,
        subcommands: [
            ApplicationGroup.self, CheckGroup.self, CaseGroup.self, SearchCommand.self, UploadCommand.self,
            RecordingGroup.self,
            DocumentGroup.self,
            InspectorGroup.self, ExpertGroup.self, StationGroup.self, EnterpriseGroup.self, IncomingGroup.self,
            DeliveryGroup.self,
            AlertGroup.self, AuditGroup.self, StatusCommand.self, DeadlineGroup.self, CalendarGroup.self,
        ])

    static func main() async {
        // A reader that left (`| head`) ends the program quietly, even if whoever started it ignores the signal.
        signal(SIGPIPE, SIG_DFL)
        await main(LeadingOptions.moved(Array(CommandLine.arguments.dropFirst())))
    }
}
