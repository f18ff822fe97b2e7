extension MediaReport {
    /// What is played in a browser and why, in one plain English sentence made from the report's facts.
    public var playbackSentence: String {
        let picture = streams.first { $0.kind == .video }?.codec ?? "unknown"
        let sound = streams.first { $0.kind == .audio && $0.isPlayed == true }?.codec ?? "unknown"
        switch playbackReason {
        case nil: return "Browsers play the original as it is."
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
