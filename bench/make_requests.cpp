// Complete requests of the second step of signing in, one an account and all of one length, with
// the code of this very moment: a file from which a load generator only needs to copy.
//
//   make_requests --file FILE --from 0 --count 200000 --origin http://localhost:8080
//
// With --key spk_... they are verifications by the operator's API instead.
//
// It prints the length of one request. bench/load_accounts made the accounts.

// links: sparekey_account
#include <cstdio>
#include <fstream>

#include "base/time.h"
#include "bench/options.h"
#include "bench/sample.h"
#include "crypto/start.h"
#include "otp/totp.h"

namespace sparekey::bench {
namespace {

// What a browser sends.
std::string request_of(const Sample& sample, const std::string& origin, otp::Step step) {
    const auto code = otp::one_time_code(sample.key(), step);
    const auto host = origin.substr(origin.find("://") + 3);
    const auto body = "{\"code\":\"" + code + "\"}";
    return "POST /api/v1/sign-in/code HTTP/1.1\r\n"
           "Host: " +
           host +
           "\r\n"
           "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0\r\n"
           "Accept: */*\r\n"
           "Content-Type: application/json\r\n"
           "Origin: " +
           origin +
           "\r\n"
           "Content-Length: " +
           std::to_string(body.size()) +
           "\r\n"
           "Cookie: __Host-sparekey-browser=" +
           to_base64url(sample.browser()) +
           "; __Host-sparekey-challenge=" + std::string{sample.challenge().text().text()} +
           "\r\n\r\n" + body;
}

// What an operator's server sends.
std::string verification_of(const Sample& sample, const std::string& origin, const std::string& key,
                            otp::Step step) {
    const auto code = otp::one_time_code(sample.key(), step);
    const auto host = origin.substr(origin.find("://") + 3);
    const auto body = "{\"code\":\"" + code + "\"}";
    return "POST /api/v1/operator/accounts/" + sample.external_id() +
           "/verify HTTP/1.1\r\n"
           "Host: " +
           host +
           "\r\n"
           "Content-Type: application/json\r\n"
           "Authorization: Bearer " +
           key +
           "\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void write(const Options& options) {
    const auto origin = options.text("origin");
    const auto key = options.text("key", "");
    const auto from = options.number("from", 0);
    const auto step = otp::step_at(wall_clock());
    std::ofstream file{options.text("file"), std::ios::binary};
    std::size_t length = 0;
    for (auto n = from; n < from + options.number("count", 1); ++n) {
        const auto request = key.empty() ? request_of(Sample{n}, origin, step)
                                         : verification_of(Sample{n}, origin, key, step);
        ENSURE(length == 0 || length == request.size());
        length = request.size();
        file << request;
    }
    if (!file.flush()) throw std::runtime_error{"the file cannot be written"};
    std::printf("%zu\n", length);
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        sparekey::bench::write({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "make_requests: %s\n", failure.what());
        return 1;
    }
}
