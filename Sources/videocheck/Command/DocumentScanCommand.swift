import ArgumentParser
import Domain
import Foundation

struct DocumentScanCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "File the sealed scan of a paper: its official copy (盖章扫描件).")

    @Argument(help: "The paper's id (doc_…), as `videocheck check show` lists it.")
    var document: String

    @Argument(help: "A PDF, JPEG or PNG file of up to 20 MiB.", completion: .file(extensions: ["pdf", "jpg", "png"]))
    var file: String

    @Option(help: "Why it takes the place of an earlier scan.")
    var reason: String?

    @Option(help: ArgumentHelp("Who files it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let bytes = try InputFile.read(file, desk.say, bound: FileScan.mostBytes)
        let path = API.path(["documents", document, "scan"], [("by", Person.name(by)), ("reason", reason)])
        let row = try await desk.api.json(
            .post, path,
            headers: [("Content-Type", "application/octet-stream"), ("Idempotency-Key", UUID().uuidString)], body: bytes
        )
        if desk.out.json { return desk.out.document(row) }
        desk.out.done("\(row.cell("number"))  \(row.cell("id"))")
    }
}
