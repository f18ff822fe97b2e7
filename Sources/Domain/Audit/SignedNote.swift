import Crypto
import Foundation

/// A text with the signatures of those who stand for it, after C2SP's signed-note: the text, an empty line, then one line
/// for each signature, `— <name> <base64 of 4 bytes of key hash and 64 of Ed25519>`.
public enum SignedNote {
    /// Whoever signs. The key never leaves it.
    public struct Signer: Sendable {
        private let key: Curve25519.Signing.PrivateKey
        public let verifier: Verifier

        /// - Parameters:
        ///   - name: of whom; no spaces, no `+`.
        ///   - seed: 32 bytes that nobody else has.
        public init(name: String, seed: Data) throws {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            verifier = try Verifier(name: name, publicKey: key.publicKey.rawRepresentation)
        }

        /// - Parameter text: whole lines.
        public func sign(_ text: String) throws -> String {
            let signature = try key.signature(for: Data(text.utf8))
            let tagged = (verifier.hash + signature).base64EncodedString()
            return "\(text)\n\(SignedNote.dash)\(verifier.name) \(tagged)\n"
        }
    }

    /// What is published of a signer: `<name>+<key hash, 8 hex digits>+<base64 of 0x01 and the 32 bytes of the key>`.
    public struct Verifier: Sendable, Equatable, CustomStringConvertible {
        public let name: String
        let publicKey: Data

        init(name: String, publicKey: Data) throws {
            guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "+" }), publicKey.count == 32 else {
                throw Fault(.invalid, "A signer has a name without spaces and +, and a key of 32 bytes.")
            }
            self.name = name
            self.publicKey = publicKey
        }

        /// - Throws: `Fault(.invalid)` for a text that is no verifier key.
        public init(_ text: String) throws {
            let parts = text.split(separator: "+", maxSplits: 2).map(String.init)
            guard parts.count == 3, let bytes = Data(base64Encoded: parts[2]), bytes.count == 33,
                bytes.first == SignedNote.ed25519
            else {
                throw Fault(.invalid, "A verifier key reads <name>+<8 hex digits>+<base64>: copy all of it.")
            }
            try self.init(name: parts[0], publicKey: Data(bytes.dropFirst()))
            guard hash.hexadecimal == parts[1].lowercased() else {
                throw Fault(.invalid, "The verifier key's hash is not that of its key: copy all of it.")
            }
        }

        /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key).
        var hash: Data {
            Data(Hash32.sha256(of: Data("\(name)\n".utf8), Data([SignedNote.ed25519]), publicKey).data.prefix(4))
        }

        public var description: String {
            "\(name)+\(hash.hexadecimal)+\((Data([SignedNote.ed25519]) + publicKey).base64EncodedString())"
        }

        /// The text that was signed.
        /// - Throws: `Fault(.damaged)` when none of the note's signatures is this key's, or it does not fit.
        public func open(_ note: String) throws -> String {
            // The last empty line parts them: a text may hold empty lines of its own.
            guard note.hasSuffix("\n"), let cut = note.range(of: "\n\n", options: .backwards) else {
                throw Fault(.damaged, "it is no signed note")
            }
            let text = String(note[..<cut.lowerBound]) + "\n"
            let own = "\(SignedNote.dash)\(name) "
            for line in note[cut.upperBound...].split(separator: "\n") where line.hasPrefix(own) {
                guard let tagged = Data(base64Encoded: String(line.dropFirst(own.count))), tagged.count == 68,
                    tagged.prefix(4) == hash
                else { continue }
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
                guard key.isValidSignature(tagged.dropFirst(4), for: Data(text.utf8)) else {
                    throw Fault(.damaged, "its signature is not \(name)'s of this text")
                }
                return text
            }
            throw Fault(.damaged, "it bears no signature of \(self)")
        }
    }

    private static let dash = "— "
    /// The format's number of Ed25519.
    private static let ed25519: UInt8 = 1
}
