import Domain

extension ConsoleFrame {
    /// What stands above every page: the gravest alerts, and how many there are.
    struct Banner: Sendable {
        /// More than these at once would hide the page; the rest are counted.
        static let most = 5

        var shown: [Alert] = []
        var count = 0
    }

    /// Something that staff should see on every page until it is over: a line, and what to do about it.
    struct Alert: Sendable {
        let line: Phrase
        let advice: Phrase
        /// Whether work stands still because of it.
        let urgent: Bool
        /// Where one can see more of it, or do something about it.
        let path: String

        init(_ alert: Domain.Alert) {
            let about = alert.about
            // Several clocks may run for one subject: which of them it is.
            var which = Phrase("", "")
            if case .string(let word)? = alert.detail["clock"], let clock = ClockName(rawValue: word) {
                which = Phrase(" · \(clock.title.zh)", " · \(clock.title.en)")
            }
            line = Phrase(
                alert.kind.title(.zh) + (about.isEmpty ? "" : "：\(about)") + which.zh,
                alert.kind.title(.en) + (about.isEmpty ? "" : ": \(about)") + which.en)
            advice = Phrase(alert.kind.advice(.zh), alert.kind.advice(.en))
            urgent = alert.severity == .critical
            path = Self.path(alert)
        }

        static func path(_ alert: Domain.Alert) -> String {
            switch alert.kind {
            case .checkBlocked, .sessionMissed, .serviceNeeded, .inspectorUnfit, .recusalPending:
                "/checks/\(alert.subject)"
            case .clockNear, .clockOverdue: clock(String(alert.subject.prefix { $0 != "/" }))
            case .recordingQuarantined, .footageDamaged: "/recordings/\(alert.subject)"
            case .deliveryHeld, .deliveryFailing, .mailFailing, .textGatewayFailing:
                ConsoleNavigation.deliveries.path
            case .textUndelivered, .textWaiting: ConsoleNavigation.texts.path
            case .incomingUnreachable, .incomingUnreadable, .incomingUnassigned: ConsoleNavigation.incoming.path
            case .calendarMissing, .clockUnsynchronised, .diskLow, .diskMissing, .loopLate, .backupFailed,
                .backupOverdue, .fsckProblems, .auditForked, .checkpointFailed, .certificateExpiring,
                .configurationDegraded:
                ConsoleNavigation.alerts.path
            }
        }

        /// Of a check, a case or an application, which has no page but its triage.
        private static func clock(_ subject: String) -> String {
            if ID<Check>(subject) != nil { return "/checks/\(subject)" }
            return ID<LegalCase>(subject) == nil ? ConsoleNavigation.triage.path : "/cases/\(subject)"
        }

        func values(_ language: Contact.Language) -> [String: Any] {
            [
                "line": line[language], "advice": advice[language], "urgent": urgent, "path": path,
                "open": Phrase("打开", "Open")[language],
            ]
        }
    }
}
