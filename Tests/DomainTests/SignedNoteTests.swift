import Domain
import Foundation
import Testing

@Suite struct SignedNoteTests {
    /// The example in the documentation of Go's golang.org/x/mod/sumdb/note.
    private let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private let note = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test func `another implementation's note opens with its key`() throws {
        let verifier = try SignedNote.Verifier(key)
        #expect(verifier.description == key)
        #expect(try verifier.open(note).hasSuffix("what your problem is.\n"))
    }

    @Test func `a note of which any character is another does not open`() throws {
        let verifier = try SignedNote.Verifier(key)
        for place in note.indices {
            var changed = note
            changed.replaceSubrange(place...place, with: note[place] == "x" ? "y" : "x")
            #expect(throws: Fault.self, "\(changed)") { try verifier.open(changed) }
        }
        for length in 0..<note.utf8.count {
            let cut = String(decoding: Data(note.utf8).prefix(length), as: UTF8.self)
            #expect(throws: Fault.self, "\(cut)") { try verifier.open(cut) }
        }
    }

    @Test func `a log's checkpoint is read as it was signed, and by nobody else's key`() throws {
        let signer = try SignedNote.Signer(name: "videocheck/1", seed: Data(repeating: 7, count: 32))
        let other = try SignedNote.Signer(name: "videocheck/1", seed: Data(repeating: 8, count: 32))
        let at = try #require(Date(iso8601: "2026-03-01T08:00:00Z"))
        let head = TreeHead(origin: "videocheck/1", size: 20, root: MerkleTree.emptyRoot, at: at)
        let note = try signer.sign(head.text)
        #expect(
            head.text.hasPrefix(
                "videocheck/1\n20\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\ntime 2026-03-01T08:00:00Z\n"))
        #expect(try TreeHead(SignedNote.Verifier(signer.verifier.description).open(note)) == head)
        #expect(throws: Fault.self) { try other.verifier.open(note) }
        #expect(throws: Fault.self) { try TreeHead("videocheck/1\n020\n\n") }
    }

    @Test(arguments: [
        "", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "x+c74f20a3+AQ==",
    ])
    func `what is no key is refused`(text: String) {
        #expect(throws: Fault.self) { try SignedNote.Verifier(text) }
    }
}
