import CCurl
import Foundation

/// The `Retry-After` header (RFC 9110 §10.2.3): seconds, or a date.
enum RetryAfter {
    /// A receiver's mistake must not put a message off for ever.
    static let longest = Duration.seconds(24 * 3600)

    /// Nil when it is neither; a date that has passed is zero.
    static func parse(_ value: String, now: Date) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty, !text.containsControls else { return nil }
        if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return min(longest, .seconds(Int(text) ?? .max))
        }
        // A date has a time of day; libcurl's parser alone would take much less for one.
        guard text.contains(":") else { return nil }
        let seconds = curl_getdate(text, nil)
        guard seconds >= 0 else { return nil }
        let wait = Date(timeIntervalSince1970: TimeInterval(seconds)).timeIntervalSince(now)
        return min(longest, max(.zero, .seconds(wait)))
    }
}
