import MediaJobs

/// Joins what is noticed of one kind into stretches; those that are too short to matter are dropped.
struct StretchList {
    let kind: MediaReport.Stretch.Kind
    let leastSeconds: Double
    private var open: MediaReport.Stretch?
    private(set) var found: [MediaReport.Stretch] = []

    init(_ kind: MediaReport.Stretch.Kind, leastSeconds: Double) {
        self.kind = kind
        self.leastSeconds = leastSeconds
    }

    /// It is so from here on, or still.
    mutating func holds(from: Double, to: Double) {
        guard to > from else { return }
        if open == nil { open = MediaReport.Stretch(kind: kind, from: from, to: to) }
        if let end = open?.to, to > end { open?.to = to }
    }

    /// It is over.
    mutating func end() {
        if let open, open.to - open.from >= leastSeconds, found.count < MediaAnswer.maxStretches { found.append(open) }
        open = nil
    }
}
