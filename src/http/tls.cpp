#include "http/tls.h"

#include <boost/asio/ssl.hpp>
#include <string>

#include "base/failure.h"

namespace sparekey::http {
namespace {

namespace ssl = boost::asio::ssl;

void require(const boost::system::error_code& error, const std::string& file,
             const std::string& what) {
    if (error) throw Failure{Failure::Kind::refused, file + ": " + what + ": " + error.message()};
}

// The one protocol we speak; a client that offers others only is served it too, as if it had not
// asked.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    auto* chosen = const_cast<unsigned char*>(*out);
    const int found =
        SSL_select_next_proto(&chosen, size, ours, sizeof ours, offered, offered_size);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

std::shared_ptr<ssl::context> make_tls(const TlsFiles& files) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    boost::system::error_code error;
    context->use_certificate_chain_file(files.certificate_chain, error);
    require(error, files.certificate_chain, "is no certificate chain in PEM");
    context->use_private_key_file(files.private_key, ssl::context::pem, error);
    require(error, files.private_key, "is no private key in PEM for that certificate");

    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native,
                     SSL_MODE_RELEASE_BUFFERS);  // An idle connection keeps no record buffers.
    if (SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
        throw Failure{Failure::Kind::refused, "this OpenSSL has none of our TLS 1.2 ciphers"};
    }
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    return context;
}

}  // namespace sparekey::http
