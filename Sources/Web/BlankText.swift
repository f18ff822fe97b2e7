import Foundation
import Mustache

/// An empty text in a template: it prints nothing, and a section over it is not shown. (Mustache itself takes any text
/// for something, and an absent one from the values around it.)
struct BlankText: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }

    /// The values with each empty text, however deep, made blank.
    static func blanked(_ values: [String: Any]) -> [String: Any] {
        values.mapValues { value in
            switch value {
            case let text as String where text.isEmpty: BlankText()
            case let inner as [String: Any]: blanked(inner)
            case let list as [[String: Any]]: list.map(blanked)
            default: value
            }
        }
    }
}

extension MustacheTemplate {
    func render(page values: [String: Any]) -> String { render(BlankText.blanked(values)) }
}
