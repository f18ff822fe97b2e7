import CSandbox
import Glibc
import MediaJobs

/// One job as it came over the socket, with its descriptors.
struct Request {
    let job: MediaJob
    private let descriptors: [Int32]

    subscript(place: Int) -> Int32 { descriptors[place] }

    var stills: [Int32] { Array(descriptors[MediaJob.Descriptors.firstStill...]) }

    init(from socket: Int32) throws(MediaJobError) {
        var descriptors: [Int32] = []
        let header = try Self.receive(Frame.headerBytes, from: socket, &descriptors)
        let length = try Frame.bodyLength(of: header, limit: Frame.maxRequestBytes)
        let body = try Self.receive(length, from: socket, &descriptors)
        let job = try Frame.decodeJob(body)
        guard descriptors.count == MediaJob.Descriptors.firstStill + job.stillsAt.count else {
            throw MediaJobError(
                "\(descriptors.count) descriptors came with a job of \(job.stillsAt.count) stills.")
        }
        self.job = job
        self.descriptors = descriptors
    }

    /// Exactly so many bytes; the descriptors come with the first of them.
    private static func receive(
        _ count: Int, from socket: Int32, _ descriptors: inout [Int32]
    ) throws(MediaJobError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var taken = 0
        while taken < count {
            var fresh = [Int32](repeating: -1, count: VC_MAX_DESCRIPTORS)
            var received = 0
            let got = bytes[taken...].withUnsafeMutableBytes {
                vc_receive(socket, $0.baseAddress, $0.count, &fresh, fresh.count, &received)
            }
            guard got > 0 else {
                throw MediaJobError(got == 0 ? "The request ends early." : "errno \(-got)")
            }
            descriptors += fresh.prefix(received)
            guard descriptors.count <= fresh.count else { throw MediaJobError("Too many descriptors came.") }
            taken += got
        }
        return bytes
    }
}
