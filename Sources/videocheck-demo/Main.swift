import ArgumentParser

/// The stand-ins for the systems around a centre, and a whole demonstration centre.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "videocheck-demo",
        abstract: "Stand-ins for the systems around a centre, and a demonstration centre.",
        discussion: "For trying and testing on one machine: every listener is on loopback only.",
        subcommands: [RunCommand.self, LicensingCommand.self, MailSinkCommand.self, TextSinkCommand.self])
}
