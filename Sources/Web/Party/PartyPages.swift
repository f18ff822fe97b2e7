import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Store

/// A request on the public listener; it knows who sent it, which the guess limiter needs.
public struct PartyRequestContext: RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let remoteAddress: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

/// The applicant's pages: `GET /`, `POST /open`, `GET /p/{token}`, `POST /acknowledge`, `POST /reschedule`,
/// `POST /object`, `POST /statement`, `POST /hearing`, `GET /style.css`. Faults become pages here; nothing of a check is told without its key.
/// - Throws: `Fault(.internal)` when a page's template does not parse.
public func addPartyRoutes<Context: RemoteAddressRequestContext>(
    to router: Router<Context>, store: CheckStore, timeZone: TimeZone, centerName: String
) throws {
    let pages = try PartyPages(
        store: store, clock: LocalClock(timeZone: timeZone), zone: timeZone, center: centerName)
    router.get("/") { request, _ in pages.start(request) }
    router.get("/style.css") { _, _ in
        Page.asset(PackageResources.style_css, type: "text/css; charset=utf-8")
    }
    router.post("/open") { request, context in
        await pages.answer(request, context.logger) {
            let form = try await pages.form(request)
            return try await pages.notice(request, key: form.need("code"), peer: context.remoteAddress)
        }
    }
    router.get("/p/:token") { request, context in
        await pages.answer(request, context.logger) {
            let token = try context.parameters.require("token")
            // A code has no business in an address, where histories and logs keep it.
            guard token.utf8.count == 40 else { throw Fault(.notFound, "No notice belongs to this link.") }
            return try await pages.notice(request, key: token, peer: context.remoteAddress)
        }
    }
    router.post("/acknowledge") { request, context in
        await pages.answer(request, context.logger) {
            let form = try await pages.form(request)
            return try await pages.acknowledge(request, key: form.need("key"), peer: context.remoteAddress)
        }
    }
    for (path, word) in [("/statement", CaseCommand.Name.statement), ("/hearing", .askHearing)] {
        router.post(RouterPath(path)) { request, context in
            await pages.answer(request, context.logger) {
                let form = try await pages.form(request)
                return try await pages.speak(word, request, form, peer: context.remoteAddress)
            }
        }
    }
    router.post("/reschedule") { request, context in
        await pages.answer(request, context.logger) {
            let form = try await pages.form(request)
            return try await pages.askReschedule(request, form, peer: context.remoteAddress)
        }
    }
    router.post("/object") { request, context in
        await pages.answer(request, context.logger) {
            let form = try await pages.form(request)
            return try await pages.object(request, form, peer: context.remoteAddress)
        }
    }
}

/// What the public listener shows.
struct PartyPages: Sendable {
    /// Forms of ours are a key and a few lines; more is nobody's.
    static let formLimit = 16384

    let store: CheckStore
    let clock: LocalClock
    private let zone: TimeZone
    private let center: String
    private let limiter = GuessLimiter()
    private let startPage: Page
    private let noticePage: Page
    private let thanksPage: Page
    let sorryPage: Page

    init(store: CheckStore, clock: LocalClock, zone: TimeZone, center: String) throws {
        self.store = store
        self.clock = clock
        self.zone = zone
        self.center = center
        let style = "/style.css"
        startPage = try Page(PackageResources.party_start_mustache, styleSheet: style)
        noticePage = try Page(PackageResources.party_notice_mustache, styleSheet: style)
        thanksPage = try Page(PackageResources.party_thanks_mustache, styleSheet: style)
        sorryPage = try Page(PackageResources.party_sorry_mustache, styleSheet: style)
    }

    func start(_ request: Request) -> Response {
        let language = request.language
        return startPage.response(
            title: language == .zh ? "非现场核查" : "Off-site check", language: language, policy: Self.policy(),
            ["center": center])
    }

    /// Shows the latest paper behind a key; from then on it has arrived.
    func notice(_ request: Request, key: String, peer: SocketAddress?) async throws -> Response {
        notice(request, try await open(key, peer: peer), key: key)
    }

    func notice(_ request: Request, _ view: CheckStore.PartyView, key: String, said: String = "") -> Response {
        let language = request.language
        var values = facts(view, language)
        let document = String(decoding: view.paper.bytes, as: UTF8.self)
        values["key"] = key
        // An empty text counts as one in these templates: what is not there is left out.
        if !said.isEmpty { values["said"] = said }
        values["document"] = document
        values["acknowledged"] = !view.awaitsParty
        values["may_ask"] = mayAsk(view)
        values.merge(caseValues(view)) { $1 }
        if let wish = view.check.state.notice?.wish { values["wish"] = wish.reason }
        values.merge(objections(view, language)) { $1 }
        return noticePage.response(
            title: "\(view.paper.kind.title(language)) \(view.paper.number)", language: language,
            policy: Self.policy(styles: Self.styles(in: document)), values)
    }

