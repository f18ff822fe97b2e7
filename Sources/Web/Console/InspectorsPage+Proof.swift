import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// An inspector's own telephone: enrolled by a registrar, its secret shown once.
extension InspectorsPage {
    func one(
        _ request: Request, _ inspector: Inspector, _ form: FormView, isRefused: Bool = false
    ) async throws -> Response {
        let language = request.consoleLanguage
        let since = try await store.enrolments()[inspector.id]
        var enrolment = FormView(
            action: "/inspectors/\(inspector.id)/proof",
            submit: (since == nil ? Phrase("登记手机", "Enrol a telephone") : Phrase("登记另一部手机", "Enrol another telephone"))[
                language],
            fields: [ConsoleName.field(request)],
            introduction: Phrase(
                "核查开始时，每名核查人员以本人手机上的动态验证码证明到场。登记后显示一次二维码，由本人扫描。",
                "Each inspector proves its presence at a session by the code on its own telephone. A QR code is shown once, for the inspector to scan."
            )[language])
        enrolment.grave = since != nil
        let title = Phrase("动态验证码", "One-time code")[language]
        let stands =
            since.map { Phrase("已于 \(day($0)) 登记", "Enrolled on \(day($0))") } ?? Phrase("尚未登记", "Not enrolled yet")
        let html =
            "<section><h2>\(title)</h2><p class=\"quiet\">\(stands[language])</p>"
            + view.console.html(enrolment, id: "proof") + "</section>"
        return await view.one(
            request, name: inspector.name, form: form, isRefused: isRefused,
            more: (inspector.active ? html : "") + (try await recusals(inspector, language)))
    }

    private func day(_ instant: Date) -> String { Day(instant, in: view.console.frame.zone).description }

    func enrol(_ request: Request, _ id: String) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        let inspector = try await find(id)
        let by = sent["by"]
        guard !by.isEmpty, by.count <= ConsoleName.longest else {
            return ConsoleNotice.seeOther(
                "/inspectors/\(id)", Phrase("尚未登记：请填写姓名。", "Nothing was done yet: enter your name.")[language])
        }
        let made = try await store.enrol(inspector: id, by: Actor(.registrar, by), now: Date())
        let uri = made.secret.uri(issuer: store.centerName, account: inspector.name)
        let label = Phrase("\(inspector.name)的二维码", "QR code of \(inspector.name)")[language]
        var response = await proofPage.response(
            to: request, title: label,
            [
                "id": id, "name": inspector.name, "code": try QRCode(uri).svg(label: label),
                "secret": made.secret.base32,
            ])
        response.headers[.cacheControl] = "no-store"
        response.setCookie(ConsoleName.remembering(by))
        return response
    }
}
