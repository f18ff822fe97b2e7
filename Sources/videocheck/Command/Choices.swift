import ArgumentParser
import Domain

// The Domain's closed lists are options' values: the parser checks them, and completion offers them.
extension CheckState.Stage: ExpressibleByArgument {}
extension CheckState.Name: ExpressibleByArgument {}
extension Check.Source: ExpressibleByArgument {}
extension Actor.Role: ExpressibleByArgument {}

/// States of a delivery, as `GET /deliveries?state=` takes them.
enum DeliveryWord: String, CaseIterable, ExpressibleByArgument {
    case pending, delivered, held, manual
}

enum CaptureWord: String, CaseIterable, ExpressibleByArgument {
    case external, live
}
