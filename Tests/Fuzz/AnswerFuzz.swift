// Hostile answers of a worker: the frame's head, its JSON, and what is believed of it.

@testable import MediaJobs

private let inspect = MediaJob()
private let still = MediaJob(MediaJob.Pictures(layout: .still(at: 0), parts: [0..<100]))

private func demand(_ holds: Bool, _ what: String) { if !holds { fatalError(what) } }

private func judge(_ answer: MediaAnswer, _ job: MediaJob) {
    guard let believed = try? answer.validated(for: job) else { return }
    switch believed {
    case .report(let report):
        demand(job.pictures == nil, "a report that nobody asked for")
        demand(report.durationSeconds.isFinite && report.durationSeconds >= 0, "no duration")
        demand(report.keyframes == report.keyframes.sorted(), "keyframes out of order")
        demand(report.stills.count <= job.stillsAt.count, "stills that nobody asked for")
        demand((report.playback == .none) == (report.playableType == nil), "a type of nothing")
        demand(report.stretches.allSatisfy { $0.from < $0.to }, "a stretch that goes back")
        // It is kept, and read again.
        guard let bytes = try? Frame.encode(believed), let again = try? Frame.decodeAnswer(bytes.dropFirst(4)) else {
            fatalError("believed, and not written")
        }
        demand(again == believed, "another after writing")
    case .pictures: demand(job.pictures != nil, "pictures that nobody asked for")
    case .rejected(_, let reason): demand(!reason.isEmpty && reason.utf8.count <= MediaAnswer.maxText, "no reason")
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAnswer(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    _ = try? Frame.bodyLength(of: bytes.prefix(4), limit: Frame.maxAnswerBytes)
    if let answer = try? Frame.decodeAnswer(bytes) {
        judge(answer, inspect)
        judge(answer, still)
    }
    _ = try? Frame.decodeJob(bytes)
    return 0
}
