import Crypto
import Domain
import Foundation

/// A digest of bytes as they pass.
struct Running {
    private var hash = SHA256()

    mutating func take(_ bytes: Data) { hash.update(data: bytes) }

    var hex: String { Data(hash.finalize()).hexadecimal }
}
