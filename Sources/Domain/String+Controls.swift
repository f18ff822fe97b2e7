extension String {
    /// C0, DEL and C1, line and paragraph separators.
    public var containsControls: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
            default: false
            }
        }
    }
}
