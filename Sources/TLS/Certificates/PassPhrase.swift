/// The answer to OpenSSL's question for a pass phrase.
enum PassPhrase {
    /// Declines, and notes in the `Bool` behind the last argument, when there is one, that the question was asked.
    ///
    /// Without a callback OpenSSL would ask on the terminal and wait there for ever.
    static let never: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
        unsafe $3?.storeBytes(of: true, as: Bool.self)
        return -1
    }
}
