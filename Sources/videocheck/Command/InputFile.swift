import Domain
import Foundation

/// Small files that a command sends whole; "-" is standard input.
enum InputFile {
    static func read(_ path: String, _ say: Language, bound: Int) throws -> Data {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: path) else {
                throw Trouble(
                    .refused, say("\(path) cannot be read: is the name right?", "无法读取 \(path)：文件名是否正确？"))
            }
            handle = opened
        }
        do {
            let bytes = try handle.read(upToCount: bound + 1) ?? Data()
            guard bytes.count <= bound else {
                let size = Figures.size(Int64(bound))
                throw Trouble(.refused, say("\(path) is larger than \(size).", "\(path) 大于 \(size)。"))
            }
            return bytes
        } catch let trouble as Trouble {
            throw trouble
        } catch {
            throw Trouble(.refused, say("\(path) cannot be read.", "无法读取 \(path)。"))
        }
    }

    static func text(_ path: String, _ say: Language, bound: Int = 1 << 20) throws -> String {
        guard let text = String(data: try read(path, say, bound: bound), encoding: .utf8) else {
            throw Trouble(.refused, say("\(path) is no UTF-8 text.", "\(path) 不是 UTF-8 文本。"))
        }
        return text
    }
}
