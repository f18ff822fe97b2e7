import ArgumentParser
import Domain
import Foundation

/// What the shell offers for arguments that only the server knows. Without a server there is nothing to offer, fast.
enum Completing {
    /// Numbers of the checks that are not done: those that someone works on.
    static let checks = CompletionKind.custom { words, _, prefix in
        var numbers: [String] = []
        for stage in CheckState.Stage.allCases where stage != .done {
            numbers += await items(["checks"], [("stage", stage.rawValue), ("limit", "200"), newest], words)
                .compactMap { $0["check_no"]?.text }
        }
        return numbers.filter { $0.hasPrefix(prefix) }
    }

    /// Numbers of filed cases, the newest first.
    static let cases = CompletionKind.custom { words, _, prefix in
        await items(["cases"], [("limit", "200"), newest], words).compactMap { $0["case_no"]?.text }
            .filter { $0.hasPrefix(prefix) }
    }
    static let recordings = ids(of: ["recordings"], [newest])
    /// Those whose bytes have not all come.
    static let uploads = CompletionKind.custom { words, _, prefix in
        await items(["recordings"], [("limit", "200"), newest], words).filter { $0["state"]?.text == "uploading" }
            .compactMap { $0["id"]?.text }.filter { $0.hasPrefix(prefix) }
    }
    static let incoming = ids(of: ["incoming"], [("state", "unassigned")])
    static let alerts = ids(of: ["alerts"], [("open", "true")])
    static let heldDeliveries = ids(of: ["deliveries"], [("state", "held"), newest])
    /// Where there is more than is offered, the latest is what somebody works on.
    private static let newest = ("order", "newest")

    private static func ids(of path: [String], _ query: [(String, String)] = []) -> CompletionKind {
        CompletionKind.custom { words, _, prefix in
            await items(path, query + [("limit", "200")], words).compactMap { $0["id"]?.text }
                .filter { $0.hasPrefix(prefix) }
        }
    }

    private static func items(
        _ path: [String], _ query: [(String, String?)], _ words: [String]
    ) async -> [JSONValue] {
        // Of the words on the line only the server matters, and the parser cannot read an unfinished line.
        var options = (try? GlobalOptions.parse([])) ?? nil
        if let at = words.lastIndex(of: "--server"), at + 1 < words.count { options?.server = words[at + 1] }
        options?.quiet = true
        guard let api = try? options?.desk().api,
            let answer = try? await api.send(
                .get, API.path(path, query), limits: .init(connect: .seconds(1), total: .seconds(2))),
            answer.status == 200
        else { return [] }
        return (try? JSONValue(parsing: answer.body))?["items"]?.list ?? []
    }
}
