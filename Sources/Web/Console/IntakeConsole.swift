import Domain
import Foundation
import Hummingbird
import Mustache
import Store
import Tables

/// The pages by which staff bring in applications, inspectors, stations and enterprises.
struct IntakeConsole: Sendable {
    let store: CheckStore
    let frame: ConsoleFrame
    let intake: TableIntake
    private let form: MustacheTemplate
    private let upload: MustacheTemplate

    /// - Throws: `Fault(.internal)` when a template does not parse.
    init(store: CheckStore, frame: ConsoleFrame) throws {
        self.store = store
        self.frame = frame
        intake = TableIntake(store: store, timeZone: frame.zone)
        form = try FormView.template()
        upload = try Page.template(PackageResources.console_upload_mustache)
    }

    func add(to router: some RouterMethods) throws {
        try IntakePage(self).add(to: router)
        try InspectorsPage(self).add(to: router)
        try StationsPage(self).add(to: router)
        try EnterprisesPage(self).add(to: router)
        for kind in TableKind.allCases { try TablePage(self, kind).add(to: router) }
    }

    func html(_ view: FormView, id: String = "form") -> String { view.html(id: id, template: form) }

    /// The form for a table's file, or for what was copied from one.
    func uploadForm(
        _ kind: TableKind, _ language: Contact.Language, pasted: String = "", problem: String? = nil
    ) -> String {
        upload.render(
            page: [
                "path": kind.path, "rows": intake.reader.bounds.rows, "pasted": pasted, "problem": problem ?? "",
                "zh": language == .zh, "en": language == .en,
            ])
    }
}

extension TableKind {
    /// Of the page that the table belongs to.
    var path: String {
        switch self {
        case .applications: ConsoleNavigation.intake.path
        case .inspectors: ConsoleNavigation.inspectors.path
        case .stations: ConsoleNavigation.stations.path
        case .enterprises: ConsoleNavigation.enterprises.path
        }
    }

    var part: ConsoleNavigation {
        switch self {
        case .applications: .intake
        case .inspectors: .inspectors
        case .stations: .stations
        case .enterprises: .enterprises
        }
    }
}
