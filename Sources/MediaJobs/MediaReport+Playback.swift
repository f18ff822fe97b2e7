extension MediaReport {
    /// What is played in a browser and why, in one plain English sentence made from the report's facts.
    public var playbackSentence: String {
        let picture = streams.first { $0.kind == .video }?.codec ?? "unknown"
        let hasSound = streams.contains { $0.kind == .audio }
        let playsSound = streams.contains { $0.kind == .audio && $0.isPlayed == true }
        let sound = streams.first { $0.kind == .audio && $0.isPlayed == true }?.codec ?? "unknown"
        switch playbackReason {
        case nil: return "Browsers play the original as it is."
        case .someBrowsers:
            return
                "Some browsers play \(picture), where the machine decodes it for them; in others look at the stills, "
                + "or download the original."
        case .container where playback == .virtual && hasSound && !playsSound:
            return "Browsers play the original's own pictures behind an index that they open; its sound can be heard "
                + "in the original only."
        case .container where playback == .virtual:
            return "Browsers play the original's own bytes, behind an index that they open."
        case .container where hasSound && !playsSound:
            return "Browsers play a copy with the same pictures; its sound can be heard in the original only."
        case .container:
            return "Browsers play a copy with the same pictures and sound, in a container that they open."
        case .soundCodec:
            return "Browsers play a copy with the same pictures; its sound was converted, for no browser "
                + "decodes \(sound). The original keeps it as it was recorded."
        case .pictureCodec:
            return "No browser decodes \(picture): look at the stills, or download the original."
        case .pictureFormat:
            return "No browser decodes this kind of \(picture): look at the stills, or download the original."
        case .copyFailed:
            return "No copy for browsers could be made: look at the stills, or download the original."
        }
    }
}
