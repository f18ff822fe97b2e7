import Documents
import Domain
import Foundation
import Hummingbird
import Recordings
import Store

/// The staff's pages. Each is a file of its own here with a template `Static/console_<page>.mustache`; this lists them.
struct Console: Sendable {
    let store: CheckStore
    let footage: Footage
    let frame: ConsoleFrame
    let zone: TimeZone
    let clock: LocalClock

    /// - Throws: `Fault(.internal)` when a page's template does not parse.
    func add(to router: Router<some RequestContext>) throws {
        addAssets(to: router)
        ConsoleLanguage.add(to: router)
        try IncomingPage(self).add(to: router)
    }

    private func addAssets(to router: Router<some RequestContext>) {
        router.get("static/console.css") { _, _ in
            Page.asset(PackageResources.console_css, type: "text/css; charset=utf-8")
        }
    }
}
