import ArgumentParser
import Domain
import Testing

@testable import videocheck

@Suite struct OptionTests {
    @Test func `every command that a person gives has a subcommand of its name, and no other has`() {
        for name in CheckCommand.Name.allCases {
            // A scan is filed with its paper: `videocheck document scan`.
            let byPerson = name.isForStaff && name.usualRole != .timer && name != .fileScan
            #expect((name.program != nil) == byPerson, "\(name)")
            #expect(name.program?.configuration.commandName ?? name.rawValue == name.rawValue)
        }
    }

    @Test func `options for every command may stand before its name`() {
        #expect(
            LeadingOptions.moved(["--json", "check", "list", "--q", "a"]) == ["check", "list", "--q", "a", "--json"])
        #expect(
            LeadingOptions.moved(["--server", "http://h", "-q", "upload", "--", "-a"])
                == ["upload", "--server", "http://h", "-q", "--", "-a"])
        #expect(LeadingOptions.moved(["--lang=zh", "status"]) == ["status", "--lang=zh"])
        for untouched in [["--help"], ["--json"], ["--server"], [], ["--generate-completion-script", "bash"]] {
            #expect(LeadingOptions.moved(untouched) == untouched)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://h.example/", "https://h.example"),
        ("https://h.example/centre//", "https://h.example/centre"),
    ])
    func `an address loses its last slashes`(given: String, taken: String) throws {
        #expect(try GlobalOptions.address(given) == taken)
    }

    @Test(arguments: ["", "127.0.0.1:8080", "ftp://h", "http://", "http://h?x", "http://u:p@h"])
    func `what is no address is refused`(given: String) {
        #expect(throws: ValidationError.self) { try GlobalOptions.address(given) }
    }

    @Test(arguments: [
        (["LANG": "zh_CN.UTF-8"], Language.zh), (["LANG": "en_US.UTF-8"], .en), ([:], .en),
        (["LANG": "C", "LC_ALL": "zh_TW"], .zh),
        (["LC_ALL": "", "LANG": "zh_CN"], .zh), (["LC_MESSAGES": "en_GB", "LANG": "zh_CN"], .en),
    ])
    func `the language follows the locale as POSIX ranks it`(environment: [String: String], language: Language) {
        #expect(Language.of(environment) == language)
    }

    @Test func `paths and parameters are escaped`() {
        #expect(API.path(["checks", "a/b?c"]) == "/api/v1/checks/a%2Fb%3Fc")
        #expect(API.path(["checks"], [("q", "王 &"), ("state", nil)]) == "/api/v1/checks?q=%E7%8E%8B%20%26")
    }

    @Test(arguments: [
        ("现场.mp4", "现场.mp4"), ("../../etc/passwd", "_.._etc_passwd"), (".bashrc", "bashrc"), ("a\u{1B}\nb", "a__b"),
        ("", "rec_1"), ("..", "rec_1"), ("c:\\x", "c:_x"),
    ])
    func `a recording's name becomes one plain file name`(given: String, name: String) {
        let recording = JSONValue.object(["filename": .string(given), "id": "rec_1"])
        #expect(RecordingGetCommand.fileName(recording, playback: false) == name)
    }
}
