// Internal to the server: what we ask of TLS.
#pragma once
#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "http/server.h"

namespace sparekey::http {

// TLS 1.2 with forward secrecy and authenticated ciphers, and 1.3 (ASVS 12.1.1, 12.1.2).
// Throws Failure::Kind::refused, naming the file, when one cannot be used.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_tls(const TlsFiles& files);

}  // namespace sparekey::http
