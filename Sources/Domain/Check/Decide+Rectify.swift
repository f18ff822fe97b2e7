import Foundation

/// Rectification (整改): the order, its service, what the party reports, and the recheck.
extension Desk {
    func rectify(_ review: UnderReview, _ order: Rectify) -> Ruling {
        guard !order.reason.isEmpty else { return refuse(.reason, "An order to rectify needs its reasons.") }
        guard !review.findings.isEmpty else {
            return refuse(.findings, "There is nothing to rectify: no finding is on record.")
        }
        let today = Day(now, in: facts.timeZone)
        let due = order.due ?? today.adding(days: facts.rules.rectificationDays)
        guard due > today, due <= today.adding(days: facts.rules.longestRectificationDays) else {
            return refuse(
                .dueDate,
                "\"due\" must lie after today and within \(facts.rules.longestRectificationDays) days, not on \(due).")
        }
        let fields: [String: JSONValue] = [
            "reason": .string(order.reason), "due": .string(clock.date(due)), "findings": self.fields(review.findings),
            "verdicts": disagreement,
        ]
        return filing(.rectificationNotice, fields) { paper in
            let order = Rectifying.Order(
                at: now, by: actor.name, reason: order.reason, due: due, document: paper.id, number: paper.number)
            return accept(
                .rectifying(Rectifying(review: review, order: order, service: nil, report: nil)),
                named(paper).merging(["reason": .string(order.reason), "due": .string(due.description)]) { $1 },
                effects: [.file(paper), .send(paper)])
        }
    }

    /// From here on the party's time runs, and the licensing office is told.
    func serve(_ rectifying: Rectifying, _ service: Service) -> Ruling {
        guard rectifying.service == nil else {
            return refuse(.service, "The rectification notice is served already: that stays on record as it is.")
        }
        return receipt(of: rectifying.order.number, .rectificationNotice, service) { paper, body in
            let served = Rectifying(
                review: rectifying.review, order: rectifying.order, service: service, report: rectifying.report)
            let cure = ResultMessage.Rectification(
                docNo: served.order.number, due: served.lastDay(in: facts.timeZone).description)
            return posting(.rectify, served.review.findings, body: body, rectification: cure) { body, result in
                accept(.rectifying(served), body, effects: [.file(paper), .postResult(result)])
            }
        }
    }

    func report(_ rectifying: Rectifying, _ text: String) -> Ruling {
        guard !text.isEmpty else { return refuse(.report, "Say in \"text\" what was done about each finding.") }
        let today = Day(now, in: facts.timeZone)
        let due = rectifying.lastDay(in: facts.timeZone)
        let late = today > due
        let fields: [String: JSONValue] = [
            "text": .string(text), "noted": .string(clock.minute(now)), "due": .string(clock.date(due)),
            "late": .bool(late), "order_number": .string(rectifying.order.number),
        ]
        return filing(.rectificationReport, fields) { paper in
            accept(
                .rectifying(
                    Rectifying(
                        review: rectifying.review, order: rectifying.order, service: rectifying.service,
                        report: .init(at: now, text: text))),
                named(paper).merging(["late": .bool(late)]) { $1 }, effects: [.file(paper)])
        }
    }

    func recheck(_ rectifying: Rectifying, _ report: RecheckReport) -> Ruling {
        guard rectifying.service != nil else {
            return refuse(
                .service, "The rectification notice is not served yet: before that the party's time has not begun.")
        }
        let today = Day(now, in: facts.timeZone)
        let due = rectifying.lastDay(in: facts.timeZone)
        guard rectifying.report != nil || today > due else {
            return refuse(
                .report, "The party has until \(due) and has not reported yet: recheck once it does, or after that day."
            )
        }
        if let refusal = strangers(report.inspectors) { return .refused(refusal) }
        guard !report.record.isEmpty else {
            return refuse(.transcript, "Put on record in \"record\" what was rechecked, and how.")
        }
        let all = rectifying.review.findings.indices
        guard Set(report.remaining).count == report.remaining.count, report.remaining.allSatisfy(all.contains) else {
            return refuse(
                .findings, "\"remaining\" lists findings by position, each once, from 0 to \(all.upperBound - 1).")
        }
        let remaining = report.remaining.sorted()
        let done = Rechecked(
            rectifying: rectifying,
            recheck: .init(at: now, inspectorIDs: report.inspectors, record: report.record, remaining: remaining))
        let fields: [String: JSONValue] = [
            "noted": .string(clock.minute(now)), "text": .string(report.record),
            "due": .string(clock.date(due)), "order_number": .string(rectifying.order.number),
            "reported": .text(rectifying.report.map { clock.minute($0.at) }),
            "reviewers": .array(report.inspectors.map { .string($0) }), "findings": self.fields(done.remaining),
        ]
        return filing(.recheckRecord, fields) { paper in
            accept(
                .rechecked(done),
                named(paper).merging(["remaining": .array(done.remaining.map { .string($0.ruleID) })]) { $1 },
                effects: [.file(paper)])
        }
    }
}