    /// Serves the paper, once; asking again gets the same answer.
    func acknowledge(_ request: Request, key: String, peer: SocketAddress?) async throws -> Response {
        var view = try await open(key, peer: peer)
        if view.awaitsParty {
            let proof = CheckStore.PartyKey(key).proof
            if let refusal = try await confirm(Acknowledge(proof: proof, firstOpenedAt: view.openedAt), view) {
                // Two taps at once: the other one may have served it.
                view = try await open(key, peer: peer)
                guard !view.awaitsParty else { throw Fault(.conflict, refusal.text, field: "state") }
            }
        }
        let language = request.language
        var values = facts(view, language)
        values["is_notice"] = view.paper.kind == .checkNotice
        return thanksPage.response(
            title: language == .zh ? "已确认" : "Thank you", language: language, policy: Self.policy(), values)
    }

    /// The party wishes another time; the centre decides, and says so.
    func askReschedule(_ request: Request, _ form: PartyForm, peer: SocketAddress?) async throws -> Response {
        let key = try form.need("key")
        let view = try await open(key, peer: peer)
        let language = request.language
        let reason = form.text("reason", most: 1000)
        guard !reason.isEmpty else {
            return notice(
                request, view, key: key,
                said: language == .zh ? "请写明需要改期的原因。" : "Please say why you need another time.")
        }
        let applied = try await store.apply(
            .askReschedule(Reschedule(reason: reason, notBefore: nil)), to: view.check.id,
            by: Actor(.party, view.check.contact.name), now: Date())
        let said: String
        switch applied {
        case .accepted, .repeated:
            said =
                language == .zh
                ? "已收到改期申请。在收到新的告知书之前，原定时间仍然有效。"
                : "Your wish has arrived. Until you get a new notice, the booked time stands."
        case .refused(let refusal): said = refusal.guard.words[language]
        }
        return notice(request, try await open(key, peer: peer), key: key, said: said)
    }

    private func mayAsk(_ view: CheckStore.PartyView) -> Bool {
        let state = view.check.state
        guard CheckCommand.Name.askReschedule.takenFrom.contains(state.name), let notice = state.notice else {
            return false
        }
        // A paper about who inspects stands in the notice's place once that is confirmed.
        let isNotice = view.paper.id == notice.notice || [.recusalDecision, .replacementNote].contains(view.paper.kind)
        return notice.wish == nil && isNotice && Date() < notice.scheduled.start
    }

    func open(_ text: String, peer: SocketAddress?) async throws -> CheckStore.PartyView {
        let key = CheckStore.PartyKey(text)
        guard case .code = key else { return try await store.open(key, now: Date()) }
        let name = GuessLimiter.peer(peer)
        guard limiter.mayGuess(name, now: Date()) else { throw TooManyGuesses() }
        do {
            let view = try await store.open(key, now: Date())
            limiter.forgive(name)
            return view
        } catch let fault as Fault where fault.kind != .notFound {
            // Expired, or ours to mend: no guess.
            limiter.forgive(name)
            throw fault
        }
    }

    private func facts(_ view: CheckStore.PartyView, _ language: Contact.Language) -> [String: Any] {
        let check = view.check
        var values: [String: Any] = [
            "center": center, "check_no": check.checkNo, "number": view.paper.number,
            "title": view.paper.kind.title(language),
            "enterprise": check.enterpriseName, "zone": zone.identifier,
            "people": check.people.map { ["name": $0.name, "id_masked": $0.idMasked] },
            "inspectors": view.inspectors.map { ["name": $0.name, "certificate_no": $0.certificateNo] },
        ]
        if let slot = check.state.booking, view.paper.kind == .checkNotice {
            values["when"] = "\(clock.minute(slot.start)) – \(clock.time(slot.end))"
        }
        return values
    }

    /// - Throws: `Fault(.tooLarge)`, `Fault(.invalid)`.
    func form(_ request: Request) async throws -> PartyForm {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.formLimit)
        } catch is NIOTooManyBytesError {
            throw Fault(.tooLarge, "The form is larger than \(Self.formLimit) bytes.")
        }
        do {
            return PartyForm(
                fields: try URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: body)))
        } catch {
            throw Fault(.invalid, "The form could not be read.", cause: error)
        }
    }

    /// The notice inside its frame falls under this policy too: its own style sheets are let in by their digest.
    static func policy(styles: [String] = []) -> String {
        let digests = styles.map {
            " 'sha256-\(Hash32.sha256(of: Data($0.utf8)).data.base64EncodedString())'"
        }
        return
            "default-src 'none'; style-src 'self'\(digests.joined()); frame-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'"
    }

    private static func styles(in document: String) -> [String] {
        document.components(separatedBy: "<style>").dropFirst().compactMap {
            $0.components(separatedBy: "</style>").first
        }
    }
}

/// A form's fields by name.
struct PartyForm: Sendable {
    let fields: [String: String]

    /// What was entered, without spaces around it and cut at `most` characters; empty when nothing was.
    func text(_ name: String, most: Int) -> String {
        String((fields[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "").prefix(most))
    }

    func need(_ name: String) throws -> String {
        let value = fields[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard (1...100).contains(value.utf8.count) else {
            throw Fault(.invalid, "\"\(name)\" is missing.", field: name)
        }
        return value
    }
}

extension DocumentKind {
    func title(_ language: Contact.Language) -> String { language == .zh ? title.zh : title.en }
}

extension Request {
    var language: Contact.Language { Contact.Language(acceptLanguage: headers[.acceptLanguage]) }
}
