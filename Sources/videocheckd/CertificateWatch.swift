import Domain
import Foundation
import Outbound
import Synchronization

/// Looks once a day at the certificates of everything that is reached over TLS, the party's own pages among them, so
/// that somebody hears of one that ends before deliveries fail by it.
final class CertificateWatch: Sendable {
    private struct Memory {
        var next = Date.distantPast
        /// What stands, by the key whose address it is about.
        var standing: [String: Alert] = [:]
    }

    private static let keys = ["http.public_url", "licensing.url", "sms.url", "mail.url"]
    private static let day: TimeInterval = 86_400
    /// Who could not be reached is asked again sooner.
    private static let hour: TimeInterval = 3600

    /// The addresses, each with the loop that may ask it.
    private let asked: [(key: String, url: String, look: CertificateLook)]
    private let memory = Mutex(Memory())

    init(config: Config, web: CurlLoop, post: CurlLoop) {
        let limits = Transfer.Limits(
            connect: .seconds(4), total: .seconds(8), lowSpeedBytesPerSecond: 1, lowSpeedFor: .seconds(6))
        asked = Self.keys.compactMap { key in
            guard let url = config[key], !url.hasPrefix("http:") else { return nil }
            return (key, url, CertificateLook(loop: url.hasPrefix("smtp") ? post : web, limits: limits))
        }
    }

    /// What stands, after a look where one is due.
    func alerts(_ now: Date) async -> [Alert] {
        if memory.withLock({ $0.next }) <= now { await look(now) }
        return memory.withLock { memory in Self.keys.compactMap { memory.standing[$0] } }
    }

    private func look(_ now: Date) async {
        let found = await withTaskGroup(of: (key: String, url: String, found: CertificateLook.Found).self) { group in
            for one in asked { group.addTask { (one.key, one.url, await one.look.look(at: one.url)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        memory.withLock { memory in
            memory.next = now.addingTimeInterval(Self.day)
            for (key, url, found) in found {
                switch found {
                case .valid(let until):
                    memory.standing[key] = until.flatMap { Self.ending(key, url, $0, now) }
                case .invalid(let reason):
                    memory.standing[key] = Self.alert(key, url, reason: reason)
                case .unreachable:
                    // Nothing was learnt, so what was known stands.
                    memory.next = now.addingTimeInterval(Self.hour)
                }
            }
        }
    }

    private static func ending(_ key: String, _ url: String, _ until: Date, _ now: Date) -> Alert? {
        guard until.timeIntervalSince(now) < CertificateLook.notice else { return nil }
        let day = Day(until, in: .gmt).description
        return alert(key, url, reason: "\(day)", ["expires": .string(day)])
    }

    private static func alert(
        _ key: String, _ url: String, reason: String, _ more: [String: JSONValue] = [:]
    ) -> Alert {
        let host = URLComponents(string: url)?.host ?? ""
        return Alert(
            .certificateExpiring, subject: key,
            detail: more.merging(["host": .string(host), "reason": .string(reason)]) { $1 })
    }
}
