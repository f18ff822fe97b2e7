import Domain
import Outbound

/// Turns an answer that is no success into words: the server's own sentence, the field or guard it names, and what
/// can be done about it with this program.
struct Problem: Sendable {
    let status: Int
    let document: JSONValue?
    let say: Language

    init(_ answer: TransferAnswer, _ say: Language) {
        status = answer.status
        let parsed = try? JSONValue(parsing: answer.body)
        document = parsed?["detail"] == nil ? nil : parsed
        self.say = say
    }

    var kind: String? { document?["kind"]?.text }

    func trouble(server: String) -> Trouble {
        switch status {
        case 429, 502, 503, 504, 507: Trouble(.later, words(server), problem: document, isPassing: true)
        default: Trouble(.refused, words(server), problem: document)
        }
    }

    private func words(_ server: String) -> String {
        guard let document, let detail = document["detail"]?.text else { return stranger(server) }
        var text = detail
        if let guardName = document["guard"]?.text {
            text += " " + say("(refused by: \(guardName))", "（未通过：\(guardName)）")
            if let known = Refusal.Guard(rawValue: guardName) { text += hint(known).map { " " + $0 } ?? "" }
        } else if let field = document["field"]?.text, !detail.contains(field) {
            text += " " + say("(field: \(field))", "（字段：\(field)）")
        }
        if let remedy = document["remedy"]?.text { text += " " + remedy }
        if status == 401 {
            text += " " + say("Name its file by --token-file.", "请用 --token-file 指明令牌文件。")
        }
        return text
    }

    private func stranger(_ server: String) -> String {
        switch status {
        case 413: say("The server does not take that many bytes.", "服务器不接受这么大的内容。")
        case 502...504:
            say("\(server) has no answer now (\(status)); try again later.", "\(server) 暂时没有应答（\(status)），请稍后再试。")
        default:
            say(
                "\(server) answers \(status), and not as VideoCheck does: check --server.",
                "\(server) 应答 \(status)，不像是 VideoCheck：请检查 --server。")
        }
    }

    /// What this program offers against a guard. No `default`: a new guard is considered here.
    private func hint(_ name: Refusal.Guard) -> String? {
        switch name {
        case .wrongState:
            say("`videocheck check show` tells where it stands.", "可用 `videocheck check show` 查看当前状态。")
        case .clock:
            say("If the clock is known to be right, say why by --clock-override.", "如能确认时间准确，请用 --clock-override 说明理由。")
        case .presence, .twoInspectors:
            say(
                "Name them by --present, each with the code of its own telephone by --code; `videocheck check show` lists who was drawn.",
                "请用 --present 写明到场人员，用 --code 写明各自手机上的动态验证码；抽中人员见 `videocheck check show`。")
        case .identification:
            say("Name each person by --identified.", "请用 --identified 写明已核对身份的人员。")
        case .certificates: say("Say --certificates-shown.", "请加 --certificates-shown。")
        case .recorder: say("Attest the recorder by --attestation.", "请用 --attestation 说明录像设备情况。")
        case .transcript:
            say("Give it by --transcript or --transcript-file.", "请用 --transcript 或 --transcript-file 提供笔录。")
        case .footage:
            say(
                "`videocheck recording list --check` shows the footage.", "可用 `videocheck recording list --check` 查看录像。"
            )
        case .signature:
            say(
                "Use --party-signed, or --party-declined REASON; --signer on a record of declining.",
                "请用 --party-signed 或 --party-declined 理由；拒绝配合记录请用 --signer。")
        case .findings: say("Findings are given with `videocheck check review`.", "问题在 `videocheck check review` 中提交。")
        case .reason: say("Give it by --reason.", "请用 --reason 说明理由。")
        case .role: say("Say in which capacity by --role.", "请用 --role 写明以何种身份操作。")
        case .noticeLead:
            say(
                "`videocheck check reschedule` books a later slot; `waive-lead` records the party's waiver.",
                "可用 `videocheck check reschedule` 改期，或用 `waive-lead` 登记当事人放弃期限。")
        case .service:
            say("`videocheck check serve` puts a proof of service on record.", "可用 `videocheck check serve` 登记送达凭据。")
        case .contact: say("Give each attempt by --attempt INSTANT=HOW.", "请用 --attempt 时间=结果 逐次登记联系情况。")
        case .dueDate: say("Give another day by --due.", "请用 --due 写明其他期限。")
        case .verdict:
            say("Each inspector gives it by `videocheck check verdict`.", "每名核查人员用 `videocheck check verdict` 提出意见。")
        case .checklist:
            say(
                "`videocheck check answer` puts an answer on record; `check show --json` lists the items.",
                "用 `videocheck check answer` 回答；项目见 `check show --json`。")
        case .replacement: say("Name it by --replacement.", "请用 --replacement 写明替补单位。")
        case .recusal:
            say(
                "`videocheck check decide-recusal` decides on what was asked for by `ask-recusal`.",
                "回避申请由 `ask-recusal` 提出，由 `videocheck check decide-recusal` 决定。")
        case .unfit:
            say(
                "`videocheck check replace-inspector` puts the next rank of the draw in the place.",
                "可用 `videocheck check replace-inspector` 按抽取顺序更换核查员。")
        case .expert: say("`videocheck check invite-expert` invites one.", "请先用 `videocheck check invite-expert` 邀请专家。")
        case .term: say("`videocheck deadline list` shows what runs.", "可用 `videocheck deadline list` 查看正在计算的期限。")
        case .triage:
            say("`videocheck application list` tells where it stands.", "可用 `videocheck application list` 查看申请的情况。")
        case .measures: say("`videocheck case show` tells what was announced.", "已告知的内容见 `videocheck case show`。")
        case .openCase, .caseKind, .hearing, .legalReview, .impartiality, .checkDecision, .execution, .extended,
            .reminded, .slot, .draw, .mode, .moves, .attempts, .wish, .tooEarly, .tooLate, .people, .report, .receipt,
            .document, .source, .revoked:
            nil
        }
    }
}
