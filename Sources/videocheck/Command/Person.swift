import Foundation

/// Who gives a command.
enum Person {
    /// The option's name, else $VIDEOCHECK_BY, else $USER; nil leaves it to the server.
    static func name(_ given: String?) -> String? {
        let environment = ProcessInfo.processInfo.environment
        return [given, environment["VIDEOCHECK_BY"], environment["USER"]].lazy.compactMap(\.self).first { !$0.isEmpty }
    }
}
