import Foundation

extension Data {
    /// Bytes of the system's generator, which nobody can guess.
    public static func random(byteCount: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        // Each call to the system gives eight.
        var words: [UInt64] = []
        for _ in 0..<(byteCount + 7) / 8 { words.append(generator.next()) }
        return words.withUnsafeBytes { Data($0.prefix(byteCount)) }
    }
}
