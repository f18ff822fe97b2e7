import Figures
import Testing

@Suite struct MetricTextTests {
    @Test func `a counter without labels reads 0 before anything is counted, and grows`() {
        let metrics = Metrics()
        let counter = metrics.counter("a_total", "A.")
        #expect(MetricText.write(metrics.snapshot()) == "# HELP a_total A.\n# TYPE a_total counter\na_total 0\n")
        counter.add()
        counter.add(amount: 1.5)
        #expect(MetricText.write(metrics.snapshot()).hasSuffix("a_total 2.5\n"))
    }

    @Test func `a bound counts what is below or at it, and the buckets add up`() {
        let metrics = Metrics()
        let histogram = metrics.histogram("h_seconds", "H.", labels: ["x"], bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value, "y") }
        #expect(
            MetricText.write(metrics.snapshot()) == """
                # HELP h_seconds H.
                # TYPE h_seconds histogram
                h_seconds_bucket{x="y",le="0.1"} 2
                h_seconds_bucket{x="y",le="1"} 3
                h_seconds_bucket{x="y",le="+Inf"} 4
                h_seconds_sum{x="y"} 7.65
                h_seconds_count{x="y"} 4

                """)
    }

    @Test func `what would break a line is escaped`() {
        let family = MetricSnapshot.gauge("g", "one\ntwo \\ \"three\"", by: "l", [("a\"b\\c\nd", .infinity)])
        #expect(
            MetricText.write([family])
                == "# HELP g one\\ntwo \\\\ \"three\"\n# TYPE g gauge\ng{l=\"a\\\"b\\\\c\\nd\"} +Inf\n")
    }

    @Test func `OpenMetrics names a counter's family without its suffix and says where it ends`() {
        let metrics = Metrics()
        metrics.counter("a_total", "A.").add()
        #expect(
            MetricText.write(metrics.snapshot(), as: .openMetrics)
                == "# HELP a A.\n# TYPE a counter\na_total 1\n# EOF\n")
    }

    @Test func `labels without end do not fill the memory`() {
        let metrics = Metrics()
        let counter = metrics.counter("a_total", "A.", labels: ["id"])
        for number in 0..<5000 { counter.add(String(number)) }
        counter.add("7")
        let samples = metrics.snapshot()[0].samples
        #expect(samples.count == 2000 && samples.first { $0.labels[0].value == "7" }?.value == 2)
    }

    @Test func `nothing is lost when many count at once`() async {
        let counter: CounterFamily
        let metrics = Metrics()
        counter = metrics.counter("a_total", "A.", labels: ["x"])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1000 { counter.add("y") } } }
        }
        #expect(metrics.snapshot()[0].samples[0].value == 8000)
    }
}
