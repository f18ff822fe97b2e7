import Domain
import Foundation
import Hummingbird
import Mustache
import Recordings
import Store

/// The staff's pages. Each is a file of its own here with a template `Static/console_<page>.mustache`; this lists them.
struct Console: Sendable {
    let store: CheckStore
    let footage: Footage
    let uploads: Uploads
    let frame: ConsoleFrame
    let clock: ConsoleClock
    /// How every form is drawn.
    let formTemplate: MustacheTemplate

    /// - Throws: `Fault(.internal)` when a template does not parse.
    init(store: CheckStore, footage: Footage, uploads: Uploads, frame: ConsoleFrame) throws {
        self.store = store
        self.footage = footage
        self.uploads = uploads
        self.frame = frame
        clock = ConsoleClock(zone: frame.zone)
        formTemplate = try FormView.template()
    }

    /// - Throws: `Fault(.internal)` when a page's template does not parse.
    func add(to router: some RouterMethods<BasicRequestContext>) throws {
        addAssets(to: router)
        ConsoleLanguage.add(to: router)
        try QueuePage(console: self).add(to: router)
        try SearchPage(console: self).add(to: router)
        try CheckPage(console: self).add(to: router)
        try ChecklistPage(console: self).add(to: router)
        try ScanPage(console: self).add(to: router)
        try DeadlinesPage(console: self).add(to: router)
        try OrderPage(console: self).add(to: router)
        try TriagePage(console: self).add(to: router)
        try CasesPage(console: self).add(to: router)
        try CasePage(console: self).add(to: router)
        try SchedulePage(console: self).add(to: router)
        try RecordingsPage(console: self).add(to: router)
        try RecordingPage(console: self).add(to: router)
        try IncomingPage(self).add(to: router)
        try DeliveriesPage(console: self).add(to: router)
        try IntakeConsole(store: store, frame: frame).add(to: router)
        ConsoleEvents(changes: store.database.changes).add(to: router)
        // The pages' own way to bytes that the API serves to machines.
        RecordingRoutes(store: store, footage: footage).addBytes(to: router)
        CheckRoutes(store: store, footage: footage).addDocuments(to: router)
    }

    private func addAssets(to router: some RouterMethods<BasicRequestContext>) {
        router.get("static/console.css") { _, _ in
            Page.asset(PackageResources.console_css, type: "text/css; charset=utf-8")
        }
        router.get("static/console.js") { _, _ in
            Page.asset(PackageResources.console_js, type: "text/javascript; charset=utf-8")
        }
        router.get("static/review.js") { _, _ in
            Page.asset(PackageResources.review_js, type: "text/javascript; charset=utf-8")
        }
    }
}
