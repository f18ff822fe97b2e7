import ArgumentParser

struct DocumentGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Notices and other documents (文书).",
        subcommands: [DocumentGetCommand.self, DocumentScanCommand.self])
}

struct DocumentGetCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Fetch a document as it was filed.")

    @Argument(help: "Its id (doc_…), as `videocheck check show` lists it.")
    var document: String

    @Option(
        name: [.short, .customLong("output")], help: "The file to write; - for standard output.", completion: .file())
    var output: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        try await Whole(desk: desk).fetch(API.path(["documents", document]), to: output)
    }
}
