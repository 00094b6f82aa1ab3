#include "http/tls.h"

#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>

#include "base/failure.h"
#include "http/health_routes.h"
#include "test/scratch.h"

namespace sparekey::http {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Error = boost::system::error_code;

// A key, and a certificate that vouches for itself, as "cert.pem" and "key.pem".
void make_certificate(const fs::path& folder, const char* name) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"),
                                                                  EVP_PKEY_free};
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{X509_new(), X509_free};
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

    const auto write = [&](const char* file, auto put) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out{
            BIO_new_file((folder / file).c_str(), "w"), BIO_free};
        REQUIRE(put(out.get()) == 1);
    };
    write("cert.pem", [&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); });
    write("key.pem", [&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

struct Met {
    Error error;
    std::string version, name, answer;
};

// One request to /whoami over TLS, of `highest` version at most.
Met meet(std::uint16_t port, int highest = TLS1_3_VERSION) {
    asio::io_context context;
    asio::ssl::context tls{asio::ssl::context::tls_client};
    SSL_CTX_set_security_level(tls.native_handle(), 0);  // So that it offers what we must refuse.
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(tls.native_handle(), highest);
    asio::ssl::stream<asio::ip::tcp::socket> stream{context, tls};
    stream.next_layer().connect({asio::ip::address_v4::loopback(), port});

    Met met;
    stream.handshake(asio::ssl::stream_base::client, met.error);
    if (met.error) return met;
    met.version = SSL_get_version(stream.native_handle());
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{
        SSL_get1_peer_certificate(stream.native_handle()), X509_free};
    char name[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                              sizeof name);
    met.name = name;

    asio::write(stream, asio::buffer(std::string_view{"GET /whoami HTTP/1.1\r\nHost: a\r\n"
                                                      "Connection: close\r\n\r\n"}));
    Error end;
    asio::read(stream, asio::dynamic_buffer(met.answer), end);
    CHECK(end == asio::error::eof);  // It said goodbye: the answer was not cut off.
    return met;
}

struct Site {
    test::ScratchFolder scratch;
    ServerOptions options;

    Site() {
        make_certificate(scratch / "", "first");
        options.tls = TlsFiles{(scratch / "cert.pem").string(), (scratch / "key.pem").string()};
    }
    static Router router() {
        Router router;
        router.get("/whoami", [](Request& request) -> Awaitable<Response> {
            co_return json(200, boost::json::value(request.secure));
        });
        return router;
    }
};

}  // namespace

TEST_CASE("a request is answered over TLS, 1.3 and 1.2, and known to be secure") {
    const Site site;
    const Server server{site.options, Site::router()};
    const auto met = meet(server.port());
    CHECK_FALSE(met.error);
    CHECK(met.version == "TLSv1.3");
    CHECK(met.name == "first");
    CHECK(met.answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(met.answer.ends_with("\r\n\r\ntrue"));
    CHECK(met.answer.find("Strict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
    CHECK(meet(server.port(), TLS1_2_VERSION).version == "TLSv1.2");
}

TEST_CASE("older versions are refused") {
    const Site site;
    const Server server{site.options, Site::router()};
    CHECK(meet(server.port(), TLS1_1_VERSION).error);
}

TEST_CASE("new files are used for new connections, and broken ones change nothing") {
    const Site site;
    Server server{site.options, Site::router()};
    make_certificate(site.scratch / "", "second");
    CHECK(meet(server.port()).name == "first");
    CHECK(server.reload_tls());
    CHECK(meet(server.port()).name == "second");

    test::put_content(site.scratch / "key.pem", "rubbish");
    CHECK_FALSE(server.reload_tls());
    CHECK(meet(server.port()).name == "second");
}

TEST_CASE("a certificate without its own key is refused at the start") {
    const Site site;
    const test::ScratchFolder other;
    make_certificate(other / "", "other");
    ServerOptions mixed = site.options;
    mixed.tls->private_key = (other / "key.pem").string();
    CHECK_THROWS_AS(Server(mixed, Site::router()), Failure);
    mixed.tls->certificate_chain = (other / "missing.pem").string();
    CHECK_THROWS_AS(Server(mixed, Site::router()), Failure);
}

}  // namespace sparekey::http
