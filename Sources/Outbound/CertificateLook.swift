import Domain
import Foundation

/// What the TLS certificate of a server says, learnt by one connection that delivers nothing.
public struct CertificateLook: Sendable {
    public enum Found: Sendable, Equatable {
        /// It verifies, until then; nil: the server speaks no TLS.
        case valid(until: Date?)
        /// It does not verify, with the reason: nothing can be delivered there.
        case invalid(String)
        /// Nothing was learnt, with the reason.
        case unreachable(String)
    }

    /// A certificate with less time left than this is to be renewed now.
    public static let notice: TimeInterval = 21 * 86_400

    let loop: CurlLoop
    let limits: Transfer.Limits
    let caFile: String?

    public init(loop: CurlLoop, limits: Transfer.Limits = Transfer.Limits(), caFile: String? = nil) {
        self.loop = loop
        self.limits = limits
        self.caFile = caFile
    }

    /// - Parameter url: `https://`, `smtps://`, or `smtp://`, which is lifted to TLS where the server offers it. Mail
    ///   wants a loop of its own, see `CurlLoop`.
    public func look(at url: String) async -> Found {
        let work: Transfer.Work =
            url.hasPrefix("smtp")
            ? .greeting(startTLS: MailGateway.isLoopback(url) ? .never : .whenOffered)
            : .http(method: .get, headers: [], body: Data())
        let end: TransferEnd
        do throws(Fault) {
            end = try await loop.perform(
                Transfer(url: url, work: work, limits: limits, maximumAnswer: 1 << 20, caFile: caFile))
        } catch {
            return .unreachable(error.message)
        }
        switch end {
        case .complete(let answer): return .valid(until: answer.certificateExpires)
        case .broken(let failure) where failure.kind == .certificate: return .invalid(failure.message)
        case .broken(let failure): return .unreachable(failure.message)
        }
    }
}
