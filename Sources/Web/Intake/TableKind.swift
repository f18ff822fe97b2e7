import Domain

/// What a table may hold; also the last part of its addresses.
enum TableKind: String, CaseIterable, Sendable {
    case applications, inspectors, stations, enterprises

    /// The first row of an empty table.
    func template(_ language: Contact.Language) -> [String] {
        switch self {
        case .applications: ApplicationColumn.template(language)
        case .inspectors: InspectorColumn.template(language)
        case .stations: StationColumn.template(language)
        case .enterprises: EnterpriseColumn.template(language)
        }
    }
}
