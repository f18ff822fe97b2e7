/// A room of the centre with the video equipment, where the inspectors sit during a session.
public struct Station: Hashable, Sendable, Codable {
    public let id: String
    public let name: String
    public let active: Bool

    public init(id: String, name: String, active: Bool = true) {
        self.id = id
        self.name = name
        self.active = active
    }
}
