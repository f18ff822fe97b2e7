import Domain
import Foundation
import Hummingbird
import Store

/// `GET /schedule?from=YYYY-MM-DD`: the week with that day, stations and inspectors by day.
struct SchedulePage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_schedule_mustache, frame: console.frame, part: .schedule)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("schedule") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let today = console.clock.day(Date())
        let asked = try request.asked("from").map { try Day($0, field: "from") } ?? today
        guard (2000...2999).contains(asked.year) else {
            throw Fault(.invalid, "\"from\" takes a day between 2000 and 2999.", field: "from")
        }
        let monday = asked.adding(days: 1 - asked.weekday)
        let days = (0..<7).map { monday.adding(days: $0) }
        let booked = try await console.store.booked(from: monday, days: 7)
        let names = Dictionary(booked.inspectors.map { ($0.id, $0.name) }) { first, _ in first }
        let stations = booked.stations.filter { one in
            one.active || booked.sessions.contains { $0.stationID == one.id }
        }
        let inspectors = booked.inspectors.filter { one in
            one.active || booked.sessions.contains { $0.inspectorIDs.contains(one.id) }
        }
        let values: [String: Any] = [
            "from": days[0].description, "to": days[6].description,
            "previous": "/schedule?from=\(monday.adding(days: -7))",
            "following": "/schedule?from=\(monday.adding(days: 7))",
            "this_week": !days.contains(today),
            "days": days.map { heading($0, booked, today, language) },
            "stations": stations.map { station in
                row(station.name, days, language, booked) {
                    $0.stationID == station.id
                } label: { session in
                    session.inspectorIDs.compactMap { names[$0] }.joined(separator: language == .zh ? "、" : ", ")
                }
            },
            "inspectors": inspectors.map { inspector in
                row(inspector.name, days, language, booked) {
                    $0.inspectorIDs.contains(inspector.id)
                } label: { session in
                    booked.stations.first { $0.id == session.stationID }?.name ?? ""
                }
            },
            "has_stations": !stations.isEmpty, "has_inspectors": !inspectors.isEmpty,
        ]
        return await page.response(
            to: request, title: Phrase("日程 \(days[0])", "Schedule from \(days[0])")[language], values)
    }

    private func heading(
        _ day: Day, _ booked: BookedDays, _ today: Day, _ language: Contact.Language
    ) -> [String: Any] {
        [
            "weekday": console.clock.weekday(day)[language], "date": String(day.description.dropFirst(5)),
            "off": booked.off.contains(day), "today": day == today,
            "unknown": !booked.off.contains(day) && !booked.working.contains(day),
        ]
    }

    private func row(
        _ name: String, _ days: [Day], _ language: Contact.Language, _ booked: BookedDays,
        _ isMine: (BookedSession) -> Bool, label: (BookedSession) -> String
    ) -> [String: Any] {
        let mine = booked.sessions.filter(isMine)
        let cells: [[String: Any]] = days.map { day in
            [
                "label": "\(console.clock.weekday(day)[language]) \(day.description.dropFirst(5))",
                "off": booked.off.contains(day),
                "sessions": mine.filter { console.clock.day($0.start) == day }.map { session in
                    [
                        "check_no": session.checkNo, "enterprise": session.enterpriseName,
                        "start": console.clock.time(session.start), "end": console.clock.time(session.end),
                        "label": label(session), "state": session.state.words[language],
                    ]
                },
            ]
        }
        return ["name": name, "cells": cells, "free": mine.isEmpty]
    }
}
