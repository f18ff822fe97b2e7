import FoundationEssentials

/// One message on the worker's socket: four bytes of big-endian length, then that many bytes of JSON.
public enum Frame {
    public static let headerBytes = 4
    public static let maxRequestBytes = 64 << 10
    public static let maxAnswerBytes = 64 << 20

    /// The whole frame of a request. Throws when it is longer than `maxRequestBytes`.
    public static func encode(_ job: MediaJob) throws(MediaJobError) -> [UInt8] {
        try frame(job, limit: maxRequestBytes)
    }

    /// The whole frame of an answer. Throws when it is longer than `maxAnswerBytes`.
    public static func encode(_ answer: MediaAnswer) throws(MediaJobError) -> [UInt8] {
        try frame(answer, limit: maxAnswerBytes)
    }

    /// How many bytes follow the header. Throws for a header of another size, an empty body, or one over
    /// `limit`.
    public static func bodyLength(of header: some Collection<UInt8>, limit: Int) throws(MediaJobError) -> Int {
        try check(header.count == headerBytes, "A frame's header has four bytes.")
        let length = header.reduce(0) { $0 << 8 | Int($1) }
        try check((1...limit).contains(length), "A frame of \(length) bytes is not in 1...\(limit).")
        return length
    }

    /// A request from its body, with its bounds checked.
    public static func decodeJob(_ body: some Sequence<UInt8>) throws(MediaJobError) -> MediaJob {
        try decode(MediaJob.self, body).validated()
    }

    /// An answer from its body: well-formed, not yet believed. Call `validated(for:)` next.
    public static func decodeAnswer(_ body: some Sequence<UInt8>) throws(MediaJobError) -> MediaAnswer {
        try decode(MediaAnswer.self, body)
    }

    private static func frame(_ value: some Encodable, limit: Int) throws(MediaJobError) -> [UInt8] {
        let body: Data
        do {
            body = try JSONEncoder().encode(value)
        } catch {
            throw MediaJobError("The message cannot be written as JSON: \(error)")
        }
        try check(body.count <= limit, "A message of \(body.count) bytes is longer than \(limit).")
        let length = UInt32(body.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + body
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ body: some Sequence<UInt8>
    ) throws(MediaJobError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw MediaJobError("The message is not the JSON that it should be.")
        }
    }
}
