import Figures

/// What the store counts while it works.
struct StoreCounts: Sendable {
    let transitions: CounterFamily
    let refusals: CounterFamily
    private let batches: HistogramFamily
    private let commits: HistogramFamily

    init(_ metrics: Metrics) {
        transitions = metrics.counter(
            "videocheck_transitions_total", "Commands that were accepted and changed a check.", labels: ["command"])
        refusals = metrics.counter(
            "videocheck_refusals_total", "Commands that were refused, by the guard that stood in the way.",
            labels: ["guard"])
        batches = metrics.histogram(
            "videocheck_commit_batch_size", "Writes that shared one transaction.",
            bounds: [1, 2, 4, 8, 16, 32, 64, 128])
        commits = metrics.histogram(
            "videocheck_commit_duration_seconds", "One transaction of the group commit, its sync to disk included.",
            bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5])
    }

    func commit(jobs: Int, took: Duration) {
        batches.observe(Double(jobs))
        commits.observe(took / .seconds(1))
    }
}
