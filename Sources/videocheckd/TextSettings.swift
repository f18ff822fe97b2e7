import Domain
import Foundation
import Outbound
import Web

/// What `[sms]` says, with the shape file behind it.
struct TextSettings: Sendable {
    let isManual: Bool
    let shape: TextShape
    let template: String
    let account: TextAccount
    /// What a person sends by hand.
    let wording: TextTemplate
    /// The last part of the callback's address; nil: no reports are taken.
    let callbackSecret: String?

    /// - Throws: `ConfigError`, or `Fault(.invalid)` that names the shape file, the field and what is allowed.
    init(_ config: Config, publicURL: String) throws {
        isManual = try config.need("sms.mode") == "manual"
        template = try config.need("sms.template")
        shape = try Self.shape(config)
        wording = TextTemplate(source: try config.need("sms.text"))
        do {
            _ = try wording.rendered(with: ["code": "23456789", "address": publicURL])
        } catch {
            throw ConfigError(file: config.file, line: nil, key: "sms.text", text: error.message)
        }
        account = TextAccount(
            signatureName: config["sms.signature_name"] ?? "", appID: config["sms.app_id"] ?? "",
            keyID: config["sms.key_id"] ?? "",
            secret: try config["sms.secret_file"].map { _ in try Self.line(config, "sms.secret_file") } ?? "")
        callbackSecret = try config["sms.callback_secret_file"].map { _ in
            try Self.line(config, "sms.callback_secret_file")
        }
        try check(config)
    }

    /// Where the gateway calls in; nil: nowhere.
    var callbacks: TextCallbacks? {
        callbackSecret.map { secret in
            TextCallbacks(secret: secret, reply: shape.callbackReply) { [shape] in try shape.reports(in: $0) }
        }
    }

    private static func shape(_ config: Config) throws -> TextShape {
        guard let path = config.pathIfAny("sms.shape") else { return try TextShape.plain() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigError(file: config.file, line: nil, key: "sms.shape", text: "\(path) cannot be read")
        }
        return try TextShape(file: path, data: data)
    }

    private static func line(_ config: Config, _ key: String) throws -> String {
        let text = String(decoding: try SecretFile.read(config, key), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, !text.containsControls else {
            throw ConfigError(file: config.file, line: nil, key: key, text: "the file must hold one line")
        }
        return text
    }

    private func check(_ config: Config) throws {
        func demand(_ key: String, _ holds: Bool, _ text: String) throws {
            guard holds else { throw ConfigError(file: config.file, line: nil, key: key, text: text) }
        }
        if let callbackSecret {
            try demand(
                "sms.callback_secret_file", shape.takesCallbacks,
                "the shape \(shape.name) describes no delivery reports")
            try demand(
                "sms.callback_secret_file",
                callbackSecret.utf8.count >= 24 && callbackSecret.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil,
                "the file must hold 24 or more letters, digits, - or _")
        }
        guard !isManual, config["sms.url"] != nil else { return }
        for (name, key) in [
            ("signature_name", "sms.signature_name"), ("app_id", "sms.app_id"), ("key_id", "sms.key_id"),
            ("secret", "sms.secret_file"),
        ] where shape.needs(name) {
            try demand(key, config[key] != nil, "is missing: the shape \(shape.name) needs it")
        }
        try demand(
            "sms.template", shape.needs("text") || !template.contains("{"),
            "must be the provider's name for the template: the shape \(shape.name) sends no text")
    }
}
