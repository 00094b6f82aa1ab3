#include "http/request_reader.h"

#include <doctest/doctest.h>

namespace sparekey::http {
namespace {

using Outcome = RequestReader::Outcome;

constexpr ReadLimits limits{16 * 1024, 100};

struct Read {
    Request request;
    InputBuffer input;
    RequestReader reader{request, limits};
    Outcome head = Outcome::more;
    Outcome body = Outcome::more;

    // Fed `step` octets at a time, as a network may.
    explicit Read(std::string_view wire, std::size_t step = 1'000'000,
                  std::size_t body_max = 1000) {
        while (body == Outcome::more && (head == Outcome::more || head == Outcome::ready)) {
            const auto room = input.room(limits.head_octets_max);
            const auto octets = std::min({step, wire.size(), room.size()});
            if (octets == 0) break;
            wire.copy(room.data(), octets);
            input.commit(octets);
            wire.remove_prefix(octets);
            if (head == Outcome::more) {
                head = reader.take_head(input);
                if (head == Outcome::ready && !reader.set_body_max(body_max))
                    body = Outcome::too_large;
            }
            if (head == Outcome::ready && body == Outcome::more) body = reader.take_body(input);
        }
    }
};

Outcome head_of(std::string_view wire) { return Read{wire}.head; }

const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";

}  // namespace

TEST_CASE("a request is read alike, however it is cut into pieces") {
    const std::string wire =
        "POST /api/x?y=1 HTTP/1.1\r\nHost: a\r\nCookie:  a=b \r\nContent-Length: 5\r\n\r\nhelloGET "
        "/ HTTP/1.1\r\n";
    for (std::size_t step = 1; step <= wire.size(); ++step) {
        CAPTURE(step);
        Read read{wire, step};
        REQUIRE(read.head == Outcome::ready);
        REQUIRE(read.body == Outcome::ready);
        CHECK(read.request.method == Method::post);
        CHECK(read.request.path() == "/api/x");
        CHECK(read.request.query("y") == "1");
        CHECK(read.request.header("cookie") == "a=b");
        CHECK(read.request.body == "hello");
        CHECK(std::string_view{"GET / HTTP/1.1\r\n"}.starts_with(read.input.data()));
    }
}

TEST_CASE("a body in chunks is put together, and its trailer adds no header") {
    const std::string wire =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nAuthorization: Bearer x\r\n\r\n";
    for (std::size_t step = 1; step <= wire.size(); ++step) {
        CAPTURE(step);
        Read read{wire, step};
        REQUIRE(read.body == Outcome::ready);
        CHECK(read.request.body == "abcdefgh");
        CHECK_FALSE(read.request.header("Authorization").has_value());
    }
}

TEST_CASE("what is not HTTP, or may be read in two ways, is malformed") {
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    for (const std::string& wire :
         {std::string{"rubbish\r\n\r\n"},
          std::string{"GET / HTTP/2.0\r\n\r\n"},
          std::string{"GET / HTTP/1.1\r\n\r\n"},
          std::string{"GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
          std::string{"GET /../x HTTP/1.1\r\nHost: a\r\n\r\n"},
          std::string{"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
          std::string{"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n"},
          std::string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
          std::string{"\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n"},
          start + "Host: b\r\n\r\n",
          start + "Bad Name: x\r\n\r\n",
          start + "X : y\r\n\r\n",
          start + "X: a\x01\r\n\r\n",
          start + "Cookie: a\r\nCookie: b\r\n\r\n",
          start + "Origin: a\r\nOrigin: b\r\n\r\n",
          start + "X: y\n\n",
          start + "X: y\r\r\n\r\n",
          post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          post + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
          post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
          post + "Content-Length: 1, 2\r\n\r\n",
          post + "Content-Length: -1\r\n\r\n",
          post + "Content-Length: 99999999999999999999\r\n\r\n",
          post + "Transfer-Encoding: gzip\r\n\r\n",
          post + "Transfer-Encoding: gzip, chunked\r\n\r\n",
          post + "Transfer-Encoding: chunked, identity\r\n\r\n",
          std::string{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"}}) {
        CAPTURE(wire);
        CHECK(head_of(wire) == Outcome::malformed);
    }
}

TEST_CASE("HTTP/1.0 needs no Host, and closes unless it says otherwise") {
    Read closing{"GET / HTTP/1.0\r\n\r\n"};
    REQUIRE(closing.head == Outcome::ready);
    CHECK_FALSE(closing.reader.keep_alive());
    CHECK(closing.reader.is_http_1_0());
    Read keeping{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"};
    CHECK(keeping.reader.keep_alive());
    Read usual{start + "\r\n"};
    CHECK(usual.reader.keep_alive());
    Read last{start + "Connection: close\r\n\r\n"};
    CHECK_FALSE(last.reader.keep_alive());
}

TEST_CASE("a head may have as many fields and octets as its limits say, and not one more") {
    std::string fields;
    for (std::size_t i = 1; i < limits.head_fields_max; ++i)
        fields += "X-" + std::to_string(i) + ": y\r\n";
    CHECK(head_of(start + fields + "\r\n") == Outcome::ready);
    CHECK(head_of(start + fields + "One: more\r\n\r\n") == Outcome::too_large);

    const std::string before = start + "X: ";
    const std::string after = "\r\n\r\n";
    const std::string filler(limits.head_octets_max - before.size() - after.size(), 'x');
    CHECK(head_of(before + filler + after) == Outcome::ready);
    for (const std::size_t step : {1U, 1000U, 1'000'000U}) {
        CHECK(Read{before + filler + "x" + after, step}.head == Outcome::too_large);
        CHECK(Read{before + filler + filler, step}.head == Outcome::too_large);
    }
}

TEST_CASE("a body is refused beyond its limit, whether announced, streamed or in chunks") {
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    const auto body_of = [](const std::string& wire, std::size_t max) {
        return Read{wire, 1'000'000, max}.body;
    };
    CHECK(body_of(post + "Content-Length: 5\r\n\r\nhello", 5) == Outcome::ready);
    CHECK(body_of(post + "Content-Length: 5\r\n\r\n", 4) == Outcome::too_large);
    const std::string chunks =
        post + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
    CHECK(body_of(chunks, 5) == Outcome::ready);
    CHECK(body_of(chunks, 4) == Outcome::too_large);
    CHECK(body_of(post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 4) ==
          Outcome::too_large);
    CHECK(body_of(post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 4) ==
          Outcome::malformed);
    CHECK(body_of(post + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 4) == Outcome::malformed);
}

TEST_CASE("what was read is wiped from the buffer it stood in") {
    InputBuffer input;
    const auto room = input.room(100);
    std::string_view{"password"}.copy(room.data(), 8);
    input.commit(8);
    input.consume(8);
    CHECK(std::string_view{room.data(), 8} == std::string_view{"\0\0\0\0\0\0\0\0", 8});
}

}  // namespace sparekey::http
