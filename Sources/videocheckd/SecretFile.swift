import Foundation

/// A file that holds a secret and that only its owner and group may read.
enum SecretFile {
    /// Its bytes.
    /// - Throws: `ConfigError` naming the key: the file is missing, empty, or open to everyone.
    static func read(_ config: Config, _ key: String) throws -> Data {
        let path = try config.path(key)
        guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else {
            throw ConfigError(
                file: config.file, line: nil, key: key,
                text: "\(path) is missing, empty or not readable\(config.secretHint(key))")
        }
        let mode = (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) ?? 0
        guard mode & 0o007 == 0 else {
            throw ConfigError(
                file: config.file, line: nil, key: key, text: "\(path) is open to everyone: run chmod 600 on it")
        }
        return data
    }

    /// Its text without the spaces around it.
    static func text(_ config: Config, _ key: String) throws -> String {
        String(decoding: try read(config, key), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
