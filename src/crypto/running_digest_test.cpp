#include "crypto/running_digest.h"

#include <doctest/doctest.h>

#include <string>

using namespace sparekey;
using namespace sparekey::crypto;

TEST_CASE("a digest of pieces is the digest of the whole") {
    // FIPS 180-4, "abc".
    RunningDigest abc;
    abc.add(bytes_of("a"));
    abc.add(bytes_of(""));
    abc.add(bytes_of("bc"));
    CHECK(to_hex(abc.finish()) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    const std::string text(100'000, 'x');
    RunningDigest pieces;
    for (std::size_t at = 0; at < text.size(); at += 777)
        pieces.add(bytes_of(text).subspan(at, std::min<std::size_t>(777, text.size() - at)));
    CHECK(pieces.finish() == sha256(bytes_of(text)));
}
