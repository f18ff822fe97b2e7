import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// Where a text gateway calls in what became of its messages: `POST /callbacks/text/{secret}` on the public listener.
public struct TextCallbacks: Sendable {
    /// A day of a busy centre's reports in one call is a tenth of this.
    static let bodyBound = 512 << 10

    private let secret: Hash32
    private let reply: JSONValue
    private let read: @Sendable (Data) throws -> [TextReport]

    /// - Parameters:
    ///   - secret: the last part of the address; whoever knows it is believed.
    ///   - reply: what the provider wants to hear, so that it does not call again.
    ///   - read: the provider's form of reports; throws `Fault(.invalid)` for anything else.
    public init(secret: String, reply: JSONValue, read: @escaping @Sendable (Data) throws -> [TextReport]) {
        self.secret = .sha256(of: Data(secret.utf8))
        self.reply = reply
        self.read = read
    }

    /// Add it after the refusals of other methods: to whoever does not know the secret, nothing is here.
    func add(to router: Router<some RequestContext>, store: CheckStore) {
        router.post("callbacks/text/{secret}") { request, context in
            // Before the body, so that strangers are not read from.
            guard knows(try context.parameters.require("secret")) else { throw HTTPError(.notFound) }
            let reports = try read(try await body(request))
            let changed = try await store.record(reports, now: Date())
            context.logger.info(
                "text reports", metadata: ["reports": "\(reports.count)", "changed": "\(changed.count)"])
            return Answer.json(reply)
        }
    }

    /// Digests are compared, every byte of them: neither time nor length tells anything of the secret.
    private func knows(_ shown: String) -> Bool {
        let shown = Hash32.sha256(of: Data(shown.utf8)).data
        return zip(shown, secret.data).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func body(_ request: Request) async throws -> Data {
        do {
            return Data((try await request.body.collect(upTo: Self.bodyBound)).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Fault(.tooLarge, "One call brings at most \(Self.bodyBound) bytes.")
        }
    }
}
