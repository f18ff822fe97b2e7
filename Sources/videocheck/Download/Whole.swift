import Crypto
import Domain
import Foundation

/// A small answer saved as a file: a picture, a document.
struct Whole {
    let desk: Desk

    /// - Parameter output: "-" is standard output; a file there before is replaced.
    func fetch(_ path: String, to output: String) async throws {
        let answer = try await desk.api.success(.get, path)
        let digest = Data(SHA256.hash(data: answer.body)).hexadecimal
        // Its entity tag is the digest it was filed under.
        if let tag = answer.header("etag")?.trimmingCharacters(in: CharacterSet(charactersIn: "\"")),
            tag.count == 64, tag.hexadecimalBytes != nil, tag != digest
        {
            throw Trouble(
                .refused,
                desk.say(
                    "It arrived with digest \(digest), not \(tag): nothing was saved.", "摘要为 \(digest)，应为 \(tag)：未保存。"))
        }
        if output == "-" { return Terminal.write(answer.body, to: STDOUT_FILENO) }
        try DownloadFile.write(answer.body, to: output, say: desk.say)
        let size = Int64(answer.body.count)
        if desk.out.json {
            desk.out.document(.object(["file": .string(output), "size": .int(size), "sha256": .string(digest)]))
        } else {
            desk.out.done(desk.say("\(output): \(Figures.size(size)).", "\(output)：\(Figures.size(size))。"))
        }
    }
}
