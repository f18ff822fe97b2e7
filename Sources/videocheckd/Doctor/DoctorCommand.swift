import ArgumentParser
import Domain
import Foundation

/// `videocheckd doctor`: looks at everything that the centre depends on and says in plain words what is well, what is
/// not, and what to do. It changes nothing, and works beside a running daemon and without one.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything the centre depends on and say what to do; change nothing.",
        discussion: "Exits with 1 when something fails; warnings leave 0.")

    @OptionGroup var option: ConfigOption
    @Option(name: .long, help: "zh or en; by default as LC_ALL, LC_MESSAGES or LANG say.")
    var lang: String?
    @Flag(name: .long, help: "Print the findings as JSON.")
    var json = false
    @Option(name: .long, help: "Also send one test mail to this address.")
    var sendTestMail: String?

    func validate() throws {
        guard lang.map({ Contact.Language(rawValue: $0) != nil }) ?? true else {
            throw ValidationError("--lang takes zh or en")
        }
    }

    func run() async throws {
        let findings = await examine().sorted { $0.area < $1.area }
        let language = lang.flatMap { Contact.Language(rawValue: $0) } ?? Self.usualLanguage
        print(json ? Self.json(findings, language) : Self.report(findings, language))
        // Whatever still hangs on a dead disk must not keep this program.
        fflush(nil)
        _exit(findings.contains { $0.verdict == .fail } ? 1 : 0)
    }

    private func examine() async -> [Finding] {
        let config: Config
        do {
            config = try Config(file: option.config, environment: ProcessInfo.processInfo.environment)
        } catch {
            let advice = Finding.Words(
                "请修正配置文件后再次运行；其余检查需要可用的配置。", "Mend the configuration and run this again: everything else depends on it."
            )
            return [.fail(.configuration, .init("\(error)", "\(error)"), advice)]
        }
        do {
            let patient = try await Patient(config)
            return await Examination(patient: patient, testMail: sendTestMail).run()
        } catch {
            return [.fail(.configuration, .init("\(error)", "\(error)"), .init("请查看上述原因。", "See the reason above."))]
        }
    }

    private static var usualLanguage: Contact.Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.hasPrefix("zh") == true ? .zh : .en
    }

    private static func report(_ findings: [Finding], _ language: Contact.Language) -> String {
        var lines: [String] = []
        for finding in findings {
            let name = finding.area.name[language]
            lines.append("\(finding.verdict.mark) \(name)\(language == .zh ? "：" : ": ")\(finding.found[language])")
            if let advice = finding.advice { lines.append("    → \(advice[language])") }
        }
        let fails = findings.count { $0.verdict == .fail }
        let warnings = findings.count { $0.verdict == .warn }
        lines.append("")
        lines.append(
            language == .zh
                ? "共 \(findings.count) 项：\(fails) 项失败，\(warnings) 项提醒。"
                : "\(findings.count) looks: \(fails) failed, \(warnings) to watch.")
        return lines.joined(separator: "\n")
    }

    private static func json(_ findings: [Finding], _ language: Contact.Language) -> String {
        let value = JSONValue.object([
            "ok": .bool(!findings.contains { $0.verdict == .fail }),
            "findings": .array(
                findings.map {
                    .object([
                        "area": .string($0.area.rawValue), "verdict": .string($0.verdict.rawValue),
                        "found": .string($0.found[language]),
                        "advice": $0.advice.map { .string($0[language]) } ?? .null,
                    ])
                }),
        ])
        return String(decoding: (try? CanonicalJSON.encode(value)) ?? Data("{}".utf8), as: UTF8.self)
    }
}
