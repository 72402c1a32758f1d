import COpenSSL

/// Application-layer protocol negotiation, RFC 7301.
package enum ApplicationProtocol {
    /// The name of HTTP/1.1 in the IANA registry, the only protocol that the server speaks.
    package static let http11 = "http/1.1"

    /// The server's choice: `http/1.1` when it is offered, otherwise the fatal alert `no_application_protocol`.
    ///
    /// OpenSSL calls this only for clients that sent the extension. Its shape is OpenSSL's: the choice is returned as a
    /// pointer into the client's own list, each entry of which is one length byte and that many bytes.
    static let selectHTTP11: SSL_CTX_alpn_select_cb_func = { _, chosen, chosenLength, offered, offeredLength, _ in
        let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength))
        var start = list.startIndex
        while start < list.endIndex {
            let name = unsafe list[(start + 1)...].prefix(Int(list[start]))
            if unsafe name.elementsEqual(http11.utf8) {
                unsafe chosen?.pointee = offered?.advanced(by: name.startIndex)
                unsafe chosenLength?.pointee = UInt8(name.count)
                return SSL_TLSEXT_ERR_OK
            }
            start = unsafe name.endIndex
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    /// Makes a client offer `protocols`, most wanted first; none sends no extension.
    static func offer(_ protocols: [String], in context: OpaquePointer) throws(TLSError) {
        var list: [UInt8] = []
        for name in protocols {
            guard (1...255).contains(name.utf8.count) else {
                throw .invalidName(name, reason: "a protocol name has 1 to 255 bytes")
            }
            list.append(UInt8(name.utf8.count))
            list.append(contentsOf: name.utf8)
        }
        guard !list.isEmpty else { return }
        // Unlike its neighbours this function returns 0 on success.
        guard unsafe SSL_CTX_set_alpn_protos(context, list, UInt32(list.count)) == 0 else {
            throw .openSSLFailure(operation: "offer protocols", reason: OpenSSL.takeReason())
        }
    }
}
