import Domain

extension MailGateway {
    /// How a mail server answers who only says hello.
    public enum Greeting: Sendable, Equatable {
        case ready(offersTLS: Bool)
        case unreachable(String)
    }

    /// Connects, says EHLO, goes over to TLS where that is offered, says NOOP and QUIT: no mail is sent.
    public func greet() async -> Greeting {
        let end: TransferEnd
        do throws(Fault) {
            end = try await loop.perform(
                Transfer(
                    url: url, work: .greeting(startTLS: Self.isLoopback(url) ? .never : .whenOffered), limits: limits,
                    caFile: caFile))
        } catch {
            return .unreachable(error.message)
        }
        switch end {
        case .complete(let answer): return .ready(offersTLS: answer.header("starttls") != nil)
        case .broken(let failure): return .unreachable(failure.message)
        }
    }
}
