import Domain
import Foundation

extension LicensingClient {
    /// How the backend answers who asks what it has.
    public enum Listing: Sendable, Equatable {
        case listed
        /// It does not accept our secret; its status.
        case refused(Int)
        /// Some other answer, in short.
        case strange(String)
        case unreachable(String)
    }

    /// `GET {url}?since=`: what took effect at the backend since then. Signed like a result, over an empty body; nothing
    /// changes there.
    public func reconciliation(since: Date) async -> Listing {
        guard var address = URLComponents(string: url) else { return .unreachable("\(url) is no address") }
        address.queryItems = (address.queryItems ?? []) + [URLQueryItem(name: "since", value: since.iso8601)]
        let id = ID<Message>.new(since).description
        let headers =
            [(name: "Accept", value: "application/json")] + signer.headers(id: id, at: now(), body: Data())
        let end: TransferEnd
        do throws(Fault) {
            end = try await loop.perform(
                Transfer(
                    url: address.string ?? url, work: .http(method: .get, headers: headers, body: Data()),
                    limits: limits, maximumAnswer: 4 << 20, caFile: caFile))
        } catch {
            return .unreachable(error.message)
        }
        switch end {
        case .broken(let failure): return .unreachable(failure.message)
        case .complete(let answer):
            switch answer.status {
            case 200..<300:
                let listing = try? JSONDecoder().decode(Items.self, from: answer.body)
                return listing == nil ? .strange("\(answer.status), no JSON with \"items\"") : .listed
            case 401, 403: return .refused(answer.status)
            default: return .strange(String(answer.status))
            }
        }
    }

    private struct Items: Decodable {
        let items: [JSONValue]
    }
}
