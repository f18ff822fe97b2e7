import Domain
import Foundation
import Testing

@Suite struct AccessTests {
    private static let golden = RepositoryFiles.root.appending(path: "Tests/DomainTests/Golden/access-matrix.md")
    private static let renewal = "VIDEOCHECK_RENEW_GOLDEN"

    private var text: String {
        let roles = AccountRole.allCases
        var lines = [
            "# Who may do what", "",
            "`all` of them; `own`: of checks that one is drawn for or invited to; `grant`: what a viewing grant names, while it lasts.",
            "Renewed by `VIDEOCHECK_RENEW_GOLDEN=1 swift test --filter AccessTests`.", "",
            "| deed | " + roles.map(\.rawValue).joined(separator: " | ") + " |",
            "|---|" + roles.map { _ in "---|" }.joined(),
        ]
        for deed in Deed.allCases {
            let reaches = roles.map { role in
                switch AccessTable.reach(of: role, deed) {
                case .all: "all"
                case .own: "own"
                case .granted: "grant"
                case .none: ""
                }
            }
            lines.append("| \(deed.rawValue) | " + reaches.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `every role reaches as far as the golden table says`() throws {
        if ProcessInfo.processInfo.environment[Self.renewal] == "1" { try Data(text.utf8).write(to: Self.golden) }
        #expect(
            (try? String(contentsOf: Self.golden, encoding: .utf8)) == text,
            "If this is meant: \(Self.renewal)=1 swift test --filter AccessTests, and read the difference.")
    }

    @Test func `whoever keeps the machine or the accounts sees no face, no paper and no particulars`() {
        for role in [AccountRole.systemAdministrator, .securityAdministrator, .auditAdministrator] {
            for deed in [Deed.viewFootage, .seePapers, .seeChecks, .seeApplications, .seeMarkers, .search, .seeTexts] {
                #expect(AccessTable.reach(of: role, deed) == .none, "\(role) \(deed)")
            }
        }
    }

    @Test
    func
        `only the auditor and the audit administrator read the log, and only the security administrator makes accounts`()
    {
        for role in AccountRole.allCases {
            #expect((AccessTable.reach(of: role, .seeAudit) == .all) == [.auditor, .auditAdministrator].contains(role))
            #expect((AccessTable.reach(of: role, .keepAccounts) == .all) == (role == .securityAdministrator))
        }
    }

    @Test func `roles that must be apart are, unless the centre joins them`() {
        #expect(AccountRole.clash([.systemAdministrator, .securityAdministrator], joined: false) != nil)
        #expect(AccountRole.clash([.systemAdministrator, .registrar], joined: false) != nil)
        #expect(AccountRole.clash([.auditor, .head], joined: false) != nil)
        #expect(AccountRole.clash([.registrar, .inspector, .head], joined: false) == nil)
        #expect(AccountRole.clash(Set(AccountRole.allCases), joined: true) == nil)
    }
}

@Suite struct PasswordTests {
    private let cheap = PasswordHash.Cost(ln: 10)

    @Test func `a password fits its own hash, written and read again, and no other`() throws {
        let cost = try #require(cheap)
        let hash = try PasswordHash(of: "正确的 马 battery staple", cost: cost)
        let read = try #require(PasswordHash(hash.description))
        #expect(read == hash && read.cost.ln == 10)
        #expect(try read.fits("正确的 马 battery staple"))
        #expect(try !read.fits("正确的 马 battery stapl") && !read.fits(""))
        #expect(try PasswordHash(of: "正确的 马 battery staple", cost: cost) != hash, "the salt is another")
        #expect(try !PasswordHash.unmatched(cost).fits(""))
    }

    @Test func `the same letters typed in another way fit`() throws {
        let hash = try PasswordHash(of: "cafe\u{301} au lait", cost: try #require(cheap))
        #expect(try hash.fits("caf\u{e9} au lait"))
    }

    /// Made by OpenSSL's scrypt, through Python's hashlib.
    @Test func `another implementation's hash fits`() throws {
        let hash = try #require(
            PasswordHash("$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGUxNg$ywd3KuG5N75+/+n/Cjfqd4qjzQQanR1jI1SPfrFKXNY"))
        #expect(try hash.fits("pleaseletmein") && !hash.fits("pleaseletmeout"))
    }

    @Test(arguments: [
        "", "$scrypt$ln=9,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=40,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=8,p=1$AAAA$AAAA", "$argon2id$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
    ])
    func `what is no hash of ours is not taken for one`(text: String) { #expect(PasswordHash(text) == nil) }

    @Test func `passwords that everybody tries are not taken, long ones of any kind are`() {
        let names = ["zhoumin", "周敏敏敏", "东江核查中心"]
        #expect(PasswordRule.objection(to: "short", names: names) == .short)
        #expect(PasswordRule.objection(to: String(repeating: "长", count: 129), names: names) == .long)
        #expect(PasswordRule.objection(to: "aaaaaaaaaaaaaa", names: names) == .monotonous)
        #expect(PasswordRule.objection(to: "abcdefghijklmno", names: names) == .monotonous)
        #expect(PasswordRule.objection(to: "MyPassword-2026", names: names) == .common)
        #expect(PasswordRule.objection(to: "zhoumin-at-work", names: names) == .name)
        #expect(PasswordRule.objection(to: "correct horse battery staple", names: names) == nil)
        #expect(PasswordRule.objection(to: "雨后春笋般的二十四只鹤", names: names) == nil)
    }
}
