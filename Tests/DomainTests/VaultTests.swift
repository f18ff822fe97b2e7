import Domain
import Foundation
import Testing

@Suite struct VaultTests {
    private static let first = "k1 \(Data(repeating: 1, count: 32).base64EncodedString())"
    private static let second = "k2 \(Data(repeating: 2, count: 32).base64EncodedString())"
    private let number = Data("11010519491231002X".utf8)

    @Test func `what is sealed opens in its place and nowhere else`() throws {
        let vault = try Vault(keysFile: Self.first)
        let sealed = try vault.seal(number, context: "person.id_number/per_1")
        #expect(try vault.open(sealed, context: "person.id_number/per_1") == number)
        #expect(fault { _ = try vault.open(sealed, context: "person.id_number/per_2") }?.kind == .damaged)
        #expect(sealed.range(of: number) == nil)
    }

    @Test func `equal values are sealed to different bytes`() throws {
        let vault = try Vault(keysFile: Self.first)
        #expect(try vault.seal(number, context: "c") != vault.seal(number, context: "c"))
    }

    @Test func `any flipped byte, and any missing one, is noticed`() throws {
        let vault = try Vault(keysFile: Self.first)
        let sealed = try vault.seal(number, context: "c")
        for index in sealed.indices {
            var spoiled = sealed
            spoiled[index] ^= 1
            #expect(fault { _ = try vault.open(spoiled, context: "c") }?.kind == .damaged, "byte \(index)")
            #expect(fault { _ = try vault.open(sealed.prefix(index), context: "c") }?.kind == .damaged)
        }
    }

    @Test func `a slice of a larger buffer opens`() throws {
        let vault = try Vault(keysFile: Self.first)
        let framed = Data([9, 9, 9]) + (try vault.seal(number, context: "c"))
        #expect(try vault.open(framed.dropFirst(3), context: "c") == number)
    }

    @Test func `a new key seals, the old one still opens, and look-up values stay`() throws {
        let (before, after) = (
            try Vault(keysFile: Self.first), try Vault(keysFile: Self.first + "\n" + Self.second)
        )
        let old = try before.seal(number, context: "c")
        let new = try after.seal(number, context: "c")
        #expect(try after.open(old, context: "c") == number)
        #expect(try after.open(new, context: "c") == number)
        #expect(fault { _ = try before.open(new, context: "c") }?.kind == .damaged)
        #expect(try before.lookup("x", purpose: "p") == after.lookup("x", purpose: "p"))
    }

    @Test func `look-up values differ by text, purpose and key, and are 32 bytes`() throws {
        let (vault, other) = (try Vault(keysFile: Self.first), try Vault(keysFile: Self.second))
        let value = try vault.lookup("x", purpose: "p")
        #expect(try value.count == 32 && value == vault.lookup("x", purpose: "p"))
        #expect(value != (try vault.lookup("y", purpose: "p")))
        #expect(value != (try vault.lookup("x", purpose: "q")))
        #expect(value != (try other.lookup("x", purpose: "p")))
    }

    @Test(arguments: [
        ("", "empty"), ("# only a remark\n", "empty"), ("k1 c2hvcnQ=", "line 1"),
        (Self.first + "\n" + Self.first, "line 2"), ("x1 " + Self.first.dropFirst(3), "line 1"),
        ("k256 " + Self.first.dropFirst(3), "line 1"),
    ])
    func `a keys file that cannot be used is refused by its line, without quoting a key`(
        text: String, says: String
    ) throws {
        let refused = try #require(fault { _ = try Vault(keysFile: text) })
        #expect(refused.kind == .invalid && refused.message.contains(says))
        #expect(!refused.message.contains("AQEBAQ") && !refused.message.contains("c2hvcnQ"))
    }

    @Test func `remarks and empty lines are passed over`() throws {
        let vault = try Vault(keysFile: "# made on Monday\n\n" + Self.first + "\n")
        #expect(try vault.open(vault.seal(number, context: "c"), context: "c") == number)
    }
}
