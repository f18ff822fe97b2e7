import Foundation

/// Standard output, a line at a time and unbuffered, so that a program reading our pipe sees each line as it
/// is said.
enum Line {
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
